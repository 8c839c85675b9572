import AWSTypes
import IdentityModel
import TestRandomness
import TestSupport

/// Changes that leave no loose end, as numbers from a seed choose them.
struct RandomHistory {
    private var random: SeededGenerator
    private static let names = ["a", "B", "c", "D"]

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func change(_ world: inout World) throws {
        let id = Bool.random(using: &random) ? World.account : World.otherAccount
        let account = try world.account(id)
        switch Int.random(in: 0..<14, using: &random) {
        case 0: changeGroup(of: account, in: &world)
        case 1: changePolicy(of: account, in: &world)
        case 2: try changeRole(of: account, in: &world)
        case 3: changeKey(of: account, in: &world)
        case 4: changeAlias(of: account, in: &world)
        case 5: changeDevice(of: account, in: &world)
        case 6: changePassword(of: account, in: &world)
        case 7, 8: changeOrganization(in: &world)
        case 9: changeSSHKey(of: account, in: &world)
        case 10: changeBucket(of: account, in: &world)
        default: changeUser(of: account, in: &world)
        }
    }

    private mutating func changeUser(of account: AccountState, in world: inout World) {
        let name = UserName(unchecked: name())
        guard var user = account.users[name] else {
            world.user(name.text, in: account.id)
            return
        }
        switch Int.random(in: 0..<5, using: &random) {
        case 0:
            let new = UserName(unchecked: self.name())
            if account.users[new] == nil { user.name = new }
        case 1: user.groups = subset(of: account.groups.ordered().map(\.id))
        case 2: user.attachedPolicies = subset(of: policies(of: account))
        case 3: user.permissionsBoundary = policies(of: account).randomElement(using: &random)
        default:
            for key in account.accessKeys(of: .user(user.id)) {
                world.change { $0.remove(.accessKey(key.id), from: account.id) }
            }
            let owner = KeyOwner.user(user.id)
            return world.change { draft in
                for device in account.mfaDevices(of: owner) { draft.remove(.mfaDevice(device.id), from: account.id) }
                draft.remove(.loginProfile(owner), from: account.id)
                for key in account.sshPublicKeys[owner: owner] { draft.remove(.sshPublicKey(key.id), from: account.id) }
                if case .user(let id) = owner { draft.remove(.user(id), from: account.id) }
            }
        }
        let changed = user
        world.change { $0.put(.user(changed), in: account.id) }
    }

    private mutating func changeBucket(of account: AccountState, in world: inout World) {
        let name = BucketName(unchecked: "bucket-\(name())")
        if let owner = world.state.bucket(name)?.account.id {
            return world.change { $0.remove(.bucket(name), from: owner) }
        }
        world.change { draft in
            let bucket = Bucket(id: draft.newUUID(), name: name, region: "us-east-1", created: draft.now)
            draft.put(.bucket(bucket), in: account.id)
        }
    }

    private mutating func changeGroup(of account: AccountState, in world: inout World) {
        guard var group = account.groups[GroupName(unchecked: name())] else {
            let name = name()
            if account.groups[GroupName(unchecked: name)] == nil { world.group(name, in: account.id) }
            return
        }
        if account.members(of: group.id).isEmpty, Bool.random(using: &random) {
            let id = group.id
            return world.change { $0.remove(.group(id), from: account.id) }
        }
        group.attachedPolicies = subset(of: policies(of: account))
        let changed = group
        world.change { $0.put(.group(changed), in: account.id) }
    }

    private mutating func changePolicy(of account: AccountState, in world: inout World) {
        let name = name()
        guard let policy = account.policies[PolicyName(unchecked: name)] else {
            world.policy(name, allowing: "s3:*", in: account.id)
            return
        }
        let attachments = account.attachments(of: policy.reference)
        if attachments.permissionsCount + attachments.boundaryCount > 0 { return }
        world.change { $0.remove(.policy(policy.id), from: account.id) }
    }

    private mutating func changeRole(of account: AccountState, in world: inout World) throws {
        let name = name()
        guard let role = account.roles[RoleName(unchecked: name)] else {
            let attached = subset(of: policies(of: account))
            try world.role(name, in: account.id) { $0.attachedPolicies = attached }
            return
        }
        if let profile = account.instanceProfiles(holding: role.id).first {
            return world.change { $0.remove(.instanceProfile(profile.id), from: account.id) }
        }
        let profileName = self.name()
        if Bool.random(using: &random) {
            world.change { $0.remove(.role(role.id), from: account.id) }
        } else if account.instanceProfiles[InstanceProfileName(unchecked: profileName)] == nil {
            world.instanceProfile(profileName, holding: role, in: account.id)
        }
    }

    private mutating func changeKey(of account: AccountState, in world: inout World) {
        let owners = [KeyOwner.root] + account.users.ordered().map { .user($0.id) }
        let owner = owners.randomElement(using: &random) ?? .root
        guard var key = account.accessKeys(of: owner).randomElement(using: &random) else {
            _ = world.key(of: owner, in: account.id)
            return
        }
        if Bool.random(using: &random) {
            let id = key.id
            return world.change { $0.remove(.accessKey(id), from: account.id) }
        }
        key.status = key.status == .active ? .inactive : .active
        let changed = key
        world.change { $0.put(.accessKey(changed), in: account.id) }
    }

    private mutating func owner(in account: AccountState) -> KeyOwner {
        ([KeyOwner.root] + account.users.ordered().map { .user($0.id) }).randomElement(using: &random) ?? .root
    }

    private mutating func changeDevice(of account: AccountState, in world: inout World) {
        let name = name()
        guard var device = account.mfaDevice(MFADeviceID(unchecked: "/\(name)")) else {
            world.mfaDevice(name, of: Bool.random(using: &random) ? owner(in: account) : nil, in: account.id)
            return
        }
        switch Int.random(in: 0..<3, using: &random) {
        case 0: return world.change { [id = device.id] in $0.remove(.mfaDevice(id), from: account.id) }
        case 1: device.assignment = nil
        default: device.assignment = MFADevice.Assignment(owner: owner(in: account), enabled: world.now)
        }
        let changed = device
        world.change { $0.put(.mfaDevice(changed), in: account.id) }
    }

    private mutating func changePassword(of account: AccountState, in world: inout World) {
        let owner = owner(in: account)
        let recipe = PasswordRecipe(cost: 2, blockSize: 1, parallelism: 1, salt: [])
        let password = PasswordHash(recipe: recipe, digest: [UInt8.random(in: 0...255, using: &random)])
        guard var profile = account.loginProfile(of: owner) else {
            let profile = LoginProfile(owner: owner, created: world.now, password: password, isResetRequired: false)
            return world.change { $0.put(.loginProfile(profile), in: account.id) }
        }
        if Bool.random(using: &random) {
            return world.change { $0.remove(.loginProfile(owner), from: account.id) }
        }
        profile.change(to: password, at: world.now)
        let changed = profile
        world.change { $0.put(.loginProfile(changed), in: account.id) }
    }

    private mutating func changeSSHKey(of account: AccountState, in world: inout World) {
        guard let user = account.users.ordered().randomElement(using: &random) else { return }
        if let key = account.sshPublicKeys[owner: .user(user.id)].randomElement(using: &random) {
            return world.change { $0.remove(.sshPublicKey(key.id), from: account.id) }
        }
        world.change { draft in
            let key = SSHPublicKey(
                id: draft.newID(in: account.id), owner: .user(user.id), uploaded: draft.now, body: "ssh-rsa",
                blob: Octets([1]))
            draft.put(.sshPublicKey(key), in: account.id)
        }
    }

    private mutating func changeAlias(of account: AccountState, in world: inout World) {
        let alias = "alias-\(name())"
        if let owner = world.state.account(alias: alias), owner != account.id { return }
        var changed = account.account
        changed.alias = Bool.random(using: &random) ? alias : nil
        let entity = Entity.account(changed)
        world.change { $0.put(entity, in: account.id) }
    }

    /// One organization, which the first account manages.
    private mutating func changeOrganization(in world: inout World) {
        let management = World.account
        guard let state = world.state[management]?.organization else { return }
        func put(_ entity: OrganizationEntity) {
            world.change { $0.put(.organization(entity), in: management) }
        }
        guard let organization = state.organization else {
            world.change { draft in
                let made = Organization(
                    id: draft.newOrganizationsID(), rootID: draft.newOrganizationsID(), featureSet: .all,
                    created: draft.now)
                draft.put(.organization(.organization(made)), in: management)
                let member = MemberAccount(
                    id: management, name: "m", email: nil, joinedMethod: .invited, joined: draft.now)
                draft.put(.organization(.account(member)), in: management)
            }
            return
        }
        let parent = ([.root] + state.units.ids.map { OrganizationParent.unit($0) }).randomElement(using: &random)
        switch Int.random(in: 0..<5, using: &random) {
        case 0 where state.units.count < 4:
            let name = name()
            if state.units(in: parent ?? .root).contains(where: { $0.name == name }) { return }
            let id = world.change { $0.newOrganizationsID() as OrganizationalUnitID }
            put(.unit(OrganizationalUnit(id: id, name: name, parent: parent ?? .root)))
        case 1:
            guard let id = state.units.ids.randomElement(using: &random), state.units(in: .unit(id)).isEmpty,
                state.accounts(in: .unit(id)).isEmpty
            else { return }
            world.change { $0.remove(.organization(.unit(id)), from: management) }
        case 2:
            var member =
                state.accounts[World.otherAccount]
                ?? MemberAccount(
                    id: World.otherAccount, name: "o", email: nil, joinedMethod: .created, joined: world.now)
            member.parent = parent ?? .root
            put(.account(member))
        case 3 where state.accounts[World.otherAccount] != nil:
            world.change { $0.remove(.organization(.account(World.otherAccount)), from: management) }
        case 4 where state.accounts.count == 1 && organization.attachedPolicies.isEmpty:
            for entity in state.entities.reversed() {
                world.change { $0.remove(.organization(entity.key), from: management) }
            }
        default: return
        }
    }

    private func policies(of account: AccountState) -> [PolicyReference] {
        [.aws("/AdministratorAccess")] + account.policies.ordered().map(\.reference)
    }

    private mutating func subset<Element>(of all: [Element]) -> [Element] {
        all.filter { _ in Bool.random(using: &random) }.shuffled(using: &random)
    }

    private mutating func name() -> String { RandomHistory.names.randomElement(using: &random) ?? "a" }
}
