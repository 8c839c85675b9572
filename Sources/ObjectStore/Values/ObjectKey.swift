/// An object's key: UTF-8 bytes, compared and ordered as bytes.
///
/// Text would not do: two texts that look the same to Swift may be two keys.
package struct ObjectKey: Hashable, Sendable, Comparable {
    /// Its bytes.
    package let bytes: [UInt8]

    /// The key of those bytes.
    package init(bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }

    /// The key of that text.
    package init(_ text: String) { bytes = Array(text.utf8) }

    /// The key as text.
    package var text: String { String(decoding: bytes, as: UTF8.self) }

    /// In the order of bytes, which is that of S3's listings.
    package static func < (one: ObjectKey, other: ObjectKey) -> Bool {
        one.bytes.lexicographicallyPrecedes(other.bytes)
    }
}

extension ObjectKey: CustomStringConvertible {
    /// The key as text.
    package var description: String { text }
}

/// Where an object lies, as `bucket/key`.
///
/// No bucket's name has a slash, so that a bucket's objects are those whose path
/// begins with its name and one.
struct ObjectPath: Hashable, Sendable {
    let bytes: [UInt8]

    init(bytes: [UInt8]) { self.bytes = bytes }

    init(_ bucket: String, _ key: ObjectKey) { self.init(bucket, key.bytes) }

    init(_ bucket: String, _ key: some Collection<UInt8> = [] as [UInt8]) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(bucket.utf8.count + 1 + key.count)
        bytes.append(contentsOf: bucket.utf8)
        bytes.append(UInt8(ascii: "/"))
        bytes.append(contentsOf: key)
        self.bytes = bytes
    }

    /// The key, without the bucket.
    var key: ObjectKey {
        let slash = bytes.firstIndex(of: UInt8(ascii: "/")) ?? bytes.startIndex
        return ObjectKey(bytes: bytes[(slash + 1)...])
    }
}

extension [UInt8] {
    /// The least string of bytes that is greater than all that begin with this one; nil: there is none.
    var afterAllWithPrefix: [UInt8]? {
        guard let last = lastIndex(where: { $0 < .max }) else { return nil }
        return Array(self[..<last]) + [self[last] + 1]
    }
}
