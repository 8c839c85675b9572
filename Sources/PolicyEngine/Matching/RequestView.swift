import AWSTypes

/// Action and resource as bytes, ready for matching.
///
/// The bytes are written while the view is made and never again, so tasks may share it; whoever made it keeps it
/// alive for them.
struct RequestView: BitwiseCopyable, @unchecked Sendable {
    /// The action's service, in lower case.
    let service: Bytes
    let serviceHash: UInt64
    /// The action's name, in lower case.
    let name: Bytes
    let nameHash: UInt64
    /// The resource, its first five fields in lower case.
    let resource: Bytes
    /// How many bytes the first five fields take with their colons; 0 where the resource is no ARN.
    let headCount: Int
    private let block: UnsafeMutablePointer<UInt8>

    /// Copies the texts; whoever makes a view calls `free` once.
    init(action: String, resource: String) {
        let (actionCount, resourceCount) = (action.utf8.count, resource.utf8.count)
        block = .allocate(capacity: actionCount + resourceCount + 1)
        var place = 0
        for byte in action.utf8 {
            (block + place).initialize(to: byte.asciiLowercased)
            place += 1
        }
        for byte in resource.utf8 {
            (block + place).initialize(to: byte)
            place += 1
        }
        let text = Bytes(start: block, count: actionCount)
        // An action without a colon is of no service.
        let colon = text.firstIndex(of: UInt8(ascii: ":"))
        service = text.upTo(colon ?? 0)
        name = text.from(colon.map { $0 + 1 } ?? 0)
        self.resource = Bytes(start: block + actionCount, count: resourceCount)
        headCount = ARNBytes.headCount(self.resource)
        for place in actionCount..<actionCount + headCount { block[place] = block[place].asciiLowercased }
        serviceHash = hash(service)
        nameHash = hash(name)
    }

    func free() { block.deallocate() }
}

extension String {
    /// Gives `body` the text's bytes, in place where they lie in one piece.
    @inline(__always)
    func withBytes<Result>(_ body: (Bytes) -> Result) -> Result {
        if let result = utf8.withContiguousStorageIfAvailable(body) { return result }
        return Array(utf8).withUnsafeBufferPointer(body)
    }
}
