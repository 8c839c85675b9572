import AWSProtocols
import AWSTypes
import IdentityModel
import Operations
import PolicyLanguage
import TestRandomness

extension World {
    /// Sends an operation through decoding, permission and the operation itself, as a server would.
    ///
    /// - Throws: The error that a client would see.
    @discardableResult
    package mutating func call(
        _ name: String, of service: ServiceDefinition, _ members: KeyValuePairs<String, String> = [:],
        by credential: Credential
    ) throws -> Answer {
        try call(name, of: service, Array(members), by: credential)
    }

    /// Sends an operation with a list of members.
    @discardableResult
    package mutating func call(
        _ name: String, of service: ServiceDefinition, _ members: [(String, String)], by credential: Credential
    ) throws -> Answer {
        Answer(try run(name, of: service, WireInput(QueryParameters(members)), by: credential))
    }

    /// Sends an operation of a service that speaks JSON, and reads the answer, which is an empty object where the
    /// operation has no result.
    @discardableResult
    package mutating func call(
        _ name: String, of service: ServiceDefinition, json body: String, by credential: Credential
    ) throws -> JSONValue {
        guard case .json(let json, let refusal) = service.wire else { throw Missing(what: "JSON in \(service.name)") }
        let input = try WireInput(json: Array(body.utf8), refusing: refusal)
        let answer = json.response(members: try run(name, of: service, input, by: credential))
        return try JSONReader.read(answer.isEmpty ? Array("{}".utf8) : answer)
    }

    private mutating func run(
        _ name: String, of service: ServiceDefinition, _ input: WireInput, by credential: Credential
    ) throws -> WireWriter? {
        guard let entry = service.operation(name) else { throw Missing(what: "operation \(name)") }
        let operation = try entry.decode(input)
        let caller = try caller(credential)
        try service.admission(caller, name)
        if case .credentials(let proof?, let run) = operation.body {
            let (keyRing, attempts) = (keyRing, mfaAttempts)
            return try change { draft in
                let caller = try draft.accept(proof, by: caller, counting: attempts)
                try Authorizer().authorize(operation.facts(caller, draft.state), for: caller, in: draft.state)
                var mint = CredentialMint(at: draft.now, keyRing: keyRing, entropy: SeededGenerator(seed: 7))
                return try run(caller, draft.state, &mint).members
            }
        }
        try Authorizer().authorize(operation.facts(caller, state), for: caller, in: state)
        switch operation.body {
        case .read(let run): return try run(caller, state).members
        case .write(let run): return try change { try run(caller, &$0).members }
        case .passwords(let derivations, let run):
            let fresh = PasswordRecipe(cost: 16, blockSize: 1, parallelism: 1, salt: Array("salt".utf8))
            let hashes = try PasswordHashes(deriving: derivations(caller, state, fresh), fresh: fresh)
            return try change { try run(caller, hashes, &$0).members }
        case .token(let order, let answer):
            var mint = CredentialMint(at: now, keyRing: keyRing, entropy: generator())
            let ordered = try order(caller, state, &mint)
            return answer(SignedToken(text: "signed-elsewhere", expiration: ordered.expiration)).members
        case .issuerKeys(let areNeeded, let run):
            let keys = areNeeded(caller, state) ? [World.tokenKey] : []
            return try change { try run(caller, keys, &$0).members }
        case .login: throw Missing(what: "a login for \(name)")
        case .credentials(_, let run), .federation(_, _, let run):
            var mint = CredentialMint(at: now, keyRing: keyRing, entropy: generator())
            return try run(caller, state, &mint).members
        }
    }

    /// Sends an operation with an identity provider's word in place of a signature, which counts as verified: what
    /// the proof is found to claim is what `claims` makes of it.
    @discardableResult
    package mutating func federate(
        _ name: String, of service: ServiceDefinition, _ members: [(String, String)],
        claiming claims: (IdentityProof) -> IdentityClaims
    ) throws -> Answer {
        let operation = try bound(name, of: service, members)
        guard case .federation(let proof, let identity, let run) = operation.body else {
            throw Missing(what: "federation in \(name)")
        }
        let federated = try identity(claims(proof(state, request)), state, request)
        let caller = try Caller(federated, request: request, in: state)
        try Authorizer().authorize(operation.facts(caller, state), for: caller, in: state)
        var mint = CredentialMint(at: now, keyRing: keyRing, entropy: generator())
        return Answer(try run(caller, state, &mint).members)
    }

    /// The questions that an operation puts to the policy engine.
    package func checks(
        of name: String, of service: ServiceDefinition, _ members: KeyValuePairs<String, String> = [:],
        by credential: Credential
    ) throws -> [AuthorizationCheck] {
        try checks(of: name, of: service, Array(members), by: credential)
    }

    /// The questions that an operation with a list of members puts to the policy engine.
    package func checks(
        of name: String, of service: ServiceDefinition, _ members: [(String, String)], by credential: Credential
    ) throws -> [AuthorizationCheck] {
        try bound(name, of: service, members).facts(caller(credential), state).checks
    }

    private func bound(
        _ name: String, of service: ServiceDefinition, _ members: [(String, String)]
    ) throws -> BoundOperation {
        guard let entry = service.operation(name) else { throw Missing(what: "operation \(name)") }
        return try entry.decode(WireInput(QueryParameters(members)))
    }
}

extension QueryParameters {
    /// Parameters as a client would send them.
    package init(_ members: KeyValuePairs<String, String>) throws { try self.init(Array(members)) }

    /// Parameters as a client would send them.
    package init(_ members: [(String, String)]) throws {
        self.init()
        let pairs = members.map { "\($0.percentEncoded)=\($1.percentEncoded)" }
        try add(formEncoded: pairs.joined(separator: "&").utf8)
    }
}

/// An operation's result as a client reads it.
package struct Answer: Sendable {
    /// The members as XML; empty where the operation has no result.
    package let xml: String

    init(_ members: WireWriter?) { xml = members.map { String(decoding: $0.bytes, as: UTF8.self) } ?? "" }

    /// The text of the first element of a name; nil where there is none.
    package subscript(name: String) -> String? { all(name).first }

    /// The texts of all elements of a name.
    package func all(_ name: String) -> [String] {
        xml.ranges(of: "<\(name)>").compactMap { start in
            let rest = xml[start.upperBound...]
            return rest.firstRange(of: "</\(name)>").map { String(rest[..<$0.lowerBound]) }
        }
    }
}
