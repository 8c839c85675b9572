import AWSProtocols
import AWSTypes
import IdentityModel

/// One operation of a service; the value is its decoded input.
///
/// Conform to `ReadOperation`, `WriteOperation` or `CredentialOperation`, never to this protocol alone.
package protocol Operation: Sendable {
    /// What it answers; `Void` where AWS's answer has no result element.
    associatedtype Output: Sendable
    /// Its name on the wire, unless that is the type's.
    static var name: String { get }
    /// Whether requests have to be signed.
    static var authentication: OperationAuthentication { get }
    /// Whether it tells who used what: what was used up to now is then put into the state first.
    static var readsAccessRecords: Bool { get }
    /// Reads the members; what breaks AWS's constraints is noted in the input.
    init(from input: WireInput)
    /// What the caller has to be allowed.
    func facts(for caller: Caller, in state: IdentityState) throws(AWSError) -> AuthorizationFacts
    /// Writes the result's members.
    static func encode(_ output: Output, to writer: inout WireWriter)
}

/// Whether an operation's requests have to be signed.
package enum OperationAuthentication: Sendable {
    /// They have to.
    case signed
    /// They carry their own proof, such as an assertion.
    case none
}

extension Operation {
    /// The type's name.
    package static var name: String { String(describing: Self.self) }
    /// Signed.
    package static var authentication: OperationAuthentication { .signed }
    /// It does not.
    package static var readsAccessRecords: Bool { false }
}

extension Operation where Output == Void {
    /// Writes nothing.
    package static func encode(_ output: Void, to writer: inout WireWriter) {}
}

/// An operation that only looks at a snapshot.
package protocol ReadOperation: Operation {
    /// Answers from the snapshot.
    func run(by caller: Caller, in state: IdentityState) throws(AWSError) -> Output
}

/// An operation that changes state.
package protocol WriteOperation: Operation {
    /// Makes changes in the draft. They count once they are durable; an error undoes all of them.
    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) -> Output
}

/// An operation that gives out temporary credentials, or opens what the server sealed, and changes nothing.
package protocol CredentialOperation: Operation {
    /// The proof of an MFA device that came with the request; it is checked before anything else, and the caller
    /// then carries it.
    var proof: MFAProof? { get }
    /// Answers from the snapshot, with credentials from the mint.
    func run(by caller: Caller, in state: IdentityState, mint: inout CredentialMint) throws(AWSError) -> Output
}

extension CredentialOperation {
    /// None.
    package var proof: MFAProof? { nil }
}

/// The result of an operation whose answer has a result element without members.
package struct EmptyResult: Sendable {
    /// Nothing.
    package init() {}
}

extension Operation where Output == EmptyResult {
    /// Writes nothing.
    package static func encode(_ output: EmptyResult, to writer: inout WireWriter) {}
}
