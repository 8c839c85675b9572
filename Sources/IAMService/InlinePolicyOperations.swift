import AWSProtocols
import AWSTypes
import IdentityModel
import Operations
import PolicyLanguage

/// `PutUserPolicy`, `PutGroupPolicy`, `PutRolePolicy`: adds an inline policy, or replaces the one of that name.
struct PutInlinePolicy<Holder: PolicyHolder>: WriteOperation {
    typealias Output = Void
    static var name: String { "Put\(Holder.kind)Policy" }

    let holderName: EntityName<Holder.Name>
    let policyName: PolicyName
    let document: PolicyDocument

    init(from input: WireInput) {
        holderName = input.requireReference("\(Holder.kind)Name")
        policyName = input.require("PolicyName")
        document = input.requirePolicy("PolicyDocument", as: .identity)
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: Holder.resource(holderName), by: caller, in: state)
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) {
        var holder = try Holder.findModifiable(holderName, in: draft.account(of: caller))
        holder.inlinePolicies.put(document, named: policyName)
        if holder.inlinePolicies.size > Holder.inlinePolicySize {
            let owner = Holder.kind.lowercased()
            throw .limitExceeded(
                "Maximum policy size of \(Holder.inlinePolicySize) bytes exceeded for \(owner) \(holder.name)")
        }
        draft.put(holder.entity, for: caller)
    }
}

/// `GetUserPolicy`, `GetGroupPolicy`, `GetRolePolicy`: shows an inline policy.
struct GetInlinePolicy<Holder: PolicyHolder>: ReadOperation {
    static var name: String { "Get\(Holder.kind)Policy" }

    let holderName: EntityName<Holder.Name>
    let policyName: PolicyName

    init(from input: WireInput) {
        holderName = input.requireReference("\(Holder.kind)Name")
        policyName = input.requireReference("PolicyName")
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: Holder.resource(holderName), by: caller, in: state)
    }

    func run(by caller: Caller, in state: IdentityState) throws(AWSError) -> Output {
        let holder = try Holder.find(holderName, in: state.account(of: caller))
        guard let policy = holder.inlinePolicies[policyName] else {
            throw .noSuchInlinePolicy(of: Holder.kind.lowercased(), policyName)
        }
        return Output(holderName: holder.name, policy: policy)
    }

    struct Output: Sendable {
        let holderName: EntityName<Holder.Name>
        let policy: InlinePolicy
    }

    static func encode(_ output: Output, to writer: inout WireWriter) {
        writer.field("\(Holder.kind)Name", output.holderName)
        writer.field("PolicyName", output.policy.name)
        writer.field("PolicyDocument", output.policy.text.percentEncoded)
    }
}

/// `ListUserPolicies`, `ListGroupPolicies`, `ListRolePolicies`: the names of inline policies.
struct ListInlinePolicies<Holder: PolicyHolder>: ReadOperation {
    static var name: String { "List\(Holder.kind)Policies" }

    let holderName: EntityName<Holder.Name>
    let page: PageRequest

    init(from input: WireInput) {
        holderName = input.requireReference("\(Holder.kind)Name")
        page = PageRequest(from: input, of: Self.self)
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: Holder.resource(holderName), by: caller, in: state)
    }

    func run(by caller: Caller, in state: IdentityState) throws(AWSError) -> Page<PolicyName> {
        let holder = try Holder.find(holderName, in: state.account(of: caller))
        return Page(of: holder.inlinePolicies.map(\.name), by: \.folded, page)
    }

    static func encode(_ page: Page<PolicyName>, to writer: inout WireWriter) {
        writer.list("PolicyNames", texts: page.elements.map(\.text))
        page.encodeMarker(to: &writer)
    }
}

/// `DeleteUserPolicy`, `DeleteGroupPolicy`, `DeleteRolePolicy`: removes an inline policy.
struct DeleteInlinePolicy<Holder: PolicyHolder>: WriteOperation {
    typealias Output = Void
    static var name: String { "Delete\(Holder.kind)Policy" }

    let holderName: EntityName<Holder.Name>
    let policyName: PolicyName

    init(from input: WireInput) {
        holderName = input.requireReference("\(Holder.kind)Name")
        policyName = input.requireReference("PolicyName")
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: Holder.resource(holderName), by: caller, in: state)
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) {
        var holder = try Holder.findModifiable(holderName, in: draft.account(of: caller))
        if holder.inlinePolicies[policyName] == nil {
            throw .noSuchInlinePolicy(of: Holder.kind.lowercased(), policyName)
        }
        holder.inlinePolicies.remove(policyName)
        draft.put(holder.entity, for: caller)
    }
}
