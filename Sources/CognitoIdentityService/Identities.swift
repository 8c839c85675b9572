import AWSProtocols
import AWSTypes
import IdentityModel
import Operations

/// Describes an identity.
struct DescribeIdentity: ReadOperation {
    let id: PoolIdentityID

    init(from input: WireInput) { id = input.require("IdentityId") }

    func facts(for caller: Caller, in state: IdentityState) throws(AWSError) -> AuthorizationFacts {
        let pool = (try? caller.identity(id, in: state))?.pool
        return AuthorizationFacts(caller.check(Self.name, onIdentitiesOf: pool.map { [$0] } ?? []))
    }

    func run(by caller: Caller, in state: IdentityState) throws(AWSError) -> PoolIdentity {
        try caller.identity(id, in: state)
    }

    static func encode(_ identity: PoolIdentity, to writer: inout WireWriter) { writer.encode(identity) }
}

/// Lists the identities of a pool.
struct ListIdentities: ReadOperation {
    let id: IdentityPoolID
    let page: PageRequest
    let hidesDisabled: Bool

    init(from input: WireInput) {
        id = input.require("IdentityPoolId")
        page = input.cognitoPage(of: Self.self)
        hidesDisabled = input.boolean("HideDisabled") ?? false
    }

    func facts(for caller: Caller, in state: IdentityState) throws(AWSError) -> AuthorizationFacts {
        AuthorizationFacts(caller.check(Self.name, on: id, in: state))
    }

    func run(by caller: Caller, in state: IdentityState) throws(AWSError) -> Output {
        let pool = try caller.pool(id, in: state)
        let identities = state[caller.accountID]?.identityPools.identities(of: pool.id) ?? []
        return Output(
            pool: id, page: Page(of: identities.filter { !hidesDisabled || !$0.isDisabled }, by: \.id.text, page))
    }

    struct Output: Sendable {
        let pool: IdentityPoolID
        let page: Page<PoolIdentity>
    }

    static func encode(_ output: Output, to writer: inout WireWriter) {
        writer.field("IdentityPoolId", output.pool)
        writer.list("Identities", output.page.elements) { $0.encode($1) }
        output.page.encodeToken(to: &writer)
    }
}

/// Deletes identities, each for itself.
struct DeleteIdentities: WriteOperation {
    let ids: [PoolIdentityID]

    init(from input: WireInput) {
        ids = input.requireList("IdentityIdsToDelete", count: 1...60) { $0.require("") }
    }

    func facts(for caller: Caller, in state: IdentityState) throws(AWSError) -> AuthorizationFacts {
        let pools = ids.compactMap { id in (try? caller.identity(id, in: state))?.pool }
        return AuthorizationFacts(caller.check(Self.name, onIdentitiesOf: Set(pools)))
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) -> [PoolIdentityID] {
        var unprocessed: [PoolIdentityID] = []
        for id in ids {
            if (try? caller.identity(id, in: draft.state)) != nil {
                draft.remove(.identity(id), from: caller.accountID)
            } else if draft.state.account(of: id).map({ $0 != caller.accountID }) ?? false {
                unprocessed.append(id)
            }
        }
        return unprocessed
    }

    static func encode(_ unprocessed: [PoolIdentityID], to writer: inout WireWriter) {
        writer.list("UnprocessedIdentityIds", unprocessed) { writer, id in
            writer.field("IdentityId", id)
            writer.field("ErrorCode", "AccessDenied")
        }
    }
}

extension WireWriter {
    fileprivate mutating func encode(_ identity: PoolIdentity) {
        field("IdentityId", identity.id)
        if !identity.logins.isEmpty { list("Logins", texts: identity.providers) }
        field("CreationDate", identity.created)
        field("LastModifiedDate", identity.modified)
    }
}
