import AWSProtocols
import AWSTypes
import IdentityModel
import Operations
import PolicyLanguage

/// Creates a role.
struct CreateRole: WriteOperation {
    let roleName: RoleName
    let path: IAMPath
    let trustPolicy: PolicyDocument
    let description: String?
    let maxSessionDuration: Int?
    let permissionsBoundary: ARN?
    let tags: Tags

    init(from input: WireInput) {
        roleName = input.require("RoleName")
        path = input.path()
        trustPolicy = input.requirePolicy("AssumeRolePolicyDocument", as: .trust)
        description = input.roleDescription()
        maxSessionDuration = input.maxSessionDuration()
        permissionsBoundary = input.boundary()
        tags = input.tags()
        for prefix in ["/aws-service-role/", "/aws-reserved/"] where path.text.hasPrefix(prefix) {
            input.reject(.invalidInput("Path prefix '\(prefix)' can only be used for AWS Service linked Roles"))
        }
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        creationFacts(
            of: .path("role\(path.text)\(roleName)"), tagging: "iam:TagRole", tags: tags,
            boundary: permissionsBoundary, by: caller, in: state)
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) -> RoleView {
        let account = draft.account(of: caller)
        if account.roles[roleName] != nil { throw .alreadyExists("Role with name \(roleName) already exists.") }
        if account.roles.count >= IAMQuotas.roles { throw .quotaExceeded("RolesPerAccount", IAMQuotas.roles) }
        try trustPolicy.checkTrustPolicySize()
        try trustPolicy.checkSharedProviders()
        var role = Role(
            id: draft.newID(in: account.id), name: roleName, path: path, created: draft.now,
            trustPolicy: TrustPolicy(try draft.state.storedTrustPolicy(trustPolicy, caller.partition)),
            description: description,
            maxSessionDuration: maxSessionDuration ?? 3600)
        role.tags = tags
        role.permissionsBoundary = try permissionsBoundary.map { arn throws(AWSError) in
            try draft.state.attachablePolicy(arn, for: caller).reference
        }
        draft.put(.role(role), for: caller)
        return RoleView(role, caller, draft.state)
    }

    static func encode(_ role: RoleView, to writer: inout WireWriter) { writer.structure("Role", role.encodeWhole) }
}

/// Describes a role.
struct GetRole: ReadOperation {
    let roleName: RoleName

    init(from input: WireInput) { roleName = input.requireReference("RoleName") }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: .role(roleName), by: caller, in: state)
    }

    func run(by caller: Caller, in state: IdentityState) throws(AWSError) -> RoleView {
        RoleView(try state.account(of: caller).role(roleName), caller, state)
    }

    static func encode(_ role: RoleView, to writer: inout WireWriter) {
        writer.structure("Role") { writer in
            role.encodeWhole(to: &writer)
            role.encodeLastUse(to: &writer)
        }
    }
}

/// Changes a role's description or its longest session.
struct UpdateRole: WriteOperation {
    typealias Output = EmptyResult

    let roleName: RoleName
    let description: String?
    let maxSessionDuration: Int?

    init(from input: WireInput) {
        roleName = input.requireReference("RoleName")
        description = input.roleDescription()
        maxSessionDuration = input.maxSessionDuration()
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: .role(roleName), by: caller, in: state)
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) -> EmptyResult {
        var role = try draft.account(of: caller).describableRole(roleName)
        if role.isServiceLinked, maxSessionDuration != nil { throw .unmodifiable(roleName) }
        role.description = description ?? role.description
        role.maxSessionDuration = maxSessionDuration ?? role.maxSessionDuration
        draft.put(.role(role), for: caller)
        return EmptyResult()
    }
}

/// Changes a role's description.
struct UpdateRoleDescription: WriteOperation {
    let roleName: RoleName
    let description: String

    init(from input: WireInput) {
        roleName = input.requireReference("RoleName")
        description = input.requireText("Description", roleDescriptionConstraint)
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: .role(roleName), by: caller, in: state)
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) -> RoleView {
        var role = try draft.account(of: caller).describableRole(roleName)
        role.description = description
        draft.put(.role(role), for: caller)
        return RoleView(role, caller, draft.state)
    }

    static func encode(_ role: RoleView, to writer: inout WireWriter) { writer.structure("Role", role.encodeWhole) }
}

/// Changes who may assume a role.
struct UpdateAssumeRolePolicy: WriteOperation {
    typealias Output = Void

    let roleName: RoleName
    let trustPolicy: PolicyDocument

    init(from input: WireInput) {
        roleName = input.requireReference("RoleName")
        trustPolicy = input.requirePolicy("PolicyDocument", as: .trust)
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: .role(roleName), by: caller, in: state)
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) {
        var role = try draft.account(of: caller).modifiableRole(roleName)
        try trustPolicy.checkTrustPolicySize()
        try trustPolicy.checkSharedProviders()
        role.trustPolicy = TrustPolicy(try draft.state.storedTrustPolicy(trustPolicy, caller.partition))
        draft.put(.role(role), for: caller)
    }
}

/// Deletes a role that nothing hangs on; its running sessions end.
struct DeleteRole: WriteOperation {
    typealias Output = Void

    let roleName: RoleName

    init(from input: WireInput) { roleName = input.requireReference("RoleName") }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: .role(roleName), by: caller, in: state)
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) {
        let account = draft.account(of: caller)
        let role = try account.modifiableRole(roleName)
        if !account.instanceProfiles(holding: role.id).isEmpty { throw .mustRemoveRoles }
        if !role.attachedPolicies.isEmpty { throw .mustDetachPolicies }
        if !role.inlinePolicies.isEmpty { throw .mustDeletePolicies }
        draft.removeRole(role.id, from: account.id)
    }
}

/// A role with what its wire form needs.
struct RoleView: Sendable {
    let role: Role
    private let arn: ARN
    private let trustPolicy: String
    private let boundary: ARN?

    init(_ role: Role, _ caller: Caller, _ state: IdentityState) {
        self.role = role
        arn = role.arn(in: caller.accountID, caller.partition)
        trustPolicy = state.shownTrustPolicy(role.trustPolicy, caller.partition)
        boundary = role.permissionsBoundary?.arn(in: state.account(of: caller), caller.partition)
    }

    /// The members that every description has.
    func encodeIdentity(to writer: inout WireWriter) {
        writer.field("Path", role.path.text)
        writer.field("RoleName", role.name)
        writer.field("RoleId", role.id)
        writer.field("Arn", arn)
        writer.field("CreateDate", role.created)
        writer.field("AssumeRolePolicyDocument", trustPolicy.percentEncoded)
    }

    /// The members that listings show.
    func encode(to writer: inout WireWriter) {
        encodeIdentity(to: &writer)
        writer.field("Description", role.description)
        writer.field("MaxSessionDuration", role.maxSessionDuration)
    }

    /// All members but the last use.
    func encodeWhole(to writer: inout WireWriter) {
        encode(to: &writer)
        encodeBoundary(to: &writer)
        if !role.tags.isEmpty { writer.encode(role.tags) }
    }

    /// The boundary, where there is one.
    func encodeBoundary(to writer: inout WireWriter) { writer.encodeBoundary(boundary) }

    /// When a session of the role last made a request.
    func encodeLastUse(to writer: inout WireWriter) {
        writer.structure("RoleLastUsed") { writer in
            writer.field("LastUsedDate", role.lastUse?.date)
            writer.field("Region", role.lastUse?.region)
        }
    }
}

extension WireInput {
    /// `Description` of a role.
    func roleDescription() -> String? { text("Description", roleDescriptionConstraint) }

    fileprivate func maxSessionDuration() -> Int? { integer("MaxSessionDuration", in: 3600...43_200) }
}

private let roleDescriptionConstraint = TextConstraint(
    0...1000,
    TextPattern("[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u00A1-\\u00FF]*") { text in
        text.unicodeScalars.allSatisfy { scalar in
            switch scalar.value {
            case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0xA1...0xFF: true
            default: false
            }
        }
    })

extension PolicyDocument {
    fileprivate func checkTrustPolicySize() throws(AWSError) {
        if nonWhitespaceCount > IAMQuotas.trustPolicySize {
            throw .quotaExceeded("ACLSizePerRole", IAMQuotas.trustPolicySize)
        }
    }
}
