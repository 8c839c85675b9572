import AWSProtocols
import AWSTypes
import IdentityModel
import Operations
import PolicyEngine

/// Creates an instance profile.
struct CreateInstanceProfile: WriteOperation {
    let profileName: InstanceProfileName
    let path: IAMPath
    let tags: Tags

    init(from input: WireInput) {
        profileName = input.require("InstanceProfileName")
        path = input.path()
        tags = input.tags()
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        creationFacts(
            of: .path("instance-profile\(path.text)\(profileName)"), tagging: "iam:TagInstanceProfile", tags: tags,
            by: caller, in: state)
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) -> InstanceProfileView {
        let account = draft.account(of: caller)
        if account.instanceProfiles[profileName] != nil {
            throw .alreadyExists("Instance Profile \(profileName) already exists.")
        }
        if account.instanceProfiles.count >= IAMQuotas.instanceProfiles {
            throw .quotaExceeded("InstanceProfilesPerAccount", IAMQuotas.instanceProfiles)
        }
        var profile = InstanceProfile(
            id: draft.newID(in: account.id), name: profileName, path: path, created: draft.now)
        profile.tags = tags
        draft.put(.instanceProfile(profile), for: caller)
        return InstanceProfileView(profile, caller, draft.state)
    }

    static func encode(_ profile: InstanceProfileView, to writer: inout WireWriter) {
        writer.structure("InstanceProfile", profile.encodeWhole)
    }
}

/// Describes an instance profile with its role.
struct GetInstanceProfile: ReadOperation {
    let profileName: InstanceProfileName

    init(from input: WireInput) { profileName = input.requireReference("InstanceProfileName") }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: .instanceProfile(profileName), by: caller, in: state)
    }

    func run(by caller: Caller, in state: IdentityState) throws(AWSError) -> InstanceProfileView {
        InstanceProfileView(try state.account(of: caller).instanceProfile(profileName), caller, state)
    }

    static func encode(_ profile: InstanceProfileView, to writer: inout WireWriter) {
        writer.structure("InstanceProfile", profile.encodeWhole)
    }
}

/// Lists the instance profiles that hold a role.
struct ListInstanceProfilesForRole: ReadOperation {
    let roleName: RoleName
    let page: PageRequest

    init(from input: WireInput) {
        roleName = input.requireReference("RoleName")
        page = PageRequest(from: input, of: Self.self)
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: .role(roleName), by: caller, in: state)
    }

    func run(by caller: Caller, in state: IdentityState) throws(AWSError) -> Page<InstanceProfileView> {
        let account = state.account(of: caller)
        let profiles = account.instanceProfiles(holding: try account.role(roleName).id)
        return Page(
            of: profiles.map { InstanceProfileView($0, caller, state) }, by: \.profile.name.folded, page)
    }

    static func encode(_ page: Page<InstanceProfileView>, to writer: inout WireWriter) {
        writer.list("InstanceProfiles", page.elements) { $1.encode(to: &$0) }
        page.encodeMarker(to: &writer)
    }
}

/// Puts a role into an instance profile, for EC2 to hand to instances.
struct AddRoleToInstanceProfile: WriteOperation {
    typealias Output = Void

    let profileName: InstanceProfileName
    let roleName: RoleName

    init(from input: WireInput) {
        profileName = input.requireReference("InstanceProfileName")
        roleName = input.requireReference("RoleName")
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        let profile = IAMResource.instanceProfile(profileName).check(Self.action, by: caller, in: state)
        var role = IAMResource.role(roleName).check("iam:PassRole", by: caller, in: state)
            .with([(.passedToService, .string("ec2.amazonaws.com"))])
        role.label = nil
        return AuthorizationFacts(checks: [profile, role])
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) {
        let account = draft.account(of: caller)
        var profile = try account.instanceProfile(profileName)
        let role = try account.modifiableRole(roleName)
        if profile.role != nil { throw .quotaExceeded("InstanceSessionsPerInstanceProfile", 1) }
        profile.role = role.id
        draft.put(.instanceProfile(profile), for: caller)
    }
}

/// Takes the role out of an instance profile.
struct RemoveRoleFromInstanceProfile: WriteOperation {
    typealias Output = Void

    let profileName: InstanceProfileName
    let roleName: RoleName

    init(from input: WireInput) {
        profileName = input.requireReference("InstanceProfileName")
        roleName = input.requireReference("RoleName")
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: .instanceProfile(profileName), by: caller, in: state)
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) {
        let account = draft.account(of: caller)
        var profile = try account.instanceProfile(profileName)
        guard let role = account.roles[roleName], profile.role == role.id else { throw .noSuchRole(roleName) }
        profile.role = nil
        draft.put(.instanceProfile(profile), for: caller)
    }
}

/// Deletes an instance profile that holds no role.
struct DeleteInstanceProfile: WriteOperation {
    typealias Output = Void

    let profileName: InstanceProfileName

    init(from input: WireInput) { profileName = input.requireReference("InstanceProfileName") }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: .instanceProfile(profileName), by: caller, in: state)
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) {
        let profile = try draft.account(of: caller).instanceProfile(profileName)
        if profile.role != nil { throw .mustRemoveRoles }
        draft.remove(.instanceProfile(profile.id), for: caller)
    }
}

/// An instance profile with what its wire form needs.
struct InstanceProfileView: Sendable {
    let profile: InstanceProfile
    private let arn: ARN
    private let role: RoleView?

    init(_ profile: InstanceProfile, _ caller: Caller, _ state: IdentityState) {
        self.profile = profile
        arn = profile.arn(in: caller.accountID, caller.partition)
        role = profile.role.flatMap { state.account(of: caller).roles[$0] }.map { RoleView($0, caller, state) }
    }

    /// The members that listings show.
    func encode(to writer: inout WireWriter) {
        writer.field("Path", profile.path.text)
        writer.field("InstanceProfileName", profile.name)
        writer.field("InstanceProfileId", profile.id)
        writer.field("Arn", arn)
        writer.field("CreateDate", profile.created)
        writer.list("Roles", role.map { [$0] } ?? []) { $1.encode(to: &$0) }
    }

    /// All members.
    func encodeWhole(to writer: inout WireWriter) {
        encode(to: &writer)
        if !profile.tags.isEmpty { writer.encode(profile.tags) }
    }
}
