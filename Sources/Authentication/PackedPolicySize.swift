import AWSTypes

/// How much of the space for session policies and tags a session takes.
///
/// AWS packs policies, ARNs and tags into a binary form whose size it publishes as a percentage only, not how it packs.
/// Ours counts, for each text, its UTF-8 bytes and two for its length, after white space between the tokens of
/// policies was taken out, against 4,096 bytes: a policy of the greatest length that parameters allow takes half of it.
package struct PackedPolicySize: Sendable, Hashable {
    /// The share, rounded up; more than 100 is too large.
    package let percent: Int

    /// The space that there is, in bytes.
    package static let allotted = 4096

    /// The share that these take.
    package init(policies: [String], policyARNs: [ARN], tags: Tags) {
        let texts =
            policies.map(PackedPolicySize.packedLength) + policyARNs.map { $0.description.utf8.count }
            + tags.flatMap { [$0.key.utf8.count, $0.value.utf8.count] }
        let bytes = texts.reduce(0) { $0 + $1 + 2 }
        percent = (bytes * 100 + PackedPolicySize.allotted - 1) / PackedPolicySize.allotted
    }

    /// The length of a JSON text without the white space between its tokens.
    private static func packedLength(_ json: String) -> Int {
        var length = 0
        var (isInString, isEscaped) = (false, false)
        for byte in json.utf8 {
            switch byte {
            case _ where isEscaped: isEscaped = false
            case UInt8(ascii: "\\") where isInString: isEscaped = true
            case UInt8(ascii: "\""): isInString.toggle()
            case 0x20, 0x09, 0x0A, 0x0D: if !isInString { continue }
            default: break
            }
            length += 1
        }
        return length
    }
}
