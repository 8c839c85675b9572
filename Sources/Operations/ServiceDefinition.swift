import AWSProtocols
import AWSTypes
import IdentityModel

/// A service: its names on the wire, and its operations.
package struct ServiceDefinition: Sendable {
    /// The namespace of its actions, and its name in credential scopes.
    package let name: String
    /// How its requests and answers are written.
    package let wire: Wire
    /// What it refuses to a kind of credentials, whatever policies say.
    package let admission: @Sendable (Caller, String) throws(AWSError) -> Void
    /// The operations of AWS's API that only AWS can have, by name, each with the reason.
    package let unavailable: [String: String]
    private let operations: [String: OperationEntry]

    /// How requests and answers are written.
    package enum Wire: Sendable {
        /// As parameters, and as XML of a namespace; clients state the API's version.
        case query(apiVersion: String, namespace: String)
        /// As JSON, both ways; broken constraints are refused in the service's own words.
        case json(JSONProtocol, refusing: ConstraintViolation.Refusal)
    }

    /// Makes a service of the `query` protocol.
    package init(
        name: String, apiVersion: String, namespace: String, operations: [OperationEntry],
        unavailable: [String: String] = [:],
        admission: @escaping @Sendable (Caller, String) throws(AWSError) -> Void
    ) {
        self.init(
            name: name, wire: .query(apiVersion: apiVersion, namespace: namespace), operations: operations,
            unavailable: unavailable, admission: admission)
    }

    /// Makes a service.
    package init(
        name: String, wire: Wire, operations: [OperationEntry], unavailable: [String: String] = [:],
        admission: @escaping @Sendable (Caller, String) throws(AWSError) -> Void
    ) {
        self.name = name
        self.wire = wire
        self.admission = admission
        self.unavailable = unavailable
        self.operations = Dictionary(uniqueKeysWithValues: operations.map { ($0.name, $0) })
    }

    /// The version that clients of the `query` protocol state.
    package var apiVersion: String? { if case .query(let version, _) = wire { version } else { nil } }

    /// The namespace of its XML.
    package var namespace: String? { if case .query(_, let namespace) = wire { namespace } else { nil } }

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
    /// Whether it changes nothing.
    package let isReadOnly: Bool
    /// Whether it tells who used what.
    package let readsAccessRecords: Bool
    /// Reads a request's members.
    package let decode: @Sendable (WireInput) throws(AWSError) -> BoundOperation

    /// An operation that only looks.
    package static func read<Op: ReadOperation>(_ type: Op.Type) -> OperationEntry {
        OperationEntry(type, isReadOnly: true) { operation, format in
            .read { caller, state throws(AWSError) in
                encoded(type, try operation.run(by: caller, in: state), as: format)
            }
        }
    }

    /// An operation that changes state.
    package static func write<Op: WriteOperation>(_ type: Op.Type) -> OperationEntry {
        OperationEntry(type, isReadOnly: false) { operation, format in
            .write { caller, draft throws(AWSError) in
                encoded(type, try operation.run(by: caller, in: &draft), as: format)
            }
        }
    }

    /// An operation that gives out credentials.
    package static func credentials<Op: CredentialOperation>(_ type: Op.Type) -> OperationEntry {
        OperationEntry(type, isReadOnly: true) { operation, format in
            .credentials(proof: operation.proof) { caller, state, mint throws(AWSError) in
                encoded(type, try operation.run(by: caller, in: state, mint: &mint), as: format)
            }
        }
    }

    /// An operation that changes state and needs passwords hashed.
    package static func passwords<Op: PasswordOperation>(_ type: Op.Type) -> OperationEntry {
        OperationEntry(type, isReadOnly: false) { operation, format in
            .passwords(
                derivations: { caller, state, fresh throws(AWSError) in
                    try operation.derivations(for: caller, in: state, fresh: fresh)
                },
                run: { caller, hashes, draft throws(AWSError) in
                    encoded(type, try operation.run(by: caller, with: hashes, in: &draft), as: format)
                })
        }
    }

    /// An operation that gives out credentials to whom an identity provider vouches for.
    package static func federation<Op: FederationOperation>(_ type: Op.Type) -> OperationEntry {
        OperationEntry(type, isReadOnly: true) { operation, format in
            .federation(
                proof: { state, request throws(AWSError) in try operation.identityProof(in: state, for: request) },
                identity: { claims, state, request throws(AWSError) in
                    try operation.identity(claiming: claims, in: state, for: request)
                },
                run: { caller, state, mint throws(AWSError) in
                    encoded(type, try operation.run(by: caller, in: state, mint: &mint), as: format)
                })
        }
    }

    /// An operation that gives out a token which the account's issuer signs.
    package static func token<Op: TokenOperation>(_ type: Op.Type) -> OperationEntry {
        OperationEntry(type, isReadOnly: true) { operation, format in
            .token(
                order: { caller, state, mint throws(AWSError) in
                    try operation.order(by: caller, in: state, mint: &mint)
                },
                answer: { token in encoded(type, token, as: format) })
        }
    }

    /// An operation that changes state and may need keys for the account's issuer of tokens.
    package static func issuerKeys<Op: IssuerKeyOperation>(_ type: Op.Type) -> OperationEntry {
        OperationEntry(type, isReadOnly: false) { operation, format in
            .issuerKeys(
                areNeeded: { caller, state in operation.needsKeys(for: caller, in: state) },
                run: { caller, keys, draft throws(AWSError) in
                    encoded(type, try operation.run(by: caller, with: keys, in: &draft), as: format)
                })
        }
    }

    /// An operation that users of other systems log in with.
    package static func login<Op: LoginOperation>(_ type: Op.Type) -> OperationEntry {
        OperationEntry(type, isReadOnly: false) { operation, format in
            .login(
                BoundLogin(
                    isSigned: type.authentication == .signed, signsTokens: type.signsTokens,
                    region: operation.region, refusal: { type.refusal(of: $0) },
                    proofs: { state, request throws(AWSError) in try operation.proofs(in: state, for: request) },
                    identity: { claims, state, request throws(AWSError) in
                        try operation.identity(claiming: claims, in: state, for: request)
                    },
                    run: { claims, caller, draft, mint throws(AWSError) in
                        encoded(
                            type, try operation.run(claiming: claims, by: caller, in: &draft, mint: &mint), as: format)
                    }))
        }
    }

    private init<Op: Operation>(
        _ type: Op.Type, isReadOnly: Bool, body: @escaping @Sendable (Op, WireWriter.Format) -> BoundOperation.Body
    ) {
        self.isReadOnly = isReadOnly
        name = type.name
        authentication = type.authentication
        readsAccessRecords = type.readsAccessRecords
        decode = { input throws(AWSError) in
            let operation = Op(from: input)
            try input.finish()
            return BoundOperation(
                facts: { caller, state throws(AWSError) in try operation.facts(for: caller, in: state) },
                body: body(operation, input.answerFormat))
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
        /// It changes a draft, once what it names is derived of passwords.
        case passwords(
            derivations: @Sendable (Caller, IdentityState, PasswordRecipe) throws(AWSError) -> [PasswordDerivation],
            run: @Sendable (Caller, PasswordHashes, inout Draft) throws(AWSError) -> OperationResult
        )
        /// It gives out credentials; where the request came with a proof, that is used up.
        case credentials(
            proof: MFAProof?,
            @Sendable (Caller, IdentityState, inout CredentialMint) throws(AWSError) -> OperationResult
        )
        /// It gives out a token, once that is signed.
        case token(
            order: @Sendable (Caller, IdentityState, inout CredentialMint) throws(AWSError) -> TokenOrder,
            answer: @Sendable (SignedToken) -> OperationResult
        )
        /// It changes a draft, with keys that are made before where they are needed.
        case issuerKeys(
            areNeeded: @Sendable (Caller, IdentityState) -> Bool,
            run: @Sendable (Caller, [TokenSigningKey], inout Draft) throws(AWSError) -> OperationResult
        )
        /// It gives out credentials once an identity provider's word was verified.
        case federation(
            proof: @Sendable (IdentityState, RequestFacts) throws(AWSError) -> IdentityProof,
            identity: @Sendable (IdentityClaims, IdentityState, RequestFacts) throws(AWSError) -> FederatedIdentity,
            run: @Sendable (Caller, IdentityState, inout CredentialMint) throws(AWSError) -> OperationResult)
        /// It changes a draft and gives out credentials, once logins were verified.
        case login(BoundLogin)
    }
}

/// A `LoginOperation` with its input.
package struct BoundLogin: Sendable {
    /// Whether it has to be signed.
    package let isSigned: Bool
    /// Whether it signs tokens.
    package let signsTokens: Bool
    /// The region that an unsigned request means.
    package let region: String
    /// What it says of a login that can't be verified.
    package let refusal: @Sendable (AWSError) -> AWSError
    /// What has to be verified.
    package let proofs: @Sendable (IdentityState, RequestFacts) throws(AWSError) -> [IdentityProof]
    /// Who asks in an unsigned request.
    package let identity:
        @Sendable ([IdentityClaims], IdentityState, RequestFacts) throws(AWSError) -> FederatedIdentity
    /// What it does.
    package let run:
        @Sendable ([IdentityClaims], Caller, inout Draft, inout CredentialMint) throws(AWSError) -> OperationResult
}

/// A result's members as bytes, or none where the operation has no result element.
package struct OperationResult: Sendable {
    /// The members, written.
    package let members: WireWriter?
}

private func encoded<Op: Operation>(
    _ type: Op.Type, _ output: Op.Output, as format: WireWriter.Format
) -> OperationResult {
    if Op.Output.self == Void.self { return OperationResult(members: nil) }
    var writer = WireWriter(format)
    Op.encode(output, to: &writer)
    return OperationResult(members: writer)
}
