import AWSTypes
import PolicyLanguage

extension AuthorizationRequest {
    /// Whether all conditions hold.
    @inline(__always)
    func conditionsHold(_ conditions: Slice, _ tables: PolicyImage.Tables) -> Bool {
        for place in conditions.range where !holds(tables.conditions[place], tables) { return false }
        return true
    }

    /// Whether one key under one operator holds.
    ///
    /// Source: IAM User Guide, "Condition operators" and "Multivalued context keys".
    func holds(_ condition: PolicyImage.Condition, _ tables: PolicyImage.Tables) -> Bool {
        let entry = entry(for: condition.key, tables)
        if condition.comparison == .null { return nullHolds(condition, entry, tables) }
        if condition.comparison == .unknown { return false }
        if condition.quantifier != .none { return holdsForSet(condition, entry, tables) }
        guard var value = entry else { return condition.ifExists || condition.isNegated }
        if value.kind == .list {
            switch value.slice.count {
            case 0: return condition.ifExists || condition.isNegated
            case 1: value = context.storage.entries[Int(value.slice.start)]
            // AWS: a key with several values never satisfies an operator without a set prefix.
            default: return false
            }
        }
        return matchesAny(value, condition, tables) != condition.isNegated
    }

    /// `Null`: true asks for absence, false for presence.
    ///
    /// An empty list is absent.
    private func nullHolds(
        _ condition: PolicyImage.Condition, _ entry: RequestContext.Entry?, _ tables: PolicyImage.Tables
    ) -> Bool {
        let isAbsent = entry.map { $0.kind == .list && $0.slice.isEmpty } ?? true
        return condition.values.range.contains { place in
            let value = tables.values[place]
            return value.kind == .boolean && (value.bits == 1) == isAbsent
        }
    }

    /// The set prefixes.
    ///
    /// Without values, `ForAllValues` holds and `ForAnyValue` does not; `IfExists` changes nothing.
    private func holdsForSet(
        _ condition: PolicyImage.Condition, _ entry: RequestContext.Entry?, _ tables: PolicyImage.Tables
    ) -> Bool {
        let forAll = condition.quantifier == .forAllValues
        guard let entry else { return forAll }
        guard entry.kind == .list else {
            if isEmptyText(entry) { return forAll }
            return matchesAny(entry, condition, tables) != condition.isNegated
        }
        let elements = Slice(entry.payload).range
        if elements.count == 1, isEmptyText(context.storage.entries[elements.lowerBound]) { return forAll }
        for place in elements {
            let holds = matchesAny(context.storage.entries[place], condition, tables) != condition.isNegated
            if holds != forAll { return !forAll }
        }
        return forAll
    }

    private func isEmptyText(_ entry: RequestContext.Entry) -> Bool { entry.kind == .string && entry.slice.isEmpty }

    /// Whether a value of the request matches any of the policy's.
    @inline(__always)
    private func matchesAny(
        _ value: RequestContext.Entry, _ condition: PolicyImage.Condition, _ tables: PolicyImage.Tables
    ) -> Bool {
        switch condition.comparison {
        case .string:
            withText(of: value) { text in
                matchesAny(condition, tables, text) { Glob.matches($0, text) }
            }
        case .stringIgnoringCase:
            withText(of: value) { text in
                condition.values.range.contains { place in
                    let expected = tables.values[place]
                    if expected.kind == .glob { return equalsIgnoringCase(tables.bytes[expected.glob.pattern], text) }
                    return withPattern(expected.parts, tables) { equalsIgnoringCase($0, text) }
                }
            }
        case .arn:
            withText(of: value) { text in
                matchesAny(condition, tables, text) { ARNBytes.matches($0, text) }
            }
        case .bool: truth(of: value).map { equalsAny($0, condition, tables) } ?? false
        case .binary: matchesBinary(value, condition, tables)
        case .ipAddress: matchesNetwork(value, condition, tables)
        case .numberEqual, .numberLess, .numberLessOrEqual, .numberGreater, .numberGreaterOrEqual:
            number(of: value).map { comparesToAny($0, condition, .number, tables) } ?? false
        case .dateEqual, .dateLess, .dateLessOrEqual, .dateGreater, .dateGreaterOrEqual:
            date(of: value).map { comparesToAny(Int128($0), condition, .date, tables) } ?? false
        case .null, .unknown: false
        }
    }

    /// Strings and ARNs: texts and patterns as they are, variables filled in.
    @inline(__always)
    private func matchesAny(
        _ condition: PolicyImage.Condition, _ tables: PolicyImage.Tables, _ text: Bytes,
        _ matches: (Bytes) -> Bool
    ) -> Bool {
        for place in condition.values.range {
            let expected = tables.values[place]
            let isMatch =
                switch expected.kind {
                case .glob: expected.glob.matches(text, in: tables.bytes)
                case .template: withPattern(expected.parts, tables, matches)
                case .arnPattern: matches(tables.bytes[expected.glob.pattern])
                case .anyARN: ARNBytes.headCount(text) > 0 && text[0] == UInt8(ascii: "a")
                case .nothing, .number, .date, .boolean, .networkV4, .networkV6: false
                }
            if isMatch { return true }
        }
        return false
    }

    // MARK: Other types

    private func truth(of value: RequestContext.Entry) -> Bool? {
        switch value.kind {
        case .boolean: return value.payload != 0
        case .string:
            let text = context.storage.bytes(value.slice)
            return equalsIgnoringCase(text, "true") ? true : equalsIgnoringCase(text, "false") ? false : nil
        default: return nil
        }
    }

    private func equalsAny(
        _ truth: Bool, _ condition: PolicyImage.Condition, _ tables: PolicyImage.Tables
    ) -> Bool {
        condition.values.range.contains { place in
            let expected = tables.values[place]
            switch expected.kind {
            case .boolean: return (expected.bits == 1) == truth
            case .template:
                return withPattern(expected.parts, tables) { equalsIgnoringCase($0, truth ? "true" : "false") }
            default: return false
            }
        }
    }

    private func matchesBinary(
        _ value: RequestContext.Entry, _ condition: PolicyImage.Condition, _ tables: PolicyImage.Tables
    ) -> Bool {
        let equalsAny = { (bytes: Bytes) in
            condition.values.range.contains { place in
                let expected = tables.values[place]
                return expected.kind == .glob && tables.bytes[expected.glob.pattern].equals(bytes)
            }
        }
        if value.kind == .binary { return equalsAny(context.storage.bytes(value.slice)) }
        return withText(of: value) { text in
            Base64.decode(String(decoding: text, as: UTF8.self))?.withUnsafeBufferPointer(equalsAny) ?? false
        }
    }

    private func matchesNetwork(
        _ value: RequestContext.Entry, _ condition: PolicyImage.Condition, _ tables: PolicyImage.Tables
    ) -> Bool {
        var (kind, bits) = (value.kind, value.payload)
        if kind == .string {
            guard let address = IPAddress(String(decoding: context.storage.bytes(value.slice), as: UTF8.self)) else {
                return false
            }
            (kind, bits) = (address.version == .v4 ? .ipV4 : .ipV6, address.bits)
        }
        let wanted: PolicyImage.ConditionValue.Kind
        switch kind {
        case .ipV4: wanted = .networkV4
        case .ipV6: wanted = .networkV6
        default: return false
        }
        for place in condition.values.range {
            let network = tables.values.pointer(to: place)
            if network.pointee.kind == wanted, bits & network.pointee.mask == network.pointee.bits { return true }
        }
        return false
    }

    private func number(of value: RequestContext.Entry) -> Int128? {
        switch value.kind {
        case .number: Int128(bitPattern: value.payload)
        case .string: PolicyNumber(String(decoding: context.storage.bytes(value.slice), as: UTF8.self))?.units
        default: nil
        }
    }

    private func date(of value: RequestContext.Entry) -> Int64? {
        switch value.kind {
        case .date: Int64(bitPattern: UInt64(truncatingIfNeeded: value.payload))
        case .string: PolicyDate(String(decoding: context.storage.bytes(value.slice), as: UTF8.self))?.timestamp.seconds
        case .number:
            Int128(bitPattern: value.payload).isMultiple(of: PolicyNumber.one)
                ? Int64(exactly: Int128(bitPattern: value.payload) / PolicyNumber.one) : nil
        default: nil
        }
    }

    @inline(__always)
    private func comparesToAny(
        _ number: Int128, _ condition: PolicyImage.Condition, _ kind: PolicyImage.ConditionValue.Kind,
        _ tables: PolicyImage.Tables
    ) -> Bool {
        for place in condition.values.range {
            let expected = tables.values.pointer(to: place)
            guard expected.pointee.kind == kind else { continue }
            let bits = expected.pointee.bits
            let other =
                kind == .date
                ? Int128(Int64(bitPattern: UInt64(truncatingIfNeeded: bits))) : Int128(bitPattern: bits)
            let isMatch =
                switch condition.comparison {
                case .numberEqual, .dateEqual: number == other
                case .numberLess, .dateLess: number < other
                case .numberLessOrEqual, .dateLessOrEqual: number <= other
                case .numberGreater, .dateGreater: number > other
                case .numberGreaterOrEqual, .dateGreaterOrEqual: number >= other
                case .string, .stringIgnoringCase, .arn, .binary, .bool, .ipAddress, .null, .unknown: false
                }
            if isMatch { return true }
        }
        return false
    }
}

// MARK: - Case

/// Whether two texts are the same but for case: ASCII byte by byte, the rest by Unicode's rules.
private func equalsIgnoringCase(_ one: Bytes, _ other: Bytes) -> Bool {
    if one.count == other.count {
        var place = 0
        while place < one.count, one[place] < 0x80, one[place].asciiLowercased == other[place].asciiLowercased {
            place += 1
        }
        if place == one.count { return true }
        if one[place] < 0x80, other[place] < 0x80 { return false }
    } else if one.allSatisfy({ $0 < 0x80 }), other.allSatisfy({ $0 < 0x80 }) {
        return false
    }
    return String(decoding: one, as: UTF8.self).lowercased() == String(decoding: other, as: UTF8.self).lowercased()
}

private func equalsIgnoringCase(_ one: Bytes, _ other: StaticString) -> Bool {
    equalsIgnoringCase(one, Bytes(start: other.utf8Start, count: other.utf8CodeUnitCount))
}
