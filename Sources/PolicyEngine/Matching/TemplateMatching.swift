/// Values with variables: filled in with the request's values, then matched as patterns.
extension AuthorizationRequest {
    /// Gives `body` the pattern that a value with variables stands for; false where a variable has neither a
    /// value nor a default.
    ///
    /// What is filled in stands for itself: wildcards in a request's value are no wildcards.
    @inline(__always)
    func withPattern(
        _ parts: Slice, _ tables: PolicyImage.Tables, _ body: (Bytes) -> Bool
    ) -> Bool {
        let parts = tables.parts[parts]
        var count = 0
        for part in parts {
            switch part.kind {
            case .text: count += Int(part.text.count)
            case .anyRun, .anyCharacter: count += 1
            case .variable, .variableWithDefault:
                guard let length = withVariable(part, tables, { $0.count }) else { return false }
                count += length
            }
        }
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: count + 1) { pattern in
            var place = 0
            func append(_ bytes: Bytes) {
                for byte in bytes {
                    pattern[place] = byte
                    place += 1
                }
            }
            for part in parts {
                switch part.kind {
                case .text: append(tables.bytes[part.text])
                case .anyRun, .anyCharacter:
                    pattern[place] = part.kind == .anyRun ? Glob.anyRun : Glob.anyCharacter
                    place += 1
                case .variable, .variableWithDefault: withVariable(part, tables, append)
                }
            }
            return body(Bytes(rebasing: pattern[..<place]))
        }
    }

    /// Gives `body` a variable's value, or its default; nil where it has neither.
    ///
    /// A multivalued key has no value.
    @inline(__always)
    @discardableResult
    private func withVariable<Result>(
        _ part: PolicyImage.TemplatePart, _ tables: PolicyImage.Tables, _ body: (Bytes) -> Result
    ) -> Result? {
        if let entry = entry(for: part.key, tables), entry.kind != .list {
            return withText(of: entry, body)
        }
        return part.kind == .variableWithDefault ? body(tables.bytes[part.text]) : nil
    }

}
