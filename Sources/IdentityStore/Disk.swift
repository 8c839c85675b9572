import IdentityModel

/// What keeps changes beyond the process.
///
/// One call runs at a time, on a thread that may block.
protocol Disk: Sendable {
    /// Makes the changes durable, all or none; when it throws, nobody knows which.
    func write(_ changes: [Change]) throws

    /// All that is kept, as changes that make it of nothing.
    func load() throws -> [Change]

    /// Lets go of it; nothing is called afterwards.
    func close() throws
}
