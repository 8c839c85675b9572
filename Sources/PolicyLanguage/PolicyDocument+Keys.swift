extension PolicyDocument {
    /// The condition keys that the document asks for, in conditions and in variables: each once, whatever its
    /// case, as first written.
    public var contextKeys: [String] {
        var keys: [String] = []
        var seen: Set<String> = []
        func add(_ key: String) {
            if seen.insert(key.lowercased()).inserted { keys.append(key) }
        }
        for statement in statements {
            if version == .v2012 {
                for pattern in statement.resources?.patterns ?? [] { variables(in: pattern.value).forEach(add) }
            }
            for condition in statement.conditions {
                add(condition.key.value)
                if version == .v2012, condition.operator.comparison?.takesVariables == true {
                    for value in condition.values { variables(in: value.value).forEach(add) }
                }
            }
        }
        return keys
    }

    private func variables(in text: String) -> [String] {
        guard text.utf8.contains(UInt8(ascii: "$")) else { return [] }
        return PolicyTemplate(text, wildcards: true, variables: true).variableKeys
    }
}
