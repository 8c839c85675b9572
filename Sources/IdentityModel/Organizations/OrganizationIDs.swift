import AWSTypes

/// What an id of Organizations names; its prefix says so to people.
package protocol OrganizationIDKind: Sendable {
    /// What each id of this kind begins with.
    static var prefix: String { get }
    /// How many characters follow the prefix in ids that this server makes.
    static var length: Int { get }
}

/// An id of Organizations, such as `o-a1b2c3d4e5`: never used again.
///
/// Source: the patterns of AWS's model of Organizations.
package struct OrganizationsID<Kind: OrganizationIDKind>: Hashable, Sendable, Comparable {
    /// The id as clients see it.
    package let text: String

    /// The id of that text, or nil unless it has the kind's prefix and the characters of ids.
    package init?(_ text: String) {
        guard text.hasPrefix(Kind.prefix), text.utf8.count > Kind.prefix.utf8.count,
            OrganizationsID.characters.containsAll(text.utf8)
        else { return nil }
        self.text = text
    }

    /// A fresh id; `scope` stands between the prefix and the part that chance makes.
    package init(scope: String = "", entropy: inout some RandomNumberGenerator) {
        var text = Kind.prefix + scope
        for _ in 0..<Kind.length {
            text.unicodeScalars.append(Unicode.Scalar(lowerAlphanumerics[Int.random(in: 0..<36, using: &entropy)]))
        }
        self.text = text
    }

    /// Ordered as text.
    package static func < (one: Self, other: Self) -> Bool { one.text < other.text }

    private static var characters: ASCIISet { idCharacters }
}

private let idCharacters = ASCIISet.alphanumerics.union("-_")
private let lowerAlphanumerics = Array("abcdefghijklmnopqrstuvwxyz0123456789".utf8)

extension OrganizationsID: CustomStringConvertible, Codable {
    /// The id as clients see it.
    package var description: String { text }

    /// Reads the text.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let id = Self(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an id of \(Kind.prefix)")
        }
        self = id
    }

    /// Writes the text.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

/// Organizations.
package enum OrganizationKind: OrganizationIDKind {
    /// `o-…`.
    package static let prefix = "o-"
    /// 10.
    package static let length = 10
}
/// Roots.
package enum OrganizationRootKind: OrganizationIDKind {
    /// `r-…`.
    package static let prefix = "r-"
    /// 4.
    package static let length = 4
}
/// Organizational units; the root's own part stands in the middle: `ou-ab12-11111111`.
package enum OrganizationalUnitKind: OrganizationIDKind {
    /// `ou-…`.
    package static let prefix = "ou-"
    /// 8.
    package static let length = 8
}
/// Policies.
package enum OrganizationPolicyKind: OrganizationIDKind {
    /// `p-…`.
    package static let prefix = "p-"
    /// 10: as many as the model's pattern of ARNs asks for.
    package static let length = 10
}
/// Requests to make an account.
package enum AccountCreationKind: OrganizationIDKind {
    /// `car-…`.
    package static let prefix = "car-"
    /// 32.
    package static let length = 32
}
/// Handshakes.
package enum HandshakeKind: OrganizationIDKind {
    /// `h-…`.
    package static let prefix = "h-"
    /// 32.
    package static let length = 32
}

/// Resource policies.
package enum OrganizationResourcePolicyKind: OrganizationIDKind {
    /// `rp-…`.
    package static let prefix = "rp-"
    /// 8.
    package static let length = 8
}

/// An organization's id.
package typealias OrganizationID = OrganizationsID<OrganizationKind>
/// A root's id.
package typealias OrganizationRootID = OrganizationsID<OrganizationRootKind>
/// An organizational unit's id.
package typealias OrganizationalUnitID = OrganizationsID<OrganizationalUnitKind>
/// A policy's id.
package typealias OrganizationPolicyID = OrganizationsID<OrganizationPolicyKind>
/// The id of a request to make an account.
package typealias AccountCreationID = OrganizationsID<AccountCreationKind>
/// A resource policy's id.
package typealias OrganizationResourcePolicyID = OrganizationsID<OrganizationResourcePolicyKind>
/// A handshake's id.
package typealias HandshakeID = OrganizationsID<HandshakeKind>
