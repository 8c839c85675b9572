import AWSTypes
import PolicyLanguage

/// The attributes that a request to DynamoDB names, in its expressions and in the older lists.
enum ItemAttributes {
    private static let expressions = [
        "ProjectionExpression", "FilterExpression", "ConditionExpression", "UpdateExpression",
        "KeyConditionExpression",
    ]

    /// The top-level attributes that a request names.
    static func named(in request: JSONValue) -> Set<String> {
        var found: Set<String> = []
        for expression in expressions {
            guard let text = request[expression]?.string else { continue }
            for word in words(text) where !isSyntax(word) { found.insert(resolved(word, request)) }
        }
        for list in ["AttributesToGet"] {
            found.formUnion((request[list]?.elements ?? []).compactMap(\.string).map(topLevel))
        }
        for map in ["Expected", "AttributeUpdates", "KeyConditions", "QueryFilter", "ScanFilter"] {
            found.formUnion((request[map]?.members ?? []).map(\.name))
        }
        return found
    }

    /// The comparisons `attribute = :value` of an expression, whichever side the value stands on.
    static func equalities(in text: String, _ request: JSONValue) -> [(attribute: String, value: String)] {
        var found: [(attribute: String, value: String)] = []
        let tokens = tokens(text)
        for (place, token) in tokens.enumerated() where token == "=" && place > 0 && place + 1 < tokens.count {
            let (left, right) = (tokens[place - 1], tokens[place + 1])
            if right.hasPrefix(":") {
                found.append((resolved(left, request), right))
            } else if left.hasPrefix(":") {
                found.append((resolved(right, request), left))
            }
        }
        return found
    }

    private static func resolved(_ word: String, _ request: JSONValue) -> String {
        let top = topLevel(word)
        guard top.hasPrefix("#") else { return top }
        return request["ExpressionAttributeNames"]?[top]?.string ?? top
    }

    private static func topLevel(_ path: String) -> String {
        path.split { $0 == "." || $0 == "[" }.first.map(String.init) ?? path
    }

    private static func words(_ text: String) -> [String] {
        var words: [String] = []
        let tokens = tokens(text)
        for (place, token) in tokens.enumerated() {
            // What a parenthesis follows is a function, and no attribute.
            if place + 1 < tokens.count, tokens[place + 1] == "(", !keywords.contains(token.lowercased()) { continue }
            words.append(token)
        }
        return words
    }

    private static func isSyntax(_ word: String) -> Bool {
        guard let first = word.utf8.first else { return true }
        return first == UInt8(ascii: ":") || keywords.contains(word.lowercased())
            || !(nameBytes.contains(first) || first == UInt8(ascii: "#")) || ASCIISet.digits.contains(first)
    }

    private static let keywords: Set<String> = ["set", "remove", "add", "delete", "and", "or", "not", "between", "in"]
    private static let nameBytes = ASCIISet.alphanumerics.union("_")
    private static let wordBytes = ASCIISet.alphanumerics.union("_#:.[]-")

    private static func tokens(_ text: String) -> [String] {
        var tokens: [String] = []
        var word: [UInt8] = []
        func flush() {
            if !word.isEmpty { tokens.append(String(decoding: word, as: UTF8.self)) }
            word = []
        }
        for byte in text.utf8 {
            if wordBytes.contains(byte) || byte >= 0x80 {
                // A minus between values is arithmetic; attributes with one have to be named by a placeholder.
                if byte == UInt8(ascii: "-") { flush() } else { word.append(byte) }
                continue
            }
            flush()
            if byte > UInt8(ascii: " ") { tokens.append(String(decoding: [byte], as: UTF8.self)) }
        }
        flush()
        return tokens
    }
}
