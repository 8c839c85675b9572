/// Text with `%XX` escapes, as URLs and forms carry it; an escape that is broken is refused.
public enum PercentText {
    /// The bytes that the text stands for; nil where a percent sign has not two hexadecimal digits after it.
    ///
    /// - Parameter plusIsSpace: whether a plus sign is a space, as in queries and forms.
    @inlinable
    public static func bytes(_ text: some Collection<UInt8>, plusIsSpace: Bool) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var rest = text[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit) else {
                    return nil
                }
                bytes.append(high << 4 | low)
            case UInt8(ascii: "+") where plusIsSpace: bytes.append(UInt8(ascii: " "))
            default: bytes.append(byte)
            }
        }
        return bytes
    }

    /// The decoded text; nil where an escape is broken, or what comes out is not UTF-8.
    public static func decode(_ text: some Collection<UInt8>, plusIsSpace: Bool) -> String? {
        bytes(text, plusIsSpace: plusIsSpace).flatMap { String(validating: $0, as: UTF8.self) }
    }

    /// The value of a hexadecimal digit of either case.
    @usableFromInline
    static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }
}
