import AWSProtocols
import AWSTypes
import Authentication
import IdentityModel
import Operations
import PolicyLanguage

extension World {
    /// Sends an operation that users of other systems log in with; what each proof is found to claim is what `claims`
    /// makes of it.
    @discardableResult
    package mutating func logIn(
        _ name: String, of service: ServiceDefinition, json body: String, by credential: Credential? = nil,
        claiming claims: (IdentityProof) throws -> IdentityClaims = { _ in throw Missing(what: "claims") }
    ) throws -> JSONValue {
        guard let entry = service.operation(name) else { throw Missing(what: "operation \(name)") }
        let operation = try entry.decode(WireInput(json: Array(body.utf8)))
        guard case .login(let login) = operation.body else { throw Missing(what: "a login in \(name)") }
        let request = request
        let verified = try login.proofs(state, request).map(claims)
        let caller: Caller
        if login.isSigned, let credential {
            caller = try Caller(credential, request: request, in: state)
        } else {
            caller = try Caller(try login.identity(verified, state, request), request: request, in: state)
        }
        try Authorizer().authorize(operation.facts(caller, state), for: caller, in: state)
        var mint = CredentialMint(at: now, keyRing: keyRing, entropy: generator())
        let result = try change { draft in try login.run(verified, caller, &draft, &mint) }
        guard let members = result.members else { return try JSONReader.read(Array("{}".utf8)) }
        return try JSONReader.read([UInt8(ascii: "{")] + members.bytes + [UInt8(ascii: "}")])
    }
}
