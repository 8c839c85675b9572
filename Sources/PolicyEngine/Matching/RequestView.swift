import AWSTypes

/// A request as bytes, ready for matching: valid for the length of one decision.
struct RequestView {
    /// The action's service, in lower case.
    let service: Bytes
    /// The action's name, in lower case.
    let name: Bytes
    /// The resource, its first five fields in lower case.
    let resource: Bytes
    /// How many bytes the first five fields take with their colons; 0 where the resource is no ARN.
    let headCount: Int
    let contextEntries: UnsafeBufferPointer<RequestContext.Entry>
    let contextBytes: Bytes
    /// Whether a permissions boundary is in force.
    let hasBoundary: Bool

    /// The bytes of a text in the context.
    @inline(__always)
    func contextText(_ entry: RequestContext.Entry) -> Bytes {
        Bytes(rebasing: contextBytes[entry.slice.range])
    }
}

extension AuthorizationRequest {
    /// Lays the request out for matching.
    @inline(__always)
    func withView<Result>(hasBoundary: Bool, _ body: (RequestView) -> Result) -> Result {
        action.withBytes { action in
            resource.withBytes { resource in
                withUnsafeTemporaryAllocation(of: UInt8.self, capacity: action.count + resource.count + 1) { scratch in
                    for place in 0..<action.count { scratch[place] = action[place].asciiLowercased }
                    let folded = Bytes(rebasing: scratch[..<action.count])
                    let colon = folded.firstIndex(of: UInt8(ascii: ":")) ?? folded.count
                    let head = ARNBytes.headCount(resource)
                    var resource = resource
                    if resource.upTo(head).contains(where: ASCIISet.uppercase.contains) {
                        let copy = UnsafeMutableBufferPointer(rebasing: scratch[action.count...])
                        for place in 0..<resource.count {
                            copy[place] = place < head ? resource[place].asciiLowercased : resource[place]
                        }
                        resource = Bytes(rebasing: copy[..<resource.count])
                    }
                    return context.entries.withUnsafeBufferPointer { entries in
                        context.bytes.withUnsafeBufferPointer { bytes in
                            body(
                                RequestView(
                                    service: folded.upTo(colon), name: folded.from(min(colon + 1, folded.count)),
                                    resource: resource, headCount: head, contextEntries: entries, contextBytes: bytes,
                                    hasBoundary: hasBoundary))
                        }
                    }
                }
            }
        }
    }
}

extension String {
    /// The text's bytes, in place where they lie in one piece.
    @inline(__always)
    func withBytes<Result>(_ body: (Bytes) -> Result) -> Result {
        if let result = utf8.withContiguousStorageIfAvailable(body) { return result }
        return Array(utf8).withUnsafeBufferPointer(body)
    }
}
