/// A value of a policy, taken apart into text, wildcards and variables.
///
/// Source: IAM User Guide, "IAM policy elements: Variables and tags". `${key}` and `${key, 'default'}` stand for
/// a value of the request, `${*}`, `${?}` and `${$}` for the characters themselves. A `${` without `}` is text.
public struct PolicyTemplate: Hashable, Sendable {
    /// The parts in order; no two texts stand side by side.
    public let parts: [Part]

    /// A part of a value.
    public enum Part: Hashable, Sendable {
        /// Characters that stand for themselves.
        case text(String)
        /// `*`: any number of any characters.
        case anyRun
        /// `?`: one character.
        case anyCharacter
        /// A key of the request whose value stands here, and what stands here without it.
        case variable(key: String, default: String?)
    }

    /// Takes a value apart.
    ///
    /// - Parameters:
    ///   - wildcards: Whether `*` and `?` are wildcards.
    ///   - variables: Whether `${…}` is a variable or an escape; false in documents of version 2008-10-17.
    public init(_ text: some StringProtocol, wildcards: Bool, variables: Bool) {
        let bytes = Array(text.utf8)
        guard bytes.contains(where: { $0 == Parser.dollar || $0 == Parser.star || $0 == Parser.questionMark }) else {
            parts = bytes.isEmpty ? [] : [.text(String(text))]
            return
        }
        var parser = Parser(rest: bytes[...])
        parser.parse(wildcards: wildcards, variables: variables)
        parts = parser.parts
    }

    /// The text, where there is nothing else.
    public var plainText: String? {
        switch parts.count {
        case 0: ""
        case 1: if case .text(let text) = parts[0] { text } else { nil }
        default: nil
        }
    }

    /// The keys of the variables, in the order written.
    public var variableKeys: [String] {
        parts.compactMap { part in
            if case .variable(let key, _) = part { key } else { nil }
        }
    }

    /// Works on bytes: all that has a meaning is ASCII.
    private struct Parser {
        var rest: ArraySlice<UInt8>
        var parts: [Part] = []
        var pending: [UInt8] = []

        static let dollar = UInt8(ascii: "$")
        static let star = UInt8(ascii: "*")
        static let questionMark = UInt8(ascii: "?")

        init(rest: ArraySlice<UInt8>) { self.rest = rest }

        mutating func parse(wildcards: Bool, variables: Bool) {
            while let byte = rest.first {
                if variables, byte == Parser.dollar, rest.dropFirst().first == UInt8(ascii: "{"),
                    let end = rest.firstIndex(of: UInt8(ascii: "}"))
                {
                    readBraces(until: end)
                } else {
                    rest.removeFirst()
                    if wildcards, byte == Parser.star {
                        append(.anyRun)
                    } else if wildcards, byte == Parser.questionMark {
                        append(.anyCharacter)
                    } else {
                        pending.append(byte)
                    }
                }
            }
            flush()
        }

        /// `${…}`, whose first closing brace is at `end`; a default may hold braces of its own.
        private mutating func readBraces(until end: Int) {
            let content = rest[(rest.startIndex + 2)..<end]
            if content.count == 1, let only = content.first,
                only == Parser.star || only == Parser.questionMark || only == Parser.dollar
            {
                pending.append(only)
                rest = rest[(end + 1)...]
            } else if let comma = content.firstIndex(of: UInt8(ascii: ",")), rest[comma...].starts(with: ", '".utf8),
                let close = closingQuote(from: comma + 3)
            {
                append(.variable(key: string(content[..<comma]), default: string(rest[(comma + 3)..<close])))
                rest = rest[(close + 2)...]
            } else {
                append(.variable(key: string(content), default: nil))
                rest = rest[(end + 1)...]
            }
        }

        /// The quote of the first `'}`.
        private func closingQuote(from start: Int) -> Int? {
            rest[start...].indices.first { rest[$0...].starts(with: "'}".utf8) }
        }

        private func string(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

        private mutating func append(_ part: Part) {
            flush()
            parts.append(part)
        }

        private mutating func flush() {
            if pending.isEmpty { return }
            parts.append(.text(String(decoding: pending, as: UTF8.self)))
            pending.removeAll()
        }
    }
}
