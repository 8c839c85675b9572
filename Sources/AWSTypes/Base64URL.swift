/// Base 64 without padding, in RFC 4648's alphabet for URLs.
public enum Base64URL {
    /// The bytes of that text, or nil unless it is exactly what stands for them.
    public static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        let found: [UInt8]?? = text.withContiguousStorageIfAvailable { Base64.decode(unpadded: $0, by: values) }
        if let found { return found }
        return Array(text).withUnsafeBufferPointer { Base64.decode(unpadded: $0, by: values) }
    }

    /// The text of these bytes.
    public static func encode(_ bytes: [UInt8]) -> String {
        let padded = Base64.encode(bytes)
        return String(unsafeUninitializedCapacity: padded.utf8.count) { text in
            var count = 0
            for character in padded.utf8 where character != UInt8(ascii: "=") {
                switch character {
                case UInt8(ascii: "+"): text[count] = UInt8(ascii: "-")
                case UInt8(ascii: "/"): text[count] = UInt8(ascii: "_")
                default: text[count] = character
                }
                count += 1
            }
            return count
        }
    }

    private static let values = Base64.values(
        of: Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8))
}
