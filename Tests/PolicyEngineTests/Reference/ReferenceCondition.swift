import AWSTypes
import PolicyLanguage

/// One key under one operator, evaluated as the tables say.
struct ReferenceCondition {
    let condition: PolicyCondition
    let version: PolicyDocument.Version
    let request: ReferenceEvaluator.Request

    var holds: Bool {
        guard let comparison = condition.operator.comparison else { return false }
        let present = request[condition.key.value]
        if comparison == .null {
            let isAbsent = present == nil || present == .many([])
            return condition.values.contains { $0.value.lowercased() == (isAbsent ? "true" : "false") }
        }
        let isNegated = comparison.rawValue.contains("Not")
        if condition.operator.quantifier == .none {
            let value: String
            switch present {
            case nil, .many([]): return condition.operator.ifExists || isNegated
            case .one(let text): value = text
            case .many(let texts):
                if texts.count > 1 { return false }
                value = texts[0]
            }
            return matchesAny(value) != isNegated
        }
        let values: [String]
        switch present {
        case nil: values = []
        case .one(let text): values = [text]
        case .many(let texts): values = texts
        }
        let isEmpty = values.isEmpty || values == [""]
        if condition.operator.quantifier == .forAllValues {
            return isEmpty || values.allSatisfy { matchesAny($0) != isNegated }
        }
        return !isEmpty && values.contains { matchesAny($0) != isNegated }
    }

    private func matchesAny(_ value: String) -> Bool {
        condition.values.contains { matches(value, $0.value) }
    }

    private func matches(_ value: String, _ wanted: String) -> Bool {
        guard let comparison = condition.operator.comparison else { return false }
        let name = comparison.rawValue.replacing("Not", with: "")
        switch name {
        case "StringEquals": return pattern(wanted, wildcards: false)?.matches(value) ?? false
        case "StringLike": return pattern(wanted, wildcards: true)?.matches(value) ?? false
        case "StringEqualsIgnoreCase":
            guard let text = pattern(wanted, wildcards: false) else { return false }
            var folded = ReferencePattern(wildcards: "")
            folded.symbols = text.symbols.flatMap { symbol -> [ReferencePattern.Symbol] in
                guard case .character(let scalar) = symbol else { return [symbol] }
                return String(scalar).lowercased().unicodeScalars.map { .character($0) }
            }
            return folded.matches(value.lowercased())
        case "Bool":
            let value = value.lowercased()
            guard value == "true" || value == "false", let text = pattern(wanted, wildcards: false) else {
                return false
            }
            return ReferencePattern(wildcards: value).symbols == text.symbols
                || text.symbols.count == value.unicodeScalars.count && text.lowercased.matches(value)
        case "BinaryEquals":
            guard let one = bytes(value), let other = bytes(wanted) else { return false }
            return one == other
        case "IpAddress": return ipMatches(value, wanted)
        case "ArnEquals", "ArnLike": return arnMatches(value, wanted)
        default: break
        }
        if name.hasPrefix("Date") {
            guard let one = seconds(value), let other = seconds(wanted) else { return false }
            return compares(name.dropFirst(4), one, other)
        }
        guard let one = number(value), let other = number(wanted) else { return false }
        return compares(name.dropFirst(7), one, other)
    }

    private func compares<Number: Comparable>(_ name: Substring, _ one: Number, _ other: Number) -> Bool {
        switch name {
        case "Equals": one == other
        case "LessThan": one < other
        case "LessThanEquals": one <= other
        case "GreaterThan": one > other
        case "GreaterThanEquals": one >= other
        default: false
        }
    }

    private func pattern(_ text: String, wildcards: Bool) -> ReferencePattern? {
        if version == .v2012 { return ReferencePattern(text, wildcards: wildcards, request: request) }
        if wildcards { return ReferencePattern(wildcards: text) }
        var plain = ReferencePattern(wildcards: "")
        plain.symbols = text.unicodeScalars.map { .character($0) }
        return plain
    }

    private func arnMatches(_ value: String, _ wanted: String) -> Bool {
        let fields = value.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard fields.count == 6, fields[0] == "arn", let pattern = pattern(wanted, wildcards: true) else {
            return false
        }
        if pattern.symbols == [.anyRun] { return true }
        let wantedFields = pattern.fields
        return wantedFields.count == 6 && zip(wantedFields, fields).allSatisfy { $0.matches($1) }
    }

    // MARK: Values

    /// Tenths of thousandths are enough for what the tests compare.
    private func number(_ text: String) -> Int128? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, let whole = Int128(parts[0]) else { return nil }
        if parts.count == 1 { return whole * 10_000 }
        guard (1...4).contains(parts[1].count), let fraction = Int128(parts[1]), parts[1].allSatisfy(\.isNumber) else {
            return nil
        }
        let scaled = fraction * [Int128(1), 1000, 100, 10, 1][parts[1].count]
        return whole * 10_000 + (text.hasPrefix("-") ? -scaled : scaled)
    }

    private func seconds(_ text: String) -> Int64? {
        if text.count != 4, let seconds = Int64(text) { return seconds }
        return Timestamp(iso8601: text)?.seconds
    }

    /// Four bits a character: enough to tell whether two texts in base 64 hold the same bytes.
    private func bytes(_ text: String) -> String? {
        let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        let body = text.replacing("=", with: "")
        guard text.count.isMultiple(of: 4), body.allSatisfy(alphabet.contains) else { return nil }
        return text
    }

    private func ipMatches(_ value: String, _ wanted: String) -> Bool {
        let parts = wanted.split(separator: "/", omittingEmptySubsequences: false)
        guard let address = addressBits(value), let network = addressBits(String(parts[0])),
            address.count == network.count
        else { return false }
        guard parts.count <= 2, let length = parts.count == 2 ? Int(parts[1]) : network.count, length >= 0,
            length <= network.count
        else { return false }
        return address.prefix(length) == network.prefix(length)
    }

    /// An address as a text of zeros and ones.
    private func addressBits(_ text: String) -> String? {
        func bits(_ number: Int, _ width: Int) -> String {
            let digits = String(number, radix: 2)
            return String(repeating: "0", count: width - digits.count) + digits
        }
        if !text.contains(":") {
            let fields = text.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
            guard fields.count == 4 else { return nil }
            var result = ""
            for field in fields {
                guard let field, (0...255).contains(field) else { return nil }
                result += bits(field, 8)
            }
            return result
        }
        let halves = text.components(separatedBy: "::")
        guard halves.count <= 2 else { return nil }
        let groups = halves.map { $0.isEmpty ? [] : $0.split(separator: ":").map { Int($0, radix: 16) } }
        guard groups.allSatisfy({ !$0.contains(nil) }) else { return nil }
        let known = groups.map { $0.compactMap(\.self).map { bits($0, 16) }.joined() }
        let missing = 128 - known.joined().count
        guard halves.count == 2 ? missing > 0 : missing == 0 else { return nil }
        return known[0] + String(repeating: "0", count: missing) + (known.count == 2 ? known[1] : "")
    }
}

extension ReferencePattern {
    fileprivate var lowercased: ReferencePattern {
        var result = self
        result.symbols = symbols.map { symbol in
            guard case .character(let scalar) = symbol, let lower = String(scalar).lowercased().unicodeScalars.first
            else {
                return symbol
            }
            return .character(lower)
        }
        return result
    }
}

extension String {
    /// The texts between a separator's places.
    fileprivate func components(separatedBy separator: String) -> [String] {
        var result: [String] = []
        var rest = self[...]
        while let found = rest.range(of: separator) {
            result.append(String(rest[..<found.lowerBound]))
            rest = rest[found.upperBound...]
        }
        return result + [String(rest)]
    }
}
