import AWSProtocols
import AWSTypes
import IdentityModel
import Operations
import PolicyLanguage

/// Creates a customer managed policy.
struct CreatePolicy: WriteOperation {
    let policyName: PolicyName
    let path: IAMPath
    let document: PolicyDocument
    let description: String?
    let tags: Tags

    init(from input: WireInput) {
        policyName = input.require("PolicyName")
        path = input.path()
        document = input.requirePolicy("PolicyDocument", as: .identity)
        description = input.text("Description", TextConstraint(0...1000))
        tags = input.tags()
        if !path.suitsPolicies { input.reject(.invalidPath("path")) }
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        creationFacts(
            of: .newPolicy(path, policyName), tagging: "iam:TagPolicy", tags: tags, by: caller, in: state)
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) -> PolicyView {
        let account = draft.account(of: caller)
        if account.policies[policyName] != nil {
            throw .alreadyExists("A policy called \(policyName) already exists. Duplicate names are not allowed.")
        }
        if account.policies.count >= IAMQuotas.policies {
            throw .quotaExceeded("PoliciesPerAccount", IAMQuotas.policies)
        }
        try document.checkManagedPolicySize()
        var policy = ManagedPolicy(
            id: draft.newID(in: account.id), name: policyName, path: path, account: account.id, created: draft.now,
            description: description, text: document.text)
        policy.tags = tags
        draft.put(.policy(policy), for: caller)
        return PolicyView(policy, caller, account)
    }

    static func encode(_ policy: PolicyView, to writer: inout WireWriter) {
        writer.structure("Policy") { writer in
            policy.encode(to: &writer)
            if !policy.policy.tags.isEmpty { writer.encode(policy.policy.tags) }
        }
    }
}

/// Describes a managed policy.
struct GetPolicy: ReadOperation {
    let policyARN: ARN

    init(from input: WireInput) { policyARN = input.requireARN("PolicyArn") }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: .policy(policyARN), by: caller, in: state)
    }

    func run(by caller: Caller, in state: IdentityState) throws(AWSError) -> PolicyView {
        PolicyView(try state.managedPolicy(policyARN, for: caller), caller, state.account(of: caller))
    }

    static func encode(_ policy: PolicyView, to writer: inout WireWriter) {
        writer.structure("Policy", policy.encodeWhole)
    }
}

/// Lists managed policies: the account's, AWS's, or both.
struct ListPolicies: ReadOperation {
    let scope: Scope
    let onlyAttached: Bool
    let usage: Usage?
    let pathPrefix: String
    let page: PageRequest

    /// Whose policies are listed.
    enum Scope: String, CaseIterable {
        case all = "All"
        case aws = "AWS"
        case local = "Local"
    }

    /// What the policies listed are used for.
    enum Usage: String, CaseIterable {
        case permissions = "PermissionsPolicy"
        case boundary = "PermissionsBoundary"
    }

    init(from input: WireInput) {
        scope = input.choice("Scope") ?? .all
        onlyAttached = input.boolean("OnlyAttached") ?? false
        usage = input.choice("PolicyUsageFilter")
        pathPrefix = input.pathPrefix(.pathPrefixOfPolicies)
        page = PageRequest(from: input, of: Self.self)
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: .policies(pathPrefix), by: caller, in: state)
    }

    func run(by caller: Caller, in state: IdentityState) -> Page<PolicyView> {
        let account = state.account(of: caller)
        var policies: [ManagedPolicy] = []
        if scope != .aws { policies += account.policies.all.filter { $0.path.text.hasPrefix(pathPrefix) } }
        if scope != .local { policies += state.awsPolicies.all.filter { $0.path.text.hasPrefix(pathPrefix) } }
        if onlyAttached || usage != nil {
            policies.removeAll { !isWanted(account.attachments(of: $0.reference)) }
        }
        // A name may occur twice, once as AWS's.
        let key: (ManagedPolicy) -> String = { "\($0.name.folded) \($0.arn(in: caller.partition))" }
        return Page(sorting: policies, by: key, page).map { PolicyView($0, caller, account) }
    }

    private func isWanted(_ attachments: PolicyAttachments) -> Bool {
        switch usage {
        case .permissions where attachments.permissionsCount == 0: false
        case .boundary where attachments.boundaryCount == 0: false
        default: !onlyAttached || attachments.permissionsCount > 0
        }
    }

    static func encode(_ page: Page<PolicyView>, to writer: inout WireWriter) {
        writer.list("Policies", page.elements) { $1.encode(to: &$0) }
        page.encodeMarker(to: &writer)
    }
}

/// Deletes a policy that nothing has, with its one version.
struct DeletePolicy: WriteOperation {
    typealias Output = Void

    let policyARN: ARN

    init(from input: WireInput) { policyARN = input.requireARN("PolicyArn") }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: .policy(policyARN), by: caller, in: state)
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) {
        let policy = try draft.state.customerPolicy(policyARN, for: caller, Self.action)
        let attachments = draft.account(of: caller).attachments(of: policy.reference)
        if attachments.permissionsCount + attachments.boundaryCount > 0 {
            throw .deleteConflict("Cannot delete a policy attached to entities.")
        }
        if policy.versions.count > 1 {
            throw .deleteConflict(
                "This policy has more than one version. Before you delete a policy, you must delete the policy's "
                    + "versions. The default version is deleted with the policy.")
        }
        draft.remove(.policy(policy.id), for: caller)
    }
}

/// A managed policy with what its wire form needs.
struct PolicyView: Sendable {
    let policy: ManagedPolicy
    let attachments: PolicyAttachments
    private let arn: ARN

    init(_ policy: ManagedPolicy, _ caller: Caller, _ account: AccountState) {
        self.policy = policy
        attachments = account.attachments(of: policy.reference)
        arn = policy.arn(in: caller.partition)
    }

    /// The members that listings show.
    func encode(to writer: inout WireWriter) {
        writer.field("PolicyName", policy.name)
        writer.field("PolicyId", policy.id)
        writer.field("Arn", arn)
        writer.field("Path", policy.path.text)
        writer.field("DefaultVersionId", "v\(policy.defaultVersionNumber)")
        writer.field("AttachmentCount", attachments.permissionsCount)
        writer.field("PermissionsBoundaryUsageCount", attachments.boundaryCount)
        writer.field("IsAttachable", true)
        writer.field("CreateDate", policy.created)
        writer.field("UpdateDate", policy.updated)
    }

    /// All members.
    func encodeWhole(to writer: inout WireWriter) {
        encode(to: &writer)
        writer.field("Description", policy.description)
        writer.encode(policy.tags)
    }
}

extension PolicyDocument {
    func checkManagedPolicySize() throws(AWSError) {
        if nonWhitespaceCount > IAMQuotas.managedPolicySize {
            throw .quotaExceeded("PolicySize", IAMQuotas.managedPolicySize)
        }
    }
}
