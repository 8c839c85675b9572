extension PolicyDocument {
    /// Every principal that the document names, in the order written.
    public var principals: [PrincipalValue] {
        statements.flatMap { $0.principals?.values ?? [] }
    }

    /// The text with each value under `AWS` replaced by what `rewrite` makes of it; every other byte stays.
    ///
    /// AWS stores users and roles that policies name by their unique ids, and shows them by their current ARNs.
    public func text(rewritingAWSPrincipals rewrite: (String) -> String) -> String {
        var result: [UInt8] = []
        let bytes = Array(text.utf8)
        var place = 0
        let values = principals.filter { $0.kind == .aws }.sorted { $0.range.start < $1.range.start }
        for value in values {
            let replacement = rewrite(value.text)
            if replacement == value.text { continue }
            result.append(contentsOf: bytes[place..<value.range.start.offset])
            result.append(contentsOf: PolicyDocument.quoted(replacement).utf8)
            place = value.range.end.offset
        }
        result.append(contentsOf: bytes[place...])
        return String(decoding: result, as: UTF8.self)
    }

    /// A text as a JSON string.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case "\u{0}"..<" ":
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
