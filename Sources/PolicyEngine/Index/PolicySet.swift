/// The policies that one layer of a decision is made of, indexed.
///
/// Building one takes time in proportion to the policies' size; holding and copying it costs a reference. Build
/// it when a principal's policies change, and keep it.
public struct PolicySet: Sendable {
    /// The policies in the order given.
    public let policies: [CompiledPolicy]
    let index: PolicyIndex

    /// Gathers and indexes policies; what one of them allows is allowed, what one denies is denied.
    public init(_ policies: [CompiledPolicy]) {
        self.policies = policies
        index = PolicyIndexBuilder.build(policies)
    }

    /// No policies: nothing allowed, nothing denied.
    public static let empty = PolicySet([])
}
