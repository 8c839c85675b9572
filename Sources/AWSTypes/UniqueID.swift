/// What a unique id names; its prefix says so to people.
public protocol UniqueIDKind: Sendable {
    /// The four letters that begin each id of this kind.
    static var prefix: String { get }
    /// How many characters follow them in fresh ids.
    static var length: Int { get }
}

extension UniqueIDKind {
    /// 17.
    public static var length: Int { 17 }
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

    /// A fresh id of an account.
    public init(account: AccountID, entropy: inout some RandomNumberGenerator) {
        text = Kind.prefix + Base32AccountCode.encode(account, length: Kind.length, entropy: &entropy)
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

/// SAML providers.
public enum SAMLProviderKind: UniqueIDKind {
    /// `SAMLSP…`, as it stands in the addresses that identity providers send assertions to.
    public static let prefix = "SAMLSP"
    /// 16.
    public static let length = 16
}
/// Private keys of SAML providers.
public enum SAMLPrivateKeyKind: UniqueIDKind {
    /// `SAMLPK…`.
    public static let prefix = "SAMLPK"
    /// 16.
    public static let length = 16
}
/// SSH public keys.
public enum SSHPublicKeyKind: UniqueIDKind {
    /// `APKA…`.
    public static let prefix = "APKA"
}
/// Signing certificates, whose ids have no prefix.
public enum SigningCertificateKind: UniqueIDKind {
    /// None.
    public static let prefix = ""
    /// 32.
    public static let length = 32
}
/// Server certificates.
public enum ServerCertificateKind: UniqueIDKind {
    /// `ASCA…`.
    public static let prefix = "ASCA"
}
/// Service-specific credentials.
public enum ServiceCredentialKind: UniqueIDKind {
    /// `ACCA…`.
    public static let prefix = "ACCA"
}

/// A user's unique id.
public typealias UserID = UniqueID<UserKind>
/// A role's unique id.
public typealias RoleID = UniqueID<RoleKind>
/// A group's unique id.
public typealias GroupID = UniqueID<GroupKind>
/// A managed policy's unique id.
public typealias ManagedPolicyID = UniqueID<ManagedPolicyKind>
/// A SAML provider's unique id.
public typealias SAMLProviderID = UniqueID<SAMLProviderKind>
/// The id of a SAML provider's private key.
public typealias SAMLPrivateKeyID = UniqueID<SAMLPrivateKeyKind>
/// An SSH public key's unique id.
public typealias SSHPublicKeyID = UniqueID<SSHPublicKeyKind>
/// A signing certificate's unique id.
public typealias SigningCertificateID = UniqueID<SigningCertificateKind>
/// A server certificate's unique id.
public typealias ServerCertificateID = UniqueID<ServerCertificateKind>
/// A service-specific credential's unique id.
public typealias ServiceCredentialID = UniqueID<ServiceCredentialKind>
/// An instance profile's unique id.
public typealias InstanceProfileID = UniqueID<InstanceProfileKind>

extension AccountID {
    /// The account that a unique id or an access key id carries, or nil where it carries none.
    public init?(uniqueID: String) {
        guard let account = Base32AccountCode.decode(uniqueID.dropFirst(4).utf8) else { return nil }
        self = account
    }
}
