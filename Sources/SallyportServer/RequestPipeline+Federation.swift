import AWSProtocols
import AWSTypes
import IdentityModel
import Operations

extension RequestPipeline {
    /// The operation that an unsigned request asks for, if that needs no signature.
    func unsignedOperation(of parameters: QueryParameters) -> (ServiceDefinition, OperationEntry)? {
        guard let service = catalog.service(of: parameters),
            let entry = try? catalog.operation(of: parameters, in: service), entry.authentication == .none
        else {
            return nil
        }
        return (service, entry)
    }

    /// The region of a request that no signature names one for: the first one of the role's partition.
    static func region(unsigned parameters: QueryParameters) -> String {
        let arn = parameters["RoleArn"].flatMap { ARN($0) }
        return (arn.flatMap { Partition(rawValue: $0.partition) } ?? .aws).firstRegion
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
