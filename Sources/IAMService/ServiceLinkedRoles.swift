import AWSProtocols
import AWSTypes
import IdentityModel
import Operations
import PolicyEngine
import PolicyLanguage

/// Creates the role by which a service of AWS acts in the account.
///
/// The quota of roles does not hold for these. Source: IAM User Guide, "IAM and AWS STS quotas".
struct CreateServiceLinkedRole: WriteOperation {
    let service: String
    let description: String?
    let suffix: String?

    init(from input: WireInput) {
        service = input.requireText("AWSServiceName", TextConstraint(1...128, .name))
        description = input.roleDescription()
        suffix = input.text("CustomSuffix", TextConstraint(1...64, .name))
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        let name = ServiceLinkedRoleTemplate(service: service).map(roleName) ?? ""
        return facts(
            on: .path("role/aws-service-role/\(service)/\(name)"), by: caller, in: state,
            with: [(.iamAWSServiceName, .string(service))])
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) -> RoleView {
        guard let template = ServiceLinkedRoleTemplate(service: service),
            let path = IAMPath("/aws-service-role/\(service)/")
        else { throw .invalidInput("\(service) is not a valid service principal for a service-linked role.") }
        if suffix != nil, !template.takesSuffix {
            throw .invalidInput("Custom suffix is not allowed for \(service)")
        }
        guard let name = RoleName(roleName(template)) else {
            throw .validation(
                "1 validation error detected: Value '\(roleName(template))' at 'roleName' failed to satisfy "
                    + "constraint: Member must have length less than or equal to \(RoleNameKind.maximumLength)")
        }
        let account = draft.account(of: caller)
        if account.roles[name] != nil {
            throw .invalidInput(
                "Service role name \(name) has been taken in this account, please try a different suffix.")
        }
        var role = Role(
            id: draft.newID(in: account.id), name: name, path: path, created: draft.now,
            trustPolicy: TrustPolicy(try .trusting(service: service)), description: description)
        if let policy = template.policy, draft.state.awsPolicies[policy] != nil {
            role.attachedPolicies = [.aws(policy)]
        }
        draft.put(.role(role), for: caller)
        return RoleView(role, caller, draft.state)
    }

    private func roleName(_ template: ServiceLinkedRoleTemplate) -> String {
        suffix.map { "\(template.roleName)_\($0)" } ?? template.roleName
    }

    static func encode(_ role: RoleView, to writer: inout WireWriter) { writer.structure("Role", role.encodeWhole) }
}

/// Asks for the deletion of a service's role.
///
/// No service runs here that could still need it, so the task is done when the answer arrives.
struct DeleteServiceLinkedRole: WriteOperation {
    let roleName: RoleName

    init(from input: WireInput) { roleName = input.requireReference("RoleName") }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: .role(roleName), by: caller, in: state)
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) -> String {
        let account = draft.account(of: caller)
        let role = try account.role(roleName)
        guard role.isServiceLinked else { throw .noSuchRole(roleName) }
        if !account.instanceProfiles(holding: role.id).isEmpty { throw .mustRemoveRoles }
        let task = "task\(role.path.text)\(role.name)/\(draft.newUUID())"
        draft.removeRole(role.id, from: account.id)
        draft.addReport(
            Report(id: task, created: draft.now, content: .roleDeletion(role.name)), to: account.id)
        return task
    }

    static func encode(_ task: String, to writer: inout WireWriter) { writer.field("DeletionTaskId", task) }
}

/// Tells how far the deletion of a service's role has come.
struct GetServiceLinkedRoleDeletionStatus: ReadOperation {
    typealias Output = EmptyResult

    let taskID: String

    init(from input: WireInput) { taskID = input.requireText("DeletionTaskId", TextConstraint(1...1000)) }

    /// The role that the task names: `task/aws-service-role/SERVICE/NAME/UUID`.
    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        let parts = taskID.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0] == "task", parts[1] == "aws-service-role" else {
            return facts(on: .path("role/aws-service-role/"), by: caller, in: state)
        }
        return facts(on: .path("role/aws-service-role/\(parts[2])/\(parts[3])"), by: caller, in: state)
    }

    func run(by caller: Caller, in state: IdentityState) throws(AWSError) -> EmptyResult {
        guard taskID.hasPrefix("task/aws-service-role/") else {
            throw .invalidInput("The deletion task id \(taskID) is not valid.")
        }
        guard case .roleDeletion? = state.account(of: caller).report(taskID)?.content else {
            throw .noSuchEntity("The deletion task with id \(taskID) cannot be found.")
        }
        return EmptyResult()
    }

    static func encode(_ output: EmptyResult, to writer: inout WireWriter) { writer.field("Status", "SUCCEEDED") }
}

extension Role {
    /// Whether it is the role of a service of AWS.
    var isServiceLinked: Bool { path.text.hasPrefix("/aws-service-role/") }
    /// Whether it is AWS's own in another way, such as a role of IAM Identity Center.
    var isReserved: Bool { path.text.hasPrefix("/aws-reserved/") }
}

extension PolicyDocument {
    fileprivate static func trusting(service: String) throws(AWSError) -> PolicyDocument {
        try PolicyDocument(
            parsing: """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"\(service)"},\
                "Action":"sts:AssumeRole"}]}
                """, as: .trust)
    }
}
