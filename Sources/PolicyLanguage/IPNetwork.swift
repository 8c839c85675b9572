import AWSTypes

/// An address of IPv4 or IPv6.
///
/// The two never equal each other: a server that sees IPv4 clients as `::ffff:192.0.2.1` has to unmap them.
public struct IPAddress: Hashable, Sendable {
    /// The version of the protocol.
    public enum Version: UInt8, Hashable, Sendable {
        /// 32 bits.
        case v4 = 4
        /// 128 bits.
        case v6 = 6
    }

    /// The protocol's version.
    public let version: Version
    /// The bits, the address's last bit lowest.
    public let bits: UInt128

    /// Makes an address of bits.
    public init(version: Version, bits: UInt128) {
        self.version = version
        self.bits = bits
    }

    /// Reads `192.0.2.1` or `2001:db8::1`, or nil.
    @specialized(where Text == String)
    public init?<Text: StringProtocol>(_ text: Text) {
        if text.utf8.contains(UInt8(ascii: ":")) {
            guard let bits = IPAddress.parseV6(text) else { return nil }
            self.init(version: .v6, bits: bits)
        } else {
            guard let bits = IPAddress.parseV4(text) else { return nil }
            self.init(version: .v4, bits: UInt128(bits))
        }
    }

    /// How many bits an address of the version has.
    public var bitWidth: Int { version == .v4 ? 32 : 128 }

    private static func parseV4(_ text: some StringProtocol) -> UInt32? {
        var (bits, field, digits, fields): (UInt32, UInt32, Int, Int) = (0, 0, 0, 1)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "."):
                guard digits > 0, fields < 4 else { return nil }
                bits = bits << 8 | field
                (field, digits, fields) = (0, 0, fields + 1)
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                guard digits == 0 || field > 0 else { return nil }
                field = field * 10 + UInt32(byte - UInt8(ascii: "0"))
                digits += 1
                guard field <= 255 else { return nil }
            default: return nil
            }
        }
        return fields == 4 && digits > 0 ? bits << 8 | field : nil
    }

    private static func parseV6(_ text: some StringProtocol) -> UInt128? {
        var groups: [UInt16] = []
        var gap: Int?
        var fields = text.split(separator: ":", omittingEmptySubsequences: false)[...]
        guard fields.count >= 3, fields.count <= 9 else { return nil }
        if fields.first == "" {
            guard fields.dropFirst().first == "" else { return nil }
            fields.removeFirst()
        }
        if fields.last == "" {
            guard fields.dropLast().last == "" else { return nil }
            fields.removeLast()
        }
        for (place, field) in fields.enumerated() {
            if field.isEmpty {
                guard gap == nil else { return nil }
                gap = groups.count
            } else if place == fields.count - 1, field.contains(".") {
                guard let v4 = parseV4(field) else { return nil }
                groups += [UInt16(v4 >> 16), UInt16(v4 & 0xFFFF)]
            } else {
                guard field.utf8.count <= 4, field.first != "+", let group = UInt16(field, radix: 16) else {
                    return nil
                }
                groups.append(group)
            }
        }
        guard gap == nil ? groups.count == 8 : groups.count < 8 else { return nil }
        if let gap { groups.insert(contentsOf: repeatElement(0, count: 8 - groups.count), at: gap) }
        return groups.reduce(0) { $0 << 16 | UInt128($1) }
    }
}

extension IPAddress: CustomStringConvertible {
    /// `192.0.2.1`; for IPv6 the canonical form of RFC 5952.
    public var description: String {
        if version == .v4 {
            return [24, 16, 8, 0].map { String((bits >> UInt128($0)) & 0xFF) }.joined(separator: ".")
        }
        let groups = (0..<8).map { UInt16(truncatingIfNeeded: bits >> UInt128((7 - $0) * 16)) }
        let texts = groups.map { String($0, radix: 16) }
        guard let gap = IPAddress.longestZeros(groups) else { return texts.joined(separator: ":") }
        return texts[..<gap.lowerBound].joined(separator: ":") + "::" + texts[gap.upperBound...].joined(separator: ":")
    }

    /// The first longest run of at least two zero groups.
    private static func longestZeros(_ groups: [UInt16]) -> Range<Int>? {
        var best: Range<Int>?
        var start = 0
        for place in 0...groups.count where place == groups.count || groups[place] != 0 {
            if place - start >= 2, place - start > (best?.count ?? 0) { best = start..<place }
            start = place + 1
        }
        return best
    }
}

/// A block of addresses: `192.0.2.0/24`; without a prefix, one address.
public struct IPNetwork: Hashable, Sendable {
    /// The first address, all bits after the prefix zero.
    public let base: IPAddress
    /// The bits that count.
    public let prefixLength: Int

    /// Reads a block, or nil.
    ///
    /// Bits after the prefix are ignored.
    public init?(_ text: some StringProtocol) {
        let fields = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = fields.first, let address = IPAddress(first) else { return nil }
        var length = address.bitWidth
        if fields.count == 2 {
            guard ASCIISet.digits.containsAll(fields[1].utf8), fields[1].utf8.count <= 3, let stated = Int(fields[1]),
                stated <= length
            else { return nil }
            length = stated
        }
        prefixLength = length
        base = IPAddress(version: address.version, bits: address.bits & IPNetwork.mask(length, of: address.bitWidth))
    }

    /// The bits that count, as a mask.
    public var mask: UInt128 { IPNetwork.mask(prefixLength, of: base.bitWidth) }

    /// Whether an address lies in the block; never where the versions differ.
    public func contains(_ address: IPAddress) -> Bool {
        address.version == base.version && address.bits & mask == base.bits
    }

    private static func mask(_ length: Int, of width: Int) -> UInt128 {
        let all = UInt128.max >> UInt128(128 - width)
        return all & ~(all >> UInt128(length))
    }
}
