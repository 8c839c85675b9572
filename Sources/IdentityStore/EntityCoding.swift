import AWSTypes
import Authentication
import Foundation
import IdentityModel

/// The kinds of entity, as the database names them.
enum EntityKind: String {
    case account
    case user
    case group
    case role
    case policy
    case instanceProfile = "instance-profile"
    case accessKey = "access-key"
    case report
    case accessRecord = "access-record"
    case mfaDevice = "mfa-device"
    case loginProfile = "login-profile"
    case organization
    case organizationalUnit = "organizational-unit"
    case organizationAccount = "organization-account"
    case organizationPolicy = "organization-policy"
    case accountCreation = "account-creation"
    case handshake
    case samlProvider = "saml-provider"
    case oidcProvider = "oidc-provider"
    case sshPublicKey = "ssh-public-key"
    case signingCertificate = "signing-certificate"
    case serverCertificate = "server-certificate"
    case serviceCredential = "service-credential"
    case bucket
    case tokenIssuer = "token-issuer"
    case delegationRequest = "delegation-request"
    case identityPool = "identity-pool"
    case poolIdentity = "pool-identity"
    case poolSigningKey = "pool-signing-key"
}

extension EntityKey {
    /// The key's columns; an account needs no id besides its own.
    var columns: (kind: EntityKind, id: String) {
        switch self {
        case .account: (.account, "")
        case .user(let id): (.user, id.text)
        case .group(let id): (.group, id.text)
        case .role(let id): (.role, id.text)
        case .policy(let id): (.policy, id.text)
        case .instanceProfile(let id): (.instanceProfile, id.text)
        case .accessKey(let id): (.accessKey, id.text)
        case .report(let id): (.report, id)
        case .accessRecord(let principal): (.accessRecord, principal.id)
        case .mfaDevice(let id): (.mfaDevice, id.text)
        case .loginProfile(.root): (.loginProfile, "root")
        case .loginProfile(.user(let id)): (.loginProfile, id.text)
        case .samlProvider(let id): (.samlProvider, id.text)
        case .oidcProvider(let url): (.oidcProvider, url.text)
        case .sshPublicKey(let id): (.sshPublicKey, id.text)
        case .signingCertificate(let id): (.signingCertificate, id.text)
        case .serverCertificate(let id): (.serverCertificate, id.text)
        case .serviceCredential(let id): (.serviceCredential, id.text)
        case .bucket(let name): (.bucket, name.text)
        case .tokenIssuer: (.tokenIssuer, "")
        case .delegationRequest(let id): (.delegationRequest, id)
        case .organization(let key): key.columns
        case .identityPools(.pool(let id)): (.identityPool, id.text)
        case .identityPools(.identity(let id)): (.poolIdentity, id.text)
        case .identityPools(.signingKey(let id)): (.poolSigningKey, id)
        }
    }
}

extension OrganizationEntityKey {
    fileprivate var columns: (kind: EntityKind, id: String) {
        switch self {
        case .organization: (.organization, "")
        case .unit(let id): (.organizationalUnit, id.text)
        case .account(let id): (.organizationAccount, id.description)
        case .policy(let id): (.organizationPolicy, id.text)
        case .creation(let id): (.accountCreation, id.text)
        case .handshake(let id): (.handshake, id.text)
        }
    }
}

/// Turns entities into bodies of rows and back; secrets are sealed on the way.
struct EntityCoding {
    private let keyRing: KeyRing
    private let encoder: JSONEncoder
    private let decoder = JSONDecoder()

    init(keyRing: KeyRing) {
        self.keyRing = keyRing
        encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
    }

    func body(of entity: Entity, in account: AccountID) throws -> Data {
        switch entity {
        case .account(let account): try encoder.encode(account)
        case .user(let user): try encoder.encode(user)
        case .group(let group): try encoder.encode(group)
        case .role(let role): try encoder.encode(role)
        case .policy(let policy): try encoder.encode(policy)
        case .instanceProfile(let profile): try encoder.encode(profile)
        case .accessKey(let key): try encoder.encode(SealedAccessKey(key, of: account, under: keyRing))
        case .report(let report): try encoder.encode(report)
        case .accessRecord(let record): try encoder.encode(record)
        case .mfaDevice(let device): try encoder.encode(SealedMFADevice(device, of: account, under: keyRing))
        case .loginProfile(let profile): try encoder.encode(profile)
        case .samlProvider(let provider):
            try encoder.encode(SealedSAMLProvider(provider, of: account, under: keyRing))
        case .oidcProvider(let provider): try encoder.encode(provider)
        case .sshPublicKey(let key): try encoder.encode(key)
        case .signingCertificate(let certificate): try encoder.encode(certificate)
        case .serverCertificate(let certificate):
            try encoder.encode(SealedServerCertificate(certificate, of: account, under: keyRing))
        case .serviceCredential(let credential):
            try encoder.encode(SealedServiceCredential(credential, of: account, under: keyRing))
        case .bucket(let bucket): try encoder.encode(bucket)
        case .delegationRequest(let request): try encoder.encode(request)
        case .tokenIssuer(let issuer): try encoder.encode(SealedTokenIssuer(issuer, of: account, under: keyRing))
        case .organization(let entity): try body(of: entity)
        case .identityPools(.pool(let pool)): try encoder.encode(pool)
        case .identityPools(.identity(let identity)): try encoder.encode(identity)
        case .identityPools(.signingKey(let key)):
            try encoder.encode(SealedPoolSigningKey(key, of: account, under: keyRing))
        }
    }

    private func body(of entity: OrganizationEntity) throws -> Data {
        switch entity {
        case .organization(let organization): try encoder.encode(organization)
        case .unit(let unit): try encoder.encode(unit)
        case .account(let account): try encoder.encode(account)
        case .policy(let policy): try encoder.encode(policy)
        case .creation(let creation): try encoder.encode(creation)
        case .handshake(let handshake): try encoder.encode(handshake)
        }
    }

    func entity(_ kind: EntityKind, from body: Data, in account: AccountID) throws -> Entity {
        switch kind {
        case .account: .account(try decoder.decode(Account.self, from: body))
        case .user: .user(try decoder.decode(User.self, from: body))
        case .group: .group(try decoder.decode(Group.self, from: body))
        case .role: .role(try decoder.decode(Role.self, from: body))
        case .policy: .policy(try decoder.decode(ManagedPolicy.self, from: body))
        case .instanceProfile: .instanceProfile(try decoder.decode(InstanceProfile.self, from: body))
        case .report: .report(try decoder.decode(Report.self, from: body))
        case .accessRecord: .accessRecord(try decoder.decode(AccessRecord.self, from: body))
        case .accessKey:
            .accessKey(try decoder.decode(SealedAccessKey.self, from: body).opened(of: account, under: keyRing))
        case .mfaDevice:
            .mfaDevice(try decoder.decode(SealedMFADevice.self, from: body).opened(of: account, under: keyRing))
        case .loginProfile: .loginProfile(try decoder.decode(LoginProfile.self, from: body))
        case .organization: .organization(.organization(try decoder.decode(Organization.self, from: body)))
        case .organizationalUnit: .organization(.unit(try decoder.decode(OrganizationalUnit.self, from: body)))
        case .organizationAccount: .organization(.account(try decoder.decode(MemberAccount.self, from: body)))
        case .organizationPolicy: .organization(.policy(try decoder.decode(OrganizationPolicy.self, from: body)))
        case .accountCreation: .organization(.creation(try decoder.decode(AccountCreation.self, from: body)))
        case .handshake: .organization(.handshake(try decoder.decode(Handshake.self, from: body)))
        case .samlProvider:
            .samlProvider(try decoder.decode(SealedSAMLProvider.self, from: body).opened(of: account, under: keyRing))
        case .oidcProvider: .oidcProvider(try decoder.decode(OIDCProvider.self, from: body))
        case .sshPublicKey: .sshPublicKey(try decoder.decode(SSHPublicKey.self, from: body))
        case .signingCertificate: .signingCertificate(try decoder.decode(SigningCertificate.self, from: body))
        case .serverCertificate:
            .serverCertificate(
                try decoder.decode(SealedServerCertificate.self, from: body).opened(of: account, under: keyRing))
        case .bucket: .bucket(try decoder.decode(Bucket.self, from: body))
        case .serviceCredential:
            .serviceCredential(
                try decoder.decode(SealedServiceCredential.self, from: body).opened(of: account, under: keyRing))
        case .delegationRequest:
            .delegationRequest(try decoder.decode(DelegationRequest.self, from: body))
        case .tokenIssuer:
            .tokenIssuer(try decoder.decode(SealedTokenIssuer.self, from: body).opened(of: account, under: keyRing))
        case .identityPool: .identityPools(.pool(try decoder.decode(IdentityPool.self, from: body)))
        case .poolIdentity: .identityPools(.identity(try decoder.decode(PoolIdentity.self, from: body)))
        case .poolSigningKey:
            .identityPools(
                .signingKey(
                    try decoder.decode(SealedPoolSigningKey.self, from: body).opened(of: account, under: keyRing)))
        }
    }
}

/// An access key as it is kept: its secret sealed, and bound to the key and the account it belongs to.
private struct SealedAccessKey: Codable {
    let id: AccessKeyID
    let owner: KeyOwner
    let status: AccessKey.Status
    let created: Timestamp
    let lastUse: LastUse?
    let sealedSecret: Data

    init(_ key: AccessKey, of account: AccountID, under keyRing: KeyRing) {
        id = key.id
        owner = key.owner
        status = key.status
        created = key.created
        lastUse = key.lastUse
        var entropy = SystemRandomNumberGenerator()
        sealedSecret = Data(
            keyRing.seal(
                Array(key.secret.exposed.utf8), for: .secretKeyAtRest,
                context: SealedAccessKey.context(key.id, account), entropy: &entropy))
    }

    func opened(of account: AccountID, under keyRing: KeyRing) throws(SealedRecordFailure) -> AccessKey {
        let secret = try keyRing.open(
            Array(sealedSecret), for: .secretKeyAtRest, context: SealedAccessKey.context(id, account))
        var key = AccessKey(
            id: id, secret: SecretKey(String(decoding: secret, as: UTF8.self)), owner: owner, status: status,
            created: created)
        key.lastUse = lastUse
        return key
    }

    private static func context(_ id: AccessKeyID, _ account: AccountID) -> [UInt8] {
        Array("\(account)/\(id)".utf8)
    }
}
