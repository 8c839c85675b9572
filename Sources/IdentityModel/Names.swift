import AWSTypes

/// What a name names; says how long such names may be.
package protocol NameKind: Sendable {
    /// The longest name that can be given.
    static var maximumLength: Int { get }
    /// The longest name that can be asked for.
    static var maximumLookupLength: Int { get }
    /// What the names are made of.
    static var pattern: TextPattern { get }
}

extension NameKind {
    /// The same as for new names.
    package static var maximumLookupLength: Int { maximumLength }
    /// Letters, digits and `_+=,.@-`.
    package static var pattern: TextPattern { .name }
}

/// A friendly name of IAM.
///
/// Case is kept, but two names that differ in case only are the same name: `folded` is what is compared.
package struct EntityName<Kind: NameKind>: ConstrainedText {
    /// The name as it was given.
    package let text: String

    /// Wraps a text that was checked.
    package init(unchecked text: String) { self.text = text }

    /// The name without its case.
    package var folded: String {
        let isFolded = text.utf8.allSatisfy { $0 < 0x80 && !ASCIISet.uppercase.contains($0) }
        return isFolded ? text : text.lowercased()
    }

    /// 1 to so many characters of the kind's pattern, most often `[\w+=,.@-]`.
    package static var constraint: TextConstraint { TextConstraint(1...Kind.maximumLength, Kind.pattern) }
    /// The same, with the length that lookups accept.
    package static var lookupConstraint: TextConstraint { TextConstraint(1...Kind.maximumLookupLength, Kind.pattern) }
}

extension EntityName: CustomStringConvertible, Comparable, Codable {
    /// The name.
    package var description: String { text }

    /// Ordered without regard to case, as listings are.
    package static func < (one: Self, other: Self) -> Bool { (one.folded, one.text) < (other.folded, other.text) }

    /// Reads the text.
    package init(from decoder: any Decoder) throws { text = try decoder.singleValueContainer().decode(String.self) }

    /// Writes the text.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

/// Users' names.
package enum UserNameKind: NameKind {
    /// 64.
    package static let maximumLength = 64
    /// 128.
    package static let maximumLookupLength = 128
}
/// Roles' names.
package enum RoleNameKind: NameKind {
    /// 64.
    package static let maximumLength = 64
}
/// Groups' names.
package enum GroupNameKind: NameKind {
    /// 128.
    package static let maximumLength = 128
}
/// Names of managed and inline policies.
package enum PolicyNameKind: NameKind {
    /// 128.
    package static let maximumLength = 128
}
/// Instance profiles' names.
package enum InstanceProfileNameKind: NameKind {
    /// 128.
    package static let maximumLength = 128
}

/// Server certificates' names.
package enum ServerCertificateNameKind: NameKind {
    /// 128.
    package static let maximumLength = 128
}
/// SAML providers' names.
package enum SAMLProviderNameKind: NameKind {
    /// 128.
    package static let maximumLength = 128
    /// Letters, digits and `._-`.
    package static let pattern = TextPattern("[\\w._-]+") { text in
        !text.isEmpty && ASCIISet.word.union("._-").containsAll(text.utf8)
    }
}

/// A server certificate's name.
package typealias ServerCertificateName = EntityName<ServerCertificateNameKind>
/// A SAML provider's name.
package typealias SAMLProviderName = EntityName<SAMLProviderNameKind>
/// A user's name.
package typealias UserName = EntityName<UserNameKind>
/// A role's name.
package typealias RoleName = EntityName<RoleNameKind>
/// A group's name.
package typealias GroupName = EntityName<GroupNameKind>
/// A managed or inline policy's name.
package typealias PolicyName = EntityName<PolicyNameKind>
/// An instance profile's name.
package typealias InstanceProfileName = EntityName<InstanceProfileNameKind>

/// Where an entity stands in its account's tree: `/`, or `/division/team/`.
package struct IAMPath: Hashable, Sendable, Codable {
    /// The path, with both slashes.
    package let text: String

    /// The root.
    package static let root = IAMPath(unchecked: "/")

    /// The path of that text, or nil unless it is `/` or begins and ends with one, is at most 512 characters
    /// long, and has visible ASCII characters between.
    package init?(_ text: String) {
        guard text == "/" || (text.hasPrefix("/") && text.hasSuffix("/") && text.utf8.count > 2),
            (1...512).contains(text.utf8.count), IAMPath.characters.containsAll(text.utf8)
        else { return nil }
        self.init(unchecked: text)
    }

    private init(unchecked text: String) { self.text = text }

    /// Whether a managed policy may stand there, where the rules are stricter than elsewhere.
    package var suitsPolicies: Bool { IAMPath.policyCharacters.containsAll(text.utf8) && !text.contains("//") }

    /// Reads the text.
    package init(from decoder: any Decoder) throws {
        self.init(unchecked: try decoder.singleValueContainer().decode(String.self))
    }

    /// Writes the text.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }

    private static let characters = ASCIISet(0x21...0x7E)
    private static let policyCharacters = ASCIISet.alphanumerics.union("/.,+@=_-")
}
