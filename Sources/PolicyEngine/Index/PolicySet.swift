/// The policies that one layer of a decision is made of, indexed.
///
/// Building one takes time in proportion to the policies' size; holding and copying it costs a reference. Build
/// it when a principal's policies change, and keep it.
public struct PolicySet: Sendable {
    let index: PolicyIndex

    /// The policies in the order given.
    public var policies: [CompiledPolicy] { index.policies }

    /// Gathers and indexes policies; what one of them allows is allowed, what one denies is denied.
    public init(_ policies: [CompiledPolicy]) {
        index = PolicyIndexBuilder.build(policies)
    }

    /// No policies: nothing allowed, nothing denied.
    public static let empty = PolicySet([])
}
