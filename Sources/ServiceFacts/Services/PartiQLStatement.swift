/// A statement of PartiQL as far as permissions go: what it does, and to which table or index.
struct PartiQLStatement {
    /// The IAM action.
    let action: String
    /// The table.
    let table: String
    /// The index.
    let index: String?

    /// Reads a statement; nil where it is none of the four that DynamoDB has.
    init?(_ text: String) {
        var words = PartiQLStatement.words(text)[...]
        if words.first?.lowercased() == "exists" {
            // EXISTS(SELECT …) checks in a transaction.
            words = words.dropFirst()
        }
        guard let verb = words.popFirst()?.lowercased() else { return nil }
        let name: String?
        switch verb {
        case "select":
            action = "dynamodb:PartiQLSelect"
            name = PartiQLStatement.word(after: "from", in: words)
        case "insert":
            action = "dynamodb:PartiQLInsert"
            name = PartiQLStatement.word(after: "into", in: words)
        case "update":
            action = "dynamodb:PartiQLUpdate"
            name = words.first
        case "delete":
            action = "dynamodb:PartiQLDelete"
            name = PartiQLStatement.word(after: "from", in: words)
        default: return nil
        }
        guard let name, !name.isEmpty else { return nil }
        let parts = PartiQLStatement.names(in: name)
        guard let first = parts.first, parts.count <= 2 else { return nil }
        table = first
        index = parts.count == 2 ? parts[1] : nil
    }

    private static func word(after keyword: String, in words: ArraySlice<String>) -> String? {
        guard let place = words.firstIndex(where: { $0.lowercased() == keyword }) else { return nil }
        return words[words.index(after: place)...].first
    }

    /// The words outside of texts; a quoted name stays one word, with what hangs on it.
    private static func words(_ text: String) -> [String] {
        var words: [String] = []
        var word = ""
        var quote: Character?
        for character in text {
            if let open = quote {
                if open == "\"" { word.append(character) }
                if character == open { quote = nil }
                continue
            }
            switch character {
            case "'": quote = character
            case "\"":
                quote = character
                word.append(character)
            case " ", "\t", "\n", "\r", "(", ")", ",", ";":
                if !word.isEmpty { words.append(word) }
                word = ""
            default: word.append(character)
            }
        }
        if !word.isEmpty { words.append(word) }
        return words
    }

    /// `"Table"."Index"` as its names; a dot within quotes separates nothing.
    private static func names(in word: String) -> [String] {
        var names = [""]
        var isQuoted = false
        for character in word {
            switch character {
            case "\"": isQuoted.toggle()
            case "." where !isQuoted: names.append("")
            default: names[names.count - 1].append(character)
            }
        }
        return names.filter { !$0.isEmpty }
    }
}
