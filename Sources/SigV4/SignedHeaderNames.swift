import AWSTypes

/// The names of signed header fields: in lower case, in order, each once.
struct SignedHeaderNames: Sendable, Equatable {
    /// The names, joined by `;`.
    let joined: String

    /// The names that a client sent, brought into canonical form if they were not.
    init(_ text: String) {
        joined =
            SignedHeaderNames.isCanonical(text)
            ? text : SignedHeaderNames.join(text.split(separator: ";").map { $0.lowercased() })
    }

    /// Names in lower case, in any order.
    init(names: [String]) { joined = SignedHeaderNames.join(names) }

    private static func join(_ names: [String]) -> String {
        Set(names).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.joined(separator: ";")
    }

    private static func isCanonical(_ text: String) -> Bool {
        withBytes(of: text) { bytes in
            if bytes.contains(where: { (0x41...0x5A).contains($0) }) { return false }
            var previous = bytes[..<0]
            var start = 0
            while start <= bytes.count {
                let end = bytes[start...].firstIndex(of: UInt8(ascii: ";")) ?? bytes.count
                let name = bytes[start..<end]
                guard previous.lexicographicallyPrecedes(name) else { return false }
                previous = name
                start = end + 1
            }
            return true
        }
    }

    /// Gives each name's bytes.
    @inline(__always)
    func forEach(_ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        withBytes(of: joined) { bytes in
            var start = 0
            while start < bytes.count {
                let end = bytes[start...].firstIndex(of: UInt8(ascii: ";")) ?? bytes.count
                body(UnsafeBufferPointer(rebasing: bytes[start..<end]))
                start = end + 1
            }
        }
    }

    /// Whether the name, in any case, is one of them.
    func contains(_ name: String) -> Bool {
        withBytes(of: name) { name in
            var isFound = false
            forEach { if SignedHeaderNames.equal(name, $0) { isFound = true } }
            return isFound
        }
    }

    /// Whether the name of a field, in any case, is that name in lower case.
    @inline(__always)
    static func equal(_ name: UnsafeBufferPointer<UInt8>, _ lowercase: UnsafeBufferPointer<UInt8>) -> Bool {
        guard name.count == lowercase.count else { return false }
        for place in 0..<name.count where name[place].asciiLowercased != lowercase[place] { return false }
        return true
    }
}

/// The text's bytes, without a copy where it has them side by side, as all but bridged strings do.
@inline(__always)
func withBytes<Result>(of text: String, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    if let result = text.utf8.withContiguousStorageIfAvailable(body) { return result }
    return Array(text.utf8).withUnsafeBufferPointer(body)
}
