import AWSTypes

/// The id of something in one region, as Cognito makes them: `REGION:UUID`.
package struct RegionalID<Kind: Sendable>: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The whole id.
    package let text: String

    /// Wraps an id that was made, or names something that may not be there.
    package init(unchecked text: String) { self.text = text }

    /// The region.
    package var region: String { String(text.prefix { $0 != ":" }) }

    /// The whole id.
    package var description: String { text }

    /// Ordered as text.
    package static func < (one: Self, other: Self) -> Bool { one.text < other.text }
}

extension RegionalID: Codable {
    /// Reads the text.
    package init(from decoder: any Decoder) throws { text = try decoder.singleValueContainer().decode(String.self) }

    /// Writes the text.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

extension RegionalID: ConstrainedText {
    /// Cognito's constraint.
    package static var constraint: TextConstraint {
        TextConstraint(
            1...55,
            TextPattern("[\\w-]+:[0-9a-f-]+") { text in
                let parts = text.split(separator: ":", omittingEmptySubsequences: false)
                return parts.count == 2 && parts.allSatisfy { !$0.isEmpty }
                    && ASCIISet.word.union("-").containsAll(parts[0].utf8)
                    && ASCIISet.digits.union("abcdef-").containsAll(parts[1].utf8)
            })
    }
}

/// What makes a `RegionalID` that of an identity pool.
package enum IdentityPoolKind {}
/// What makes a `RegionalID` that of an identity within a pool.
package enum PoolIdentityKind {}

/// The id of an identity pool.
package typealias IdentityPoolID = RegionalID<IdentityPoolKind>
/// The id of an identity within a pool.
package typealias PoolIdentityID = RegionalID<PoolIdentityKind>

extension Draft {
    /// An id in a region that nobody has had.
    package mutating func newRegionalID<Kind>(in region: String) -> RegionalID<Kind> {
        RegionalID(unchecked: "\(region):\(newUUID())")
    }
}
