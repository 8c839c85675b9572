import PolicyLanguage

/// Whether operators exist, and keys stand once under them.
extension Inspection {
    mutating func checkOperator(_ operator: ConditionOperator, at place: Place) {
        guard let comparison = `operator`.comparison else { return reportUnknown(`operator`.text, at: place) }
        if comparison == .null, `operator`.quantifier != .none {
            report(
                .nullWithQualifier, at: place,
                problem: "Null with a qualifier does not look at the key: the answer is always the same.",
                remedy: "Write Null.")
        }
    }

    private mutating func reportUnknown(_ text: String, at place: Place) {
        let name = text.lowercased()
        if name.split(separator: ":").last == "nullifexists" {
            return report(
                .nullWithIfExists, at: place, problem: "Null asks whether the key is there, and takes no IfExists.",
                remedy: "Write Null.")
        }
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        var base = parts.last ?? ""
        if name.hasSuffix("ifexists") { base = String(base.dropLast(8)) }
        let near = NearestName.of(base, among: ConditionOperator.Comparison.allCases.map(\.rawValue))
        report(
            .invalidConditionOperator, at: place, problem: "There is no condition operator \"\(text)\".",
            remedy: near.map { "Did you mean \"\($0)\"?" } ?? "Write one such as StringEquals or ArnLike.")
    }

    mutating func checkRepeatedKeys(_ keys: [JSONValue.Member], at block: Place) {
        var first: [String: JSONValue.Member] = [:]
        for key in keys {
            guard let other = first[key.name.lowercased()] else {
                first[key.name.lowercased()] = key
                continue
            }
            report(
                .duplicateKeysWithDifferentCase, at: block.appending(.key(key.name), at: key.nameRange),
                block.appending(.key(other.name), at: other.nameRange),
                problem: "The key \(key.name) stands twice under one operator; case does not count in keys.",
                remedy: "Keep one, and join their values in an array.")
        }
    }
}
