/// A pattern as a list of characters and wildcards.
struct ReferencePattern {
    enum Symbol: Hashable {
        case character(Unicode.Scalar)
        case anyRun
        case anyCharacter
    }

    var symbols: [Symbol] = []

    /// A text whose `*` and `?` are wildcards.
    init(wildcards text: some StringProtocol) {
        symbols = text.unicodeScalars.map { $0 == "*" ? .anyRun : $0 == "?" ? .anyCharacter : .character($0) }
    }

    /// A text with variables; nil where one has neither a value nor a default.
    init?(_ text: String, wildcards: Bool, request: ReferenceEvaluator.Request) {
        var rest = text[...]
        while let character = rest.unicodeScalars.first {
            if rest.hasPrefix("${"), let end = rest.firstIndex(of: "}") {
                var inside = String(rest[rest.index(rest.startIndex, offsetBy: 2)..<end])
                rest = rest[rest.index(after: end)...]
                if inside == "*" || inside == "?" || inside == "$" {
                    append(inside)
                    continue
                }
                var fallback: String?
                if let comma = inside.range(of: ", '") {
                    // The default ends at the first quote before a brace, which may lie behind the first brace.
                    let tail = String(inside[comma.upperBound...]) + "}" + rest
                    if let quote = tail.range(of: "'}") {
                        fallback = String(tail[..<quote.lowerBound])
                        rest = rest.dropFirst(
                            tail.distance(from: tail.startIndex, to: quote.upperBound)
                                - inside.distance(from: comma.upperBound, to: inside.endIndex) - 1)
                        inside = String(inside[..<comma.lowerBound])
                    }
                }
                if case .one(let value) = request[inside] {
                    append(value)
                } else if let fallback {
                    append(fallback)
                } else {
                    return nil
                }
            } else {
                rest.unicodeScalars.removeFirst()
                symbols.append(
                    wildcards && character == "*"
                        ? .anyRun : wildcards && character == "?" ? .anyCharacter : .character(character))
            }
        }
    }

    private mutating func append(_ text: String) { symbols += text.unicodeScalars.map { .character($0) } }

    /// Whether the pattern covers all of a text: `reached[n]` says whether the symbols so far cover its first n
    /// characters.
    func matches(_ text: some StringProtocol) -> Bool {
        let characters = Array(text.unicodeScalars)
        var reached = [Bool](repeating: false, count: characters.count + 1)
        reached[0] = true
        for symbol in symbols {
            var next = [Bool](repeating: false, count: characters.count + 1)
            for place in 0...characters.count {
                switch symbol {
                case .anyRun: next[place] = reached[place] || place > 0 && next[place - 1]
                case .anyCharacter: next[place] = place > 0 && reached[place - 1]
                case .character(let wanted):
                    next[place] = place > 0 && reached[place - 1] && characters[place - 1] == wanted
                }
            }
            reached = next
        }
        return reached[characters.count]
    }

    /// The pattern cut at its first five colons.
    var fields: [ReferencePattern] {
        var fields = [ReferencePattern(wildcards: "")]
        for symbol in symbols {
            if symbol == .character(":"), fields.count < 6 {
                fields.append(ReferencePattern(wildcards: ""))
            } else {
                fields[fields.count - 1].symbols.append(symbol)
            }
        }
        return fields
    }
}

extension StringProtocol {
    /// The first place of a text in this one.
    func range(of text: String) -> Range<Index>? {
        var start = startIndex
        while start <= endIndex {
            if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
            if start == endIndex { return nil }
            start = index(after: start)
        }
        return nil
    }
}
