/// What a unique id names; its prefix says so to people.
public protocol UniqueIDKind: Sendable {
    /// The four letters that begin each id of this kind.
    static var prefix: String { get }
}

/// A unique id of AWS, such as `AIDAJQABLZS4A3QDU576Q`: never reused, even when a name is.
///
/// Source: IAM User Guide, "IAM identifiers". Prefix, then base 32 (`A-Z2-7`); the characters after the prefix
/// carry the account, as those of access keys do.
public struct UniqueID<Kind: UniqueIDKind>: Hashable, Sendable, Comparable {
    /// The id as clients see it.
    public let text: String

    /// The id of that text, or nil unless it has the kind's prefix and alphabet.
    public init?(_ text: String) {
        guard text.hasPrefix(Kind.prefix), (16...128).contains(text.utf8.count),
            ASCIISet.alphanumerics.containsAll(text.utf8)
        else {
            return nil
        }
        self.text = text
    }

    /// A fresh id of an account: 21 characters.
    public init(account: AccountID, entropy: inout some RandomNumberGenerator) {
        text = Kind.prefix + Base32AccountCode.encode(account, length: 17, entropy: &entropy)
    }

    /// Ordered as text.
    public static func < (one: Self, other: Self) -> Bool { one.text < other.text }
}

extension UniqueID: CustomStringConvertible {
    /// The id as clients see it.
    public var description: String { text }
}

extension UniqueID: Codable {
    /// Reads the text.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let id = Self(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an id of \(Kind.prefix)")
        }
        self = id
    }

    /// Writes the text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

/// Users.
public enum UserKind: UniqueIDKind {
    /// `AIDA…`.
    public static let prefix = "AIDA"
}
/// Roles.
public enum RoleKind: UniqueIDKind {
    /// `AROA…`.
    public static let prefix = "AROA"
}
/// Groups.
public enum GroupKind: UniqueIDKind {
    /// `AGPA…`.
    public static let prefix = "AGPA"
}
/// Managed policies.
public enum ManagedPolicyKind: UniqueIDKind {
    /// `ANPA…`.
    public static let prefix = "ANPA"
}
/// Instance profiles.
public enum InstanceProfileKind: UniqueIDKind {
    /// `AIPA…`.
    public static let prefix = "AIPA"
}

/// A user's unique id.
public typealias UserID = UniqueID<UserKind>
/// A role's unique id.
public typealias RoleID = UniqueID<RoleKind>
/// A group's unique id.
public typealias GroupID = UniqueID<GroupKind>
/// A managed policy's unique id.
public typealias ManagedPolicyID = UniqueID<ManagedPolicyKind>
/// An instance profile's unique id.
public typealias InstanceProfileID = UniqueID<InstanceProfileKind>

extension AccountID {
    /// The account that a unique id or an access key id carries, or nil where it carries none.
    public init?(uniqueID: String) {
        guard let account = Base32AccountCode.decode(uniqueID.dropFirst(4).utf8) else { return nil }
        self = account
    }
}
