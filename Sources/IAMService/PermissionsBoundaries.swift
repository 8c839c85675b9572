import AWSProtocols
import AWSTypes
import IdentityModel
import Operations
import PolicyEngine

/// What can be bounded: users and roles.
protocol BoundedEntity: PolicyHolder {
    var permissionsBoundary: PolicyReference? { get set }
}

extension User: BoundedEntity {}
extension Role: BoundedEntity {}

/// `PutUserPermissionsBoundary`, `PutRolePermissionsBoundary`: sets the boundary, or replaces it.
struct PutPermissionsBoundary<Holder: BoundedEntity>: WriteOperation {
    typealias Output = Void
    static var name: String { "Put\(Holder.kind)PermissionsBoundary" }

    let holderName: EntityName<Holder.Name>
    let boundary: ARN

    init(from input: WireInput) {
        holderName = input.require("\(Holder.kind)Name")
        boundary = input.requireBoundary()
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        var check = Holder.resource(holderName).check(Self.action, by: caller, in: state)
        check.context.removeAll { $0.key == .permissionsBoundary }
        return AuthorizationFacts(check.with([(.permissionsBoundary, .string(boundary.description))]))
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) {
        var holder = try Holder.findModifiable(holderName, in: draft.account(of: caller))
        holder.permissionsBoundary = try draft.state.attachablePolicy(boundary, for: caller).reference
        draft.put(holder.entity, for: caller)
    }
}

/// `DeleteUserPermissionsBoundary`, `DeleteRolePermissionsBoundary`.
struct DeletePermissionsBoundary<Holder: BoundedEntity>: WriteOperation {
    typealias Output = Void
    static var name: String { "Delete\(Holder.kind)PermissionsBoundary" }

    let holderName: EntityName<Holder.Name>

    init(from input: WireInput) { holderName = input.require("\(Holder.kind)Name") }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: Holder.resource(holderName), by: caller, in: state)
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) {
        var holder = try Holder.findModifiable(holderName, in: draft.account(of: caller))
        if holder.permissionsBoundary == nil {
            throw .noSuchEntity("No permissions boundary found for \(Holder.kind.lowercased()) \(holder.name).")
        }
        holder.permissionsBoundary = nil
        draft.put(holder.entity, for: caller)
    }
}
