import AWSProtocols
import AWSTypes
import IdentityModel
import IdentityStore
import Operations
import SigV4

extension RequestPipeline {
    /// The operation that an unsigned request asks for, and its members.
    ///
    /// - Throws: `MissingAuthenticationToken` unless the operation needs no signature.
    func readUnsigned(
        _ request: ServerRequest, _ parameters: inout QueryParameters
    ) throws(AWSError) -> (ServiceDefinition, OperationEntry, WireInput) {
        if let target = request.head["x-amz-target"], let service = catalog.service(of: parameters, target: target),
            case .json(let json, _) = service.wire, let name = try? json.operation(target),
            service.operation(name)?.authentication == OperationAuthentication.none
        {
            let (entry, input) = try read(request, &parameters, for: service)
            return (service, entry, input)
        }
        try? parameters.add(formEncoded: request.body)
        guard let service = catalog.service(of: parameters),
            let entry = try? catalog.operation(of: parameters, in: service), entry.authentication == .none
        else { throw SignatureFailure.unsigned.queryServiceError }
        return (service, entry, WireInput(parameters))
    }

    /// The region of a request that no signature names one for: the one that it means, or the first one of the role's
    /// partition.
    static func region(unsigned parameters: QueryParameters, _ operation: BoundOperation) -> String {
        if case .login(let login) = operation.body { return login.region }
        let arn = parameters["RoleArn"].flatMap { ARN($0) }
        return (arn.flatMap { Partition(rawValue: $0.partition) } ?? .aws).firstRegion
    }

    /// Runs an operation that needs no signature.
    func admit(
        _ operation: BoundOperation, named name: String, _ facts: RequestFacts, in state: IdentityState,
        entropy: RequestEntropy
    ) async throws(AWSError) -> (caller: Caller, result: OperationResult) {
        if case .login(let login) = operation.body {
            return try await logIn(
                login, operation, named: name, facts, signedWith: nil, in: state, entropy: entropy)
        }
        return try await federate(operation, named: name, facts, in: state, entropy: entropy)
    }

    /// Runs an operation that users of other systems log in with; the caller is whoever signed it, or who logs in.
    func logIn(
        _ login: BoundLogin, _ operation: BoundOperation, named name: String, _ facts: RequestFacts,
        signedWith credential: Credential?, in state: IdentityState, entropy: RequestEntropy
    ) async throws(AWSError) -> (caller: Caller, result: OperationResult) {
        var claims: [IdentityClaims] = []
        for proof in try login.proofs(state, facts) {
            do {
                claims.append(try await proofs.claims(of: proof, at: facts.now))
            } catch {
                throw login.refusal(error)
            }
        }
        let verified = claims
        let findCaller = { @Sendable (state: IdentityState) throws(AWSError) -> Caller in
            if let credential { return try Caller(credential, request: facts, in: state) }
            return try Caller(try login.identity(verified, state, facts), request: facts, in: state)
        }
        if login.signsTokens {
            let caller = try findCaller(state)
            try authorize(operation, named: name, by: caller, in: state)
            try await tokenKeys.provide(for: caller.accountID, in: store, at: facts.now)
        }
        return try await store.write(at: facts.now, entropy: entropy) { draft throws(AWSError) in
            let caller = try findCaller(draft.state)
            try authorize(operation, named: name, by: caller, in: draft.state)
            var mint = CredentialMint(at: facts.now, keyRing: keyRing, entropy: entropy)
            return (caller, try login.run(verified, caller, &draft, &mint))
        }
    }

    /// Runs an operation whose requests carry an identity provider's word in place of a signature.
    func federate(
        _ operation: BoundOperation, named name: String, _ facts: RequestFacts, in state: IdentityState,
        entropy: RequestEntropy
    ) async throws(AWSError) -> (caller: Caller, result: OperationResult) {
        guard case .federation(let prove, let identify, let run) = operation.body else { throw .internalFailure }
        let claims = try await proofs.claims(of: try prove(state, facts), at: facts.now)
        let identity = try identify(claims, state, facts)
        let caller = try Caller(identity, request: facts, in: state)
        try authorize(operation, named: name, by: caller, in: state)
        var mint = CredentialMint(at: facts.now, keyRing: keyRing, entropy: entropy)
        let result = try run(caller, state, &mint)
        try proofs.use(claims, by: identity, at: facts.now)
        return (caller, result)
    }
}
