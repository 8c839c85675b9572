import AWSProtocols
import AWSTypes
import IdentityModel

/// A service: its names on the wire, and its operations.
package struct ServiceDefinition: Sendable {
    /// The namespace of its actions, and its name in credential scopes.
    package let name: String
    /// The version that clients of the `query` protocol state.
    package let apiVersion: String
    /// The namespace of its XML.
    package let namespace: String
    /// What it refuses to a kind of credentials, whatever policies say.
    package let admission: @Sendable (Caller, String) throws(AWSError) -> Void
    /// The operations of AWS's API that only AWS can have, by name, each with the reason.
    package let unavailable: [String: String]
    private let operations: [String: OperationEntry]

    /// Makes a service.
    package init(
        name: String, apiVersion: String, namespace: String, operations: [OperationEntry],
        unavailable: [String: String] = [:],
        admission: @escaping @Sendable (Caller, String) throws(AWSError) -> Void
    ) {
        self.name = name
        self.apiVersion = apiVersion
        self.namespace = namespace
        self.admission = admission
        self.unavailable = unavailable
        self.operations = Dictionary(uniqueKeysWithValues: operations.map { ($0.name, $0) })
    }

    /// The operation of a name.
    package func operation(_ name: String) -> OperationEntry? { operations[name] }

    /// The names of all operations, ordered.
    package var operationNames: [String] { operations.keys.sorted() }
}

/// An operation in a service's table; its type is known only in here.
package struct OperationEntry: Sendable {
    /// Its name on the wire.
    package let name: String
    /// Whether requests have to be signed.
    package let authentication: OperationAuthentication
    /// Reads a request's members.
    package let decode: @Sendable (WireInput) throws(AWSError) -> BoundOperation

    /// An operation that only looks.
    package static func read<Op: ReadOperation>(_ type: Op.Type) -> OperationEntry {
        OperationEntry(type) { operation in
            .read { caller, state throws(AWSError) in
                encoded(type, try operation.run(by: caller, in: state))
            }
        }
    }

    /// An operation that changes state.
    package static func write<Op: WriteOperation>(_ type: Op.Type) -> OperationEntry {
        OperationEntry(type) { operation in
            .write { caller, draft throws(AWSError) in
                encoded(type, try operation.run(by: caller, in: &draft))
            }
        }
    }

    /// An operation that gives out credentials.
    package static func credentials<Op: CredentialOperation>(_ type: Op.Type) -> OperationEntry {
        OperationEntry(type) { operation in
            .credentials(proof: operation.proof) { caller, state, mint throws(AWSError) in
                encoded(type, try operation.run(by: caller, in: state, mint: &mint))
            }
        }
    }

    private init<Op: Operation>(_ type: Op.Type, body: @escaping @Sendable (Op) -> BoundOperation.Body) {
        name = type.name
        authentication = type.authentication
        decode = { input throws(AWSError) in
            let operation = Op(from: input)
            try input.finish()
            return BoundOperation(
                facts: { caller, state throws(AWSError) in try operation.facts(for: caller, in: state) },
                body: body(operation))
        }
    }
}

/// An operation with its input, ready to be authorised and run.
package struct BoundOperation: Sendable {
    /// What the caller has to be allowed.
    package let facts: @Sendable (Caller, IdentityState) throws(AWSError) -> AuthorizationFacts
    /// What it does.
    package let body: Body

    /// What an operation does, by what it needs; each answers with the written result.
    package enum Body: Sendable {
        /// It looks at a snapshot.
        case read(@Sendable (Caller, IdentityState) throws(AWSError) -> OperationResult)
        /// It changes a draft.
        case write(@Sendable (Caller, inout Draft) throws(AWSError) -> OperationResult)
        /// It gives out credentials; where the request came with a proof, that is used up.
        case credentials(
            proof: MFAProof?,
            @Sendable (Caller, IdentityState, inout CredentialMint) throws(AWSError) -> OperationResult
        )
    }
}

/// A result's members as bytes, or none where the operation has no result element.
package struct OperationResult: Sendable {
    /// The members, written.
    package let members: WireWriter?
}

private func encoded<Op: Operation>(_ type: Op.Type, _ output: Op.Output) -> OperationResult {
    if Op.Output.self == Void.self { return OperationResult(members: nil) }
    var writer = WireWriter()
    Op.encode(output, to: &writer)
    return OperationResult(members: writer)
}
