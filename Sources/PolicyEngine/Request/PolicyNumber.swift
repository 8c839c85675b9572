import AWSTypes

/// A decimal number, exact to 18 places after the point and 10^20 before it.
public struct PolicyNumber: Hashable, Sendable, Comparable {
    /// The number times 10^18.
    let units: Int128

    /// The places kept after the point.
    static let places = 18
    static let one: Int128 = 1_000_000_000_000_000_000

    init(units: Int128) { self.units = units }

    /// An integer.
    public init(_ integer: Int64) { units = Int128(integer) * PolicyNumber.one }

    /// Reads an integer or a decimal such as `-12.50`.
    ///
    /// Nil where the text is neither, or needs more places than are kept.
    public init?(_ text: some StringProtocol) {
        var units: Int128 = 0
        var (digits, fraction) = (0, 0)
        var isNegative = false
        var pointSeen = false
        for (place, byte) in text.utf8.enumerated() {
            switch byte {
            case UInt8(ascii: "-") where place == 0: isNegative = true
            case UInt8(ascii: "+") where place == 0: break
            case UInt8(ascii: ".") where !pointSeen && digits > 0: pointSeen = true
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                let (product, tooLarge) = units.multipliedReportingOverflow(by: 10)
                guard !tooLarge else { return nil }
                units = product + Int128(byte - UInt8(ascii: "0"))
                digits += 1
                if pointSeen { fraction += 1 }
            default: return nil
            }
        }
        guard digits > 0, fraction <= PolicyNumber.places, !pointSeen || fraction > 0 else { return nil }
        for _ in fraction..<PolicyNumber.places {
            let (product, tooLarge) = units.multipliedReportingOverflow(by: 10)
            guard !tooLarge else { return nil }
            units = product
        }
        self.units = isNegative ? -units : units
    }

    /// Smaller is less.
    public static func < (one: PolicyNumber, other: PolicyNumber) -> Bool { one.units < other.units }
}

extension PolicyNumber: CustomStringConvertible {
    /// The shortest decimal.
    public var description: String {
        let sign = units < 0 ? "-" : ""
        let whole = units.magnitude / PolicyNumber.one.magnitude
        var rest = String(units.magnitude % PolicyNumber.one.magnitude)
        if rest == "0" { return "\(sign)\(whole)" }
        rest = String(repeating: "0", count: PolicyNumber.places - rest.count) + rest
        while rest.hasSuffix("0") { rest.removeLast() }
        return "\(sign)\(whole).\(rest)"
    }
}
