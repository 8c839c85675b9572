import AWSTypes
import Authentication
import Foundation
import HashTreeCollections
import IdentityModel
import Logging
import PolicyLanguage
import TestRandomness

@testable import IdentityStore

/// A directory that is gone when nobody refers to it any more.
final class TemporaryDirectory: Sendable {
    let path: String

    init() { path = FileManager.default.temporaryDirectory.path + "/identity-store-\(UUID().uuidString)" }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// Fixed values that tests share.
enum Fixture {
    static let now = Timestamp(seconds: 1_800_000_000)
    static let account = AccountID(123_456_789_012)
    static let awsPolicies = AWSManagedPolicies { [] }
    static let keyRing = {
        var entropy = SeededGenerator(seed: 7)
        return KeyRing(created: now, entropy: &entropy)
    }()
    static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    static func document(_ action: String) throws -> PolicyDocument {
        try PolicyDocument(
            parsing: """
                {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "\(action)", "Resource": "*"}}
                """)
    }

    static func trust() throws -> TrustPolicy {
        TrustPolicy(
            try PolicyDocument(
                parsing: """
                    {"Statement": {"Effect": "Allow", "Principal": {"AWS": "\(account)"}, "Action": "sts:AssumeRole"}}
                    """))
    }

    static func store(_ location: StateStore.Location) throws -> StateStore {
        try StateStore(at: location, keyRing: keyRing, awsPolicies: awsPolicies, logger: logger)
    }
}

extension AccountID {
    fileprivate init(_ digits: UInt64) { self = AccountID(number: digits) ?? .zero }
}

extension Draft {
    mutating func makeAccount() {
        put(.account(Account(id: Fixture.account, created: now)), in: Fixture.account)
    }

    @discardableResult
    mutating func makeUser(_ name: String) throws(AWSError) -> User {
        let name = UserName(unchecked: name)
        guard state[Fixture.account]?.users[name] == nil else {
            throw AWSError("EntityAlreadyExists", status: 409, "User with name \(name) already exists.")
        }
        let user = User(id: newID(in: Fixture.account), name: name, path: .root, created: now)
        put(.user(user), in: Fixture.account)
        return user
    }
}

extension StateStore {
    /// The names of the account's users, in their order.
    var userNames: [String] { snapshot[Fixture.account]?.users.ordered().map(\.name.text) ?? [] }
}

/// All that a state holds, in a form that compares.
struct Contents: Equatable {
    private struct Holding: Equatable {
        let account: Account
        let users: [User]
        let groups: [Group]
        let roles: [Role]
        let policies: [ManagedPolicy]
        let profiles: [InstanceProfile]
        let keys: [KeyOwner: [AccessKey]]
        let devices: [MFADevice]
        let devicesByOwner: [KeyOwner: Set<MFADeviceID>]
        let passwords: [KeyOwner: LoginProfile]
        let members: [GroupID: [UserID]]
        let attachments: [PolicyReference: PolicyAttachments]
        let reports: [Report]
        let records: [AccessRecord]
        let samlProviders: [SAMLProvider]
        let oidcProviders: [OIDCProvider]
        let sshPublicKeys: [KeyOwner: [SSHPublicKey]]
        let signingCertificates: [KeyOwner: [SigningCertificate]]
        let serviceCredentials: [KeyOwner: [ServiceCredential]]
        let serverCertificates: [ServerCertificate]
        let buckets: [Bucket]
        let tokenIssuer: TokenIssuer?
        let delegationRequests: [String: DelegationRequest]
    }

    private var holdings: [AccountID: Holding] = [:]

    init(_ state: IdentityState) {
        for account in state.allAccounts {
            let id = account.id
            let owners = Set(account.accessKeys.values.map(\.owner))
            let mfaOwners = Set(account.allMFADevices.compactMap(\.assignment?.owner))
            holdings[id] = Holding(
                account: account.account, users: account.users.all.sorted { $0.id < $1.id },
                groups: account.groups.all.sorted { $0.id < $1.id }, roles: account.roles.all.sorted { $0.id < $1.id },
                policies: account.policies.all.sorted { $0.id < $1.id },
                profiles: account.instanceProfiles.all.sorted { $0.id < $1.id },
                keys: Dictionary(uniqueKeysWithValues: owners.map { ($0, account.accessKeys(of: $0)) }),
                devices: account.allMFADevices.sorted { $0.id < $1.id },
                devicesByOwner: Dictionary(
                    uniqueKeysWithValues: mfaOwners.map { ($0, Set(account.mfaDevices(of: $0).map(\.id))) }),
                passwords: Dictionary(uniqueKeysWithValues: account.loginProfiles.map { ($0.key, $0.value) }),
                members: Dictionary(
                    uniqueKeysWithValues: account.groups.all.map { ($0.id, account.members(of: $0.id).map(\.id)) }),
                attachments: Dictionary(
                    uniqueKeysWithValues: account.policiesInUse.map { ($0, account.attachments(of: $0)) }),
                reports: account.reports.values.sorted { $0.id < $1.id },
                records: account.accessRecords.values.sorted { $0.principal.id < $1.principal.id },
                samlProviders: account.samlProviders.all.sorted { $0.id < $1.id },
                oidcProviders: account.oidcProvidersInOrder,
                sshPublicKeys: Dictionary(grouping: account.sshPublicKeys.inOrder, by: \.owner),
                signingCertificates: Dictionary(grouping: account.signingCertificates.inOrder, by: \.owner),
                serviceCredentials: Dictionary(grouping: account.serviceCredentials.inOrder, by: \.owner),
                serverCertificates: account.serverCertificates.all.sorted { $0.id < $1.id },
                buckets: account.bucketsInOrder,
                tokenIssuer: account.tokenIssuer,
                delegationRequests: Dictionary(
                    uniqueKeysWithValues: account.delegationRequests.map { ($0.key, $0.value) }))
        }
    }
}
