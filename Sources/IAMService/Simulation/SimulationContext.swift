import AWSProtocols
import AWSTypes
import PolicyEngine
import PolicyLanguage

/// The condition keys that a simulation is given, each with a value of the type that it was declared to have.
struct SimulationContext: Sendable {
    private(set) var entries: [(name: String, value: ContextValue)] = []

    /// Reads `ContextEntries`.
    ///
    /// AWS: none of a key's members has to be there as far as the model goes; what is missing is told in words.
    init(from input: WireInput) {
        for entry in input.list("ContextEntries", each: Entry.init) ?? [] where !entry.isEmpty {
            do throws(AWSError) {
                let value = try entry.value()
                if has(entry.key) { throw AWSError.invalidInput("Duplicate context key: \(entry.key).") }
                entries.append((entry.key, value))
            } catch {
                input.reject(error)
            }
        }
    }

    /// Whether a value is given for a key.
    func has(_ key: String) -> Bool { entries.contains { $0.name.lowercased() == key.lowercased() } }
}

/// One entry as it was sent.
private struct Entry {
    let name: String?
    let type: EntryType?
    let values: [String]

    init(from input: WireInput) {
        name = input.text("ContextKeyName", TextConstraint(5...256))
        type = input.choice("ContextKeyType")
        values = input.texts("ContextKeyValues", TextConstraint(0...Int.max)) ?? []
    }

    var key: String { name ?? "" }
    var isEmpty: Bool { name == nil && type == nil && values.isEmpty }

    func value() throws(AWSError) -> ContextValue {
        guard let name, !name.isEmpty else { throw .invalidInput("ContextKeyName cannot be null or empty.") }
        guard let type else { throw .invalidInput("Context key \(name) has invalid type null.") }
        if values.isEmpty {
            throw .invalidInput("Context values for context key \(name) cannot be null or empty.")
        }
        if type.isList { return .list(try values.map { text throws(AWSError) in try type.read(text, for: name) }) }
        guard values.count == 1 else {
            throw .invalidInput("Context key \(type.rawValue) expected a single value, but received \(values.count).")
        }
        return try type.read(values[0], for: name)
    }
}

/// What an entry's values are declared to be.
private enum EntryType: String, CaseIterable {
    case string, stringList, numeric, numericList, boolean, booleanList
    case ip, ipList, binary, binaryList, date, dateList

    var isList: Bool { rawValue.hasSuffix("List") }

    func read(_ text: String, for key: String) throws(AWSError) -> ContextValue {
        let (value, format) = parse(text)
        guard let value else {
            throw .invalidInput("Invalid context value for key \(key): expected \(format).")
        }
        return value
    }

    /// The value, or nil where the text is none; and what AWS calls the form that it should have.
    private func parse(_ text: String) -> (value: ContextValue?, format: String) {
        switch self {
        case .string, .stringList: (.string(text), "string")
        // AWS: whatever does not say true is false.
        case .boolean, .booleanList: (.boolean(text.equalsIgnoringASCIICase("true")), "boolean")
        case .numeric, .numericList: (number(text), "numeric format")
        case .date, .dateList:
            ((PolicyDate(text) ?? PolicyDate(text + "Z")).map { .date($0.timestamp) }, "DateTime format")
        case .ip, .ipList: (IPAddress(withoutLeadingZeros(text)).map { .ipAddress($0) }, "IP address")
        case .binary, .binaryList:
            (Base64.decode(text).map { .binary($0) }, "base-64 encoded binary format")
        }
    }

    /// A number; one that is larger or finer than numbers of policies stays text, which no comparison takes.
    private func number(_ text: String) -> ContextValue? {
        if let number = PolicyNumber(text) { return .number(number) }
        guard let decimal = Decimal(text) else { return nil }
        return PolicyNumber(decimal.plain).map { .number($0) } ?? .string(text)
    }

    /// AWS: `192.000.002.1` is `192.0.2.1`.
    private func withoutLeadingZeros(_ text: String) -> String {
        let fields = text.split(separator: ".", omittingEmptySubsequences: false)
        guard fields.count == 4, fields.allSatisfy({ (1...3).contains($0.utf8.count) }) else { return text }
        return fields.map { UInt16($0).map(String.init) ?? String($0) }.joined(separator: ".")
    }
}

/// A decimal number with an exponent, such as `-1.5e3`.
private struct Decimal {
    /// The number without its exponent, or what is no number where that would be too long.
    let plain: String

    init?(_ text: String) {
        let parts = text.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 == "e" || $0 == "E" }
        let isNegative = text.hasPrefix("-")
        let mantissa = parts[0].first == "-" || parts[0].first == "+" ? parts[0].dropFirst() : parts[0]
        let halves = mantissa.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let (whole, fraction) = (halves[0], halves.count == 2 ? halves[1] : "")
        guard !(whole + fraction).isEmpty, ASCIISet.digits.containsAll((whole + fraction).utf8) else { return nil }
        var exponent = 0
        if parts.count == 2 {
            let digits = parts[1].first == "-" || parts[1].first == "+" ? parts[1].dropFirst() : parts[1]
            guard !digits.isEmpty, ASCIISet.digits.containsAll(digits.utf8) else { return nil }
            exponent = (Int(digits) ?? Int(Int32.max)) * (parts[1].first == "-" ? -1 : 1)
        }
        let place = Int(whole.utf8.count) + exponent
        guard (-40...40).contains(place) else {
            plain = ""
            return
        }
        let digits = whole + fraction
        let padded =
            String(repeating: "0", count: max(0, -place)) + digits
            + String(repeating: "0", count: max(0, place - digits.utf8.count))
        let point = padded.index(padded.startIndex, offsetBy: max(0, place))
        let (before, after) = (padded[..<point], padded[point...])
        plain = (isNegative ? "-" : "") + (before.isEmpty ? "0" : before) + (after.isEmpty ? "" : "." + after)
    }
}
