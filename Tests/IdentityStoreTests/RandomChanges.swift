import AWSTypes
import HashTreeCollections
import IdentityModel
import PolicyLanguage
import TestRandomness

/// Makes changes that a server could make, by the numbers it is given.
struct RandomChanges {
    private var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    /// Changes a draft in one to five steps.
    mutating func change(_ draft: inout Draft) throws {
        for _ in 0..<Int.random(in: 1...5, using: &random) { try step(&draft) }
    }

    private mutating func step(_ draft: inout Draft) throws {
        guard let account = draft.state.allAccounts.sorted(by: { $0.id < $1.id }).randomElement(using: &random)
        else {
            return draft.makeAccount()
        }
        switch Int.random(in: 0..<46, using: &random) {
        case 0: changeAccounts(&draft, account)
        case 1...7: try changeUser(&draft, account)
        case 8...10: try changeRole(&draft, account)
        case 11...13: changeGroup(&draft, account)
        case 14...16: try changePolicy(&draft, account)
        case 17...18: changeProfile(&draft, account)
        case 24: changeReport(&draft, account)
        case 25...26: changeRecord(&draft, account)
        case 27...28: changeDevice(&draft, account)
        case 29...30: changePassword(&draft, account)
        case 31...34: try changeOrganization(&draft, account)
        case 35...36: changeProvider(&draft, account)
        case 37...40: changeUserKey(&draft, account)
        case 41...42: try changeBucket(&draft, account)
        case 43...45: changePool(&draft, account)
        default: changeKey(&draft, account)
        }
    }

    private mutating func changeDevice(_ draft: inout Draft, _ account: AccountState) {
        let id = MFADeviceID(unchecked: "/\(name())")
        guard var device = account.mfaDevice(id), Bool.random(using: &random) else {
            if account.mfaDevice(id) != nil { return draft.remove(.mfaDevice(id), from: account.id) }
            let device = MFADevice(
                name: MFADeviceName(unchecked: String(id.text.dropFirst())), path: .root, created: draft.now,
                seed: draft.newMFASeed())
            return draft.put(.mfaDevice(device), in: account.id)
        }
        device.lastStep = Int64.random(in: 0...9, using: &random)
        device.drift = Int64.random(in: -3...3, using: &random)
        device.tags.set(Tag(key: name(), value: "ü"))
        device.assignment =
            Bool.random(using: &random) ? nil : MFADevice.Assignment(owner: owner(in: account), enabled: draft.now)
        draft.put(.mfaDevice(device), in: account.id)
    }

    private mutating func changePassword(_ draft: inout Draft, _ account: AccountState) {
        let owner = owner(in: account)
        let salt = [UInt8.random(in: 0...255, using: &random)]
        let password = PasswordHash(
            recipe: PasswordRecipe(cost: 2, blockSize: 1, parallelism: 1, salt: salt), digest: salt)
        guard var profile = account.loginProfile(of: owner) else {
            let profile = LoginProfile(
                owner: owner, created: draft.now, password: password, isResetRequired: Bool.random(using: &random))
            return draft.put(.loginProfile(profile), in: account.id)
        }
        if Int.random(in: 0..<3, using: &random) == 0 {
            return draft.remove(.loginProfile(owner), from: account.id)
        }
        profile.change(to: password, at: draft.now)
        draft.put(.loginProfile(profile), in: account.id)
    }

    private mutating func owner(in account: AccountState) -> KeyOwner {
        let owners = [.root] + account.users.all.map(\.id).sorted().map { KeyOwner.user($0) }
        return owners.randomElement(using: &random) ?? .root
    }

    private mutating func changeProvider(_ draft: inout Draft, _ account: AccountState) {
        let url = OIDCProviderURL(unchecked: "\(name()).example.com")
        if let provider = account.samlProviders.all.sorted(by: { $0.id < $1.id }).randomElement(using: &random) {
            var changed = provider
            changed.privateKeys.append(
                SAMLPrivateKey(id: draft.newID(in: account.id), uploaded: draft.now, pem: SecretKey("a private key")))
            if Bool.random(using: &random) { return draft.put(.samlProvider(changed), in: account.id) }
            return draft.remove(.samlProvider(provider.id), from: account.id)
        }
        if account.oidcProvider(url) != nil { return draft.remove(.oidcProvider(url), from: account.id) }
        draft.put(
            .oidcProvider(OIDCProvider(url: url, created: draft.now, clientIDs: ["app"], thumbprints: [])),
            in: account.id)
        let metadata = SAMLMetadata(
            entityID: "idp", signingCertificates: [Octets([0x30, 0xFF])],
            singleSignOnServices: [.init(binding: "b", location: "https://idp")], validUntil: nil,
            wantsSignedRequests: true)
        draft.put(
            .samlProvider(
                SAMLProvider(
                    id: draft.newID(in: account.id), name: SAMLProviderName(unchecked: name()), created: draft.now,
                    document: "<xml/>", metadata: metadata)), in: account.id)
    }

    private mutating func changeBucket(_ draft: inout Draft, _ account: AccountState) throws {
        let name = BucketName(unchecked: "bucket-\(name())")
        guard let (owner, found) = draft.state.bucket(name) else {
            let bucket = Bucket(id: draft.newUUID(), name: name, region: "eu-west-1", created: draft.now)
            return draft.put(.bucket(bucket), in: account.id)
        }
        var bucket = found
        switch Int.random(in: 0..<5, using: &random) {
        case 0: return draft.remove(.bucket(name), from: owner.id)
        case 1:
            let text = """
                {"Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::b/*"}}
                """
            bucket.policy = BucketPolicy(try PolicyDocument(parsing: text))
        case 2: bucket.tags = [Tag(key: "ü", value: "\u{0}"), Tag(key: "Ü", value: "")]
        case 3:
            bucket.versioning = .suspended
            bucket.publicAccessBlock = .all
            bucket.ownership = nil
        default:
            bucket.cors = [CORSRule(allowedMethods: ["GET"], allowedOrigins: ["*"], maxAge: 5)]
            bucket.encryption = BucketEncryption(hasBucketKey: true)
        }
        draft.put(.bucket(bucket), in: owner.id)
    }

    private mutating func changeDelegationRequest(_ draft: inout Draft, _ account: AccountState) {
        let known = account.delegationRequests.values.sorted { $0.id < $1.id }.randomElement(using: &random)
        guard var request = known else {
            let made = DelegationRequest(
                id: draft.newUUID(), workflow: name(), description: "é", message: nil,
                permissions: DelegatedPermissions(
                    template: .iam(account.id, "policy/p"),
                    parameters: [.init(name: "bucket", values: ["a", "b"], isList: true)]), policy: "{}",
                redirectURL: nil, notificationChannel: "arn:aws:sns:::t", sessionDuration: 300,
                isSentByOwnerOnly: true, ownerAccount: nil, created: draft.now)
            return draft.put(.delegationRequest(made), in: account.id)
        }
        if Bool.random(using: &random) { return draft.remove(.delegationRequest(request.id), from: account.id) }
        let approver = DelegationRequest.Approver(arn: .iam(account.id, "root"), principal: .root)
        try? request.associate(with: approver.arn, of: account.id, at: draft.now)
        try? request.accept(by: approver, at: draft.now)
        draft.put(.delegationRequest(request), in: account.id)
    }

    private mutating func changeTokenIssuer(_ draft: inout Draft, _ account: AccountState) {
        let key = TokenSigningKey(
            id: draft.newUUID(), algorithm: .es384, privateKey: SecretKey(name()), publicKey: ["kty": "EC"])
        guard var issuer = account.tokenIssuer else {
            return draft.put(.tokenIssuer(TokenIssuer(id: draft.newUUID(), keys: [key])), in: account.id)
        }
        if Bool.random(using: &random) { return draft.remove(.tokenIssuer, from: account.id) }
        issuer.rotate(to: [key], at: draft.now)
        issuer.isEnabled.toggle()
        draft.put(.tokenIssuer(issuer), in: account.id)
    }

    private mutating func changeUserKey(_ draft: inout Draft, _ account: AccountState) {
        guard let user = account.users.all.sorted(by: { $0.id < $1.id }).randomElement(using: &random) else { return }
        let owner = KeyOwner.user(user.id)
        switch Int.random(in: 0..<6, using: &random) {
        case 4: changeTokenIssuer(&draft, account)
        case 5: changeDelegationRequest(&draft, account)
        case 0:
            if var key = account.sshPublicKeys[owner: owner].first {
                key.status = .inactive
                return draft.put(.sshPublicKey(key), in: account.id)
            }
            draft.put(
                .sshPublicKey(
                    SSHPublicKey(
                        id: draft.newID(in: account.id), owner: owner, uploaded: draft.now, body: "ssh-rsa",
                        blob: Octets([1, 2]))), in: account.id)
        case 1:
            if let certificate = account.signingCertificates[owner: owner].last {
                return draft.remove(.signingCertificate(certificate.id), from: account.id)
            }
            draft.put(
                .signingCertificate(
                    SigningCertificate(
                        id: draft.newID(in: account.id), owner: owner, uploaded: draft.now, body: "PEM",
                        der: Octets([0x30]))), in: account.id)
        case 2:
            let credential = ServiceCredential(
                id: draft.newID(in: account.id), owner: owner, service: "bedrock.amazonaws.com", alias: name(),
                created: draft.now, expires: Bool.random(using: &random) ? draft.now : nil,
                secret: SecretKey(draft.newServicePassword()))
            draft.put(.serviceCredential(credential), in: account.id)
        default:
            let name = ServerCertificateName(unchecked: name())
            if let certificate = account.serverCertificates[name] {
                return draft.remove(.serverCertificate(certificate.id), from: account.id)
            }
            draft.put(
                .serverCertificate(
                    ServerCertificate(
                        id: draft.newID(in: account.id), name: name, path: .root, uploaded: draft.now,
                        expires: draft.now, body: "PEM", chain: nil, privateKey: SecretKey("a private key"))),
                in: account.id)
        }
    }

    private mutating func changePool(_ draft: inout Draft, _ account: AccountState) {
        let pools = account.identityPools.all.sorted { $0.id < $1.id }
        guard var pool = pools.randomElement(using: &random), Int.random(in: 0..<5, using: &random) > 0 else {
            let key = PoolSigningKey(
                id: name(), created: draft.now, privateKey: SecretKey("a private key"), publicKey: "{}")
            if account.identityPools.signingKey == nil {
                draft.put(.identityPools(.signingKey(key)), in: account.id)
            }
            let pool = IdentityPool(
                id: draft.newRegionalID(in: "us-east-1"), settings: .init(name: name(), allowsGuests: true))
            return draft.put(.identityPools(.pool(pool)), in: account.id)
        }
        let identities = account.identityPools.identities(of: pool.id)
        let login = PoolLogin(provider: name(), subject: name())
        let holder = account.identityPools.identity(of: login, in: pool.id)
        switch Int.random(in: 0..<5, using: &random) {
        case 0:
            pool.tagMaps[name()] = PrincipalTagMap(usesDefaults: true, tags: [:])
            pool.authenticatedRole = .iam(account.id, "role/a")
            draft.put(.identityPools(.pool(pool)), in: account.id)
        case 1:
            for identity in identities { draft.remove(.identityPools(.identity(identity.id)), from: account.id) }
            draft.remove(.identityPools(.pool(pool.id)), from: account.id)
        case 2:
            if let identity = identities.randomElement(using: &random) {
                draft.remove(.identityPools(.identity(identity.id)), from: account.id)
            }
        case 3:
            guard var identity = identities.randomElement(using: &random), holder == nil else { return }
            identity.logins = Bool.random(using: &random) ? [login] : identity.logins + [login]
            draft.put(.identityPools(.identity(identity)), in: account.id)
        default:
            let identity = PoolIdentity(
                id: draft.newRegionalID(in: "us-east-1"), pool: pool.id, created: draft.now,
                logins: holder == nil ? [login] : [])
            draft.put(.identityPools(.identity(identity)), in: account.id)
        }
    }

    private mutating func changeAccounts(_ draft: inout Draft, _ account: AccountState) {
        switch Int.random(in: 0..<4, using: &random) {
        case 0 where draft.state.allAccounts.count < 3:
            let id = draft.newAccountID()
            draft.put(.account(Account(id: id, created: draft.now, email: "owner@example.com")), in: id)
        case 1
        where draft.state.allAccounts.count > 1 && draft.state.management(of: account.id) ?? account.id == account.id:
            draft.remove(.account, from: account.id)
        default:
            var changed = account.account
            changed.alias = Bool.random(using: &random) ? nil : "alias-\(account.id)"
            changed.publicAccessBlock = Bool.random(using: &random) ? nil : PublicAccessBlock(blocksPublicACLs: true)
            changed.passwordPolicy = Bool.random(using: &random) ? nil : PasswordPolicy()
            draft.put(.account(changed), in: account.id)
        }
    }

    private mutating func changeUser(_ draft: inout Draft, _ account: AccountState) throws {
        let users = account.users.all.sorted { $0.id < $1.id }
        guard var user = users.randomElement(using: &random), Int.random(in: 0..<4, using: &random) > 0 else {
            let name = UserName(unchecked: name())
            if account.users[name] != nil { return }
            let user = User(id: draft.newID(in: account.id), name: name, path: .root, created: draft.now)
            return draft.put(.user(user), in: account.id)
        }
        switch Int.random(in: 0..<7, using: &random) {
        case 0:
            let name = UserName(unchecked: name())
            if account.users[name] == nil { user.name = name }
        case 1: user.tags.set(Tag(key: name(), value: "\u{0}\"ü"))
        case 2: toggle(&user.attachedPolicies, among: policies(of: account))
        case 3: toggle(&user.groups, among: account.groups.all.map(\.id).sorted())
        case 4: user.permissionsBoundary = policies(of: account).randomElement(using: &random)
        case 5: user.inlinePolicies.put(try Fixture.document("iam:Get*"), named: PolicyName(unchecked: name()))
        default:
            let owner = KeyOwner.user(user.id)
            if account.accessKeys(of: owner).isEmpty, account.mfaDevices(of: owner).isEmpty,
                account.loginProfile(of: owner) == nil, account.sshPublicKeys[owner: owner].isEmpty,
                account.signingCertificates[owner: owner].isEmpty, account.serviceCredentials[owner: owner].isEmpty
            {
                draft.removeUser(user.id, from: account.id)
            }
            return
        }
        draft.put(.user(user), in: account.id)
    }

    private mutating func changeRole(_ draft: inout Draft, _ account: AccountState) throws {
        guard var role = account.roles.all.sorted(by: { $0.id < $1.id }).randomElement(using: &random),
            Bool.random(using: &random)
        else {
            let name = RoleName(unchecked: name())
            if account.roles[name] != nil { return }
            return draft.put(
                .role(
                    Role(
                        id: draft.newID(in: account.id), name: name, path: .root, created: draft.now,
                        trustPolicy: try Fixture.trust())), in: account.id)
        }
        switch Int.random(in: 0..<3, using: &random) {
        case 0: toggle(&role.attachedPolicies, among: policies(of: account))
        case 1: role.description = name()
        default:
            if account.instanceProfiles(holding: role.id).isEmpty { draft.removeRole(role.id, from: account.id) }
            return
        }
        draft.put(.role(role), in: account.id)
    }

    private mutating func changeGroup(_ draft: inout Draft, _ account: AccountState) {
        guard var group = account.groups.all.sorted(by: { $0.id < $1.id }).randomElement(using: &random),
            Bool.random(using: &random)
        else {
            let name = GroupName(unchecked: name())
            if account.groups[name] != nil { return }
            let group = Group(id: draft.newID(in: account.id), name: name, path: .root, created: draft.now)
            return draft.put(.group(group), in: account.id)
        }
        if Bool.random(using: &random) {
            toggle(&group.attachedPolicies, among: policies(of: account))
            draft.put(.group(group), in: account.id)
        } else if account.members(of: group.id).isEmpty {
            draft.remove(.group(group.id), from: account.id)
        }
    }

    private mutating func changePolicy(_ draft: inout Draft, _ account: AccountState) throws {
        guard var policy = account.policies.all.sorted(by: { $0.id < $1.id }).randomElement(using: &random),
            Bool.random(using: &random)
        else {
            let name = PolicyName(unchecked: name())
            if account.policies[name] != nil { return }
            return draft.put(
                .policy(
                    ManagedPolicy(
                        id: draft.newID(in: account.id), name: name, path: .root, account: account.id,
                        created: draft.now, description: nil, text: try Fixture.document("s3:*").text)),
                in: account.id)
        }
        if Bool.random(using: &random) {
            let asDefault = Bool.random(using: &random)
            _ = policy.addVersion(try Fixture.document("s3:Get*").text, at: draft.now, asDefault: asDefault)
            draft.put(.policy(policy), in: account.id)
        } else if account.attachments(of: policy.reference).permissionsCount == 0 {
            draft.remove(.policy(policy.id), from: account.id)
        }
    }

    private mutating func changeProfile(_ draft: inout Draft, _ account: AccountState) {
        let profiles = account.instanceProfiles.all.sorted { $0.id < $1.id }
        guard var profile = profiles.randomElement(using: &random), Bool.random(using: &random) else {
            let name = InstanceProfileName(unchecked: name())
            if account.instanceProfiles[name] != nil { return }
            let profile = InstanceProfile(
                id: draft.newID(in: account.id), name: name, path: .root, created: draft.now)
            return draft.put(.instanceProfile(profile), in: account.id)
        }
        profile.role = account.roles.all.map(\.id).sorted().randomElement(using: &random)
        draft.put(.instanceProfile(profile), in: account.id)
    }

    private mutating func changeKey(_ draft: inout Draft, _ account: AccountState) {
        let keys = account.accessKeys.values.sorted { $0.id.text < $1.id.text }
        if var key = keys.randomElement(using: &random), Int.random(in: 0..<3, using: &random) > 0 {
            if Int.random(in: 0..<3, using: &random) == 0 {
                draft.remove(.accessKey(key.id), from: account.id)
            } else {
                key.status = key.status == .active ? .inactive : .active
                draft.put(.accessKey(key), in: account.id)
            }
            return
        }
        let owners = [.root] + account.users.all.map(\.id).sorted().map { KeyOwner.user($0) }
        let owner = owners.randomElement(using: &random) ?? .root
        if let id = AccessKeyID("key-of-\(account.id)"), account.accessKeys[id] == nil {
            let key = AccessKey(id: id, secret: SecretKey("secret"), owner: owner, created: draft.now)
            draft.put(.accessKey(key), in: account.id)
        } else {
            draft.put(.accessKey(draft.newAccessKey(of: owner, in: account.id)), in: account.id)
        }
    }

    private mutating func changeReport(_ draft: inout Draft, _ account: AccountState) {
        let id = name()
        if account.report(id) != nil, Bool.random(using: &random) {
            draft.remove(.report(id), from: account.id)
        } else {
            draft.addReport(Report(id: id, created: draft.now, content: .credentials(name())), to: account.id)
        }
    }

    private mutating func changeRecord(_ draft: inout Draft, _ account: AccountState) {
        let principals =
            account.users.all.map { AccessRecord.Principal.user($0.id) }
            + account.roles.all.map { AccessRecord.Principal.role($0.id) }
        guard let principal = principals.sorted(by: { $0.id < $1.id }).randomElement(using: &random) else { return }
        var record = account.accessRecord(of: principal) ?? AccessRecord(of: principal)
        record.note(AccessRecord.Access(date: draft.now, region: name()), of: name(), in: name())
        draft.put(.accessRecord(record), in: account.id)
    }

    /// An organization of the account's own: itself, a unit, policies, invitations.
    private mutating func changeOrganization(_ draft: inout Draft, _ account: AccountState) throws {
        let state = account.organization
        guard var organization = state.organization, Int.random(in: 0..<9, using: &random) > 0 else {
            return makeOrUnmakeOrganization(&draft, account)
        }
        switch Int.random(in: 0..<5, using: &random) {
        case 0:
            organization.serviceAccess = [ServiceAccess(principal: "sso.amazonaws.com", enabled: draft.now)]
            draft.put(.organization(.organization(organization)), in: account.id)
        case 1:
            let parents = [OrganizationParent.root] + state.units.ids.map { .unit($0) }
            let unit = OrganizationalUnit(
                id: draft.newOrganizationsID(), name: "\(name())\(state.units.count)",
                parent: parents.randomElement(using: &random) ?? .root)
            if state.units.all.contains(where: { $0.name == unit.name }) { return }
            draft.put(.organization(.unit(unit)), in: account.id)
        case 2:
            let name = "\(name())\(state.policies.count)"
            if state.policies.all.contains(where: { $0.name == name }) { return }
            let policy = OrganizationPolicy(
                id: draft.newOrganizationsID(), type: .serviceControl, name: name, description: "",
                owner: OrganizationPolicy.Owner(management: account.id, organization: organization.id),
                text: try Fixture.document("s3:*").text)
            draft.put(.organization(.policy(policy)), in: account.id)
        case 3:
            let outcome: AccountCreation.Outcome =
                Bool.random(using: &random) ? .made(account.id) : .failed(reason: "EMAIL_ALREADY_EXISTS")
            let creation = AccountCreation(
                id: draft.newOrganizationsID(), name: name(), requested: draft.now, outcome: outcome)
            draft.put(.organization(.creation(creation)), in: account.id)
        default:
            var handshake = Handshake(
                id: draft.newOrganizationsID(), account: account.id, namedByEmail: nil, notes: name(), tags: [],
                requested: draft.now)
            handshake.state = .declined
            draft.put(.organization(.handshake(handshake)), in: account.id)
        }
    }

    private mutating func makeOrUnmakeOrganization(_ draft: inout Draft, _ account: AccountState) {
        if account.organization.organization != nil {
            for entity in account.organization.entities.reversed() {
                draft.remove(.organization(entity.key), from: account.id)
            }
            return
        }
        let made = Organization(
            id: draft.newOrganizationsID(), rootID: draft.newOrganizationsID(), featureSet: .all, created: draft.now)
        draft.put(.organization(.organization(made)), in: account.id)
        var member = MemberAccount(
            id: account.id, name: name(), email: "owner@example.com", joinedMethod: .invited, joined: draft.now)
        member.tags = [Tag(key: name(), value: "x")]
        draft.put(.organization(.account(member)), in: account.id)
    }

    private mutating func toggle<Element: Equatable>(_ elements: inout [Element], among all: [Element]) {
        guard let element = all.randomElement(using: &random) else { return }
        if let place = elements.firstIndex(of: element) {
            elements.remove(at: place)
        } else {
            elements.append(element)
        }
    }

    private func policies(of account: AccountState) -> [PolicyReference] {
        [.aws("/ReadOnlyAccess")] + account.policies.all.map(\.id).sorted().map { .customer($0) }
    }

    private mutating func name() -> String { ["a", "b", "c", "D", "e"].randomElement(using: &random) ?? "a" }
}
