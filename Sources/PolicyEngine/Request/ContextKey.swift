import AWSTypes

/// The name of a value that conditions and variables may ask for, such as `aws:SourceIp`.
///
/// Names are compared without regard to case, the tag's key in `aws:PrincipalTag/Team` included.
public struct ContextKey: Hashable, Sendable {
    /// Which known key, or which family of keys.
    let family: Family
    /// What tells the keys of a family apart, in lower case; empty for known keys.
    let suffix: String

    /// Reads a name.
    public init(_ name: String) {
        let folded = ContextKey.folded(name)
        if let known = ContextKey.knownKeys[folded] {
            self.init(known)
        } else if let (prefix, family) = ContextKey.prefixes.first(where: { folded.hasPrefix($0.0) }) {
            self.init(family, suffix: String(folded.dropFirst(prefix.count)))
        } else {
            self.init(.other, suffix: folded)
        }
    }

    init(_ key: KnownKey) { self.init(Family(key), suffix: "") }

    init(_ family: Family, suffix: String) {
        self.family = family
        self.suffix = suffix
    }

    /// `aws:PrincipalTag/…`: a tag of the caller.
    public static func principalTag(_ key: String) -> ContextKey { ContextKey(.principalTag, suffix: folded(key)) }
    /// `aws:RequestTag/…`: a tag that the request passes.
    public static func requestTag(_ key: String) -> ContextKey { ContextKey(.requestTag, suffix: folded(key)) }
    /// `aws:ResourceTag/…`: a tag of the resource.
    public static func resourceTag(_ key: String) -> ContextKey { ContextKey(.resourceTag, suffix: folded(key)) }
    /// `iam:ResourceTag/…`: a tag of the user or role.
    public static func iamResourceTag(_ key: String) -> ContextKey { ContextKey(.iamResourceTag, suffix: folded(key)) }

    /// Whether it is one of the keys, or of the families of keys, that AWS documents for every service, or for STS,
    /// IAM or S3.
    public var isKnown: Bool { family != .other }

    /// The type that AWS documents for the key's values; text where it documents none.
    public var valueType: ContextValue.ValueType { family.known?.valueType ?? .string }

    /// A known key, or a family of keys, as a small number.
    struct Family: Hashable, Sendable, BitwiseCopyable {
        let rawValue: UInt8

        init(_ key: KnownKey) { rawValue = key.rawValue }
        private init(_ rawValue: UInt8) { self.rawValue = rawValue }

        static let principalTag = Family(0xF0)
        static let requestTag = Family(0xF1)
        static let resourceTag = Family(0xF2)
        static let iamResourceTag = Family(0xF3)
        static let s3ExistingObjectTag = Family(0xF4)
        static let s3RequestObjectTag = Family(0xF5)
        static let other = Family(0xF6)
        /// Not a key: a value of a multivalued key.
        static let element = Family(0xFF)

        var known: KnownKey? { KnownKey(rawValue: rawValue) }
        var isKnown: Bool { rawValue < 0xF0 }
    }

    private static let prefixes: [(String, Family)] = [
        ("aws:principaltag/", .principalTag), ("aws:requesttag/", .requestTag), ("aws:resourcetag/", .resourceTag),
        ("iam:resourcetag/", .iamResourceTag), ("s3:existingobjecttag/", .s3ExistingObjectTag),
        ("s3:requestobjecttag/", .s3RequestObjectTag),
    ]

    private static let knownKeys: [String: KnownKey] = Dictionary(
        uniqueKeysWithValues: KnownKey.allCases.map { ($0.name.lowercased(), $0) })

    private static func folded(_ text: String) -> String {
        text.utf8.allSatisfy { $0 < 0x80 && !ASCIISet.uppercase.contains($0) } ? text : text.lowercased()
    }
}

extension ContextKey: CustomStringConvertible {
    /// The name as AWS writes it; the varying part in lower case.
    public var description: String {
        switch family {
        case .principalTag: "aws:PrincipalTag/\(suffix)"
        case .requestTag: "aws:RequestTag/\(suffix)"
        case .resourceTag: "aws:ResourceTag/\(suffix)"
        case .iamResourceTag: "iam:ResourceTag/\(suffix)"
        case .s3ExistingObjectTag: "s3:ExistingObjectTag/\(suffix)"
        case .s3RequestObjectTag: "s3:RequestObjectTag/\(suffix)"
        default: family.known?.name ?? suffix
        }
    }
}

extension ContextKey: ExpressibleByStringLiteral {
    /// The key of that name.
    public init(stringLiteral name: String) { self.init(name) }
}
