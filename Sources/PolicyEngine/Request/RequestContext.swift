import AWSTypes
import PolicyLanguage

/// What conditions and variables may ask about a request.
///
/// Flat memory: one array of fixed-size entries, one of bytes. Setting a key copies its text; nothing is looked
/// up by text for known keys, and reading during a decision touches no reference count.
public struct RequestContext: Sendable {
    private(set) var entries: ContiguousArray<Entry> = []
    private(set) var bytes: ContiguousArray<UInt8> = []
    /// For each known key the place of its entry, plus one; 0 where it is absent.
    private(set) var slots = InlineArray<128, UInt16>(repeating: 0)

    /// Nothing is known.
    public init(minimumCapacity: Int = 32) {
        entries.reserveCapacity(minimumCapacity)
        bytes.reserveCapacity(minimumCapacity * 32)
    }

    /// A key and its value, or an element of a list.
    struct Entry: BitwiseCopyable {
        var family: ContextKey.Family
        var kind: Kind
        /// The key's suffix in `bytes`.
        var suffix: Slice
        /// Text and bytes: a slice. Lists: a slice of `entries`. The rest: the value itself.
        var payload: UInt128

        var slice: Slice { Slice(payload) }
    }

    enum Kind: UInt8, BitwiseCopyable {
        case absent, string, boolean, number, date, ipV4, ipV6, binary, list
    }

    // MARK: Setting

    /// Sets a key to a text.
    public mutating func set(_ key: ContextKey, _ text: String) {
        let payload = append(text.utf8).payload
        put(key, .string, payload)
    }

    /// Sets a key to a value.
    public mutating func set(_ key: ContextKey, _ value: ContextValue) {
        if case .list(let values) = value {
            let elements = values.map { encode($0) }
            let start = entries.count
            for (kind, payload) in elements {
                entries.append(Entry(family: .element, kind: kind, suffix: Slice(), payload: payload))
            }
            put(key, .list, Slice(start: start, count: elements.count).payload)
        } else {
            let (kind, payload) = encode(value)
            put(key, kind, payload)
        }
    }

    /// Sets a key to a truth.
    public mutating func set(_ key: ContextKey, _ value: Bool) { put(key, .boolean, value ? 1 : 0) }

    /// Sets a key to a moment.
    public mutating func set(_ key: ContextKey, _ value: Timestamp) { set(key, .date(value)) }

    /// Sets a multivalued key.
    public mutating func set(_ key: ContextKey, values: some Sequence<String>) { set(key, .strings(values)) }

    /// Sets a key to a text, read as the type that AWS documents for the key.
    public mutating func set(_ key: ContextKey, parsing text: String) {
        set(key, ContextValue(text, as: key.valueType))
    }

    /// Makes a key absent.
    public mutating func remove(_ key: ContextKey) {
        if let place = place(of: key) { entries[place].kind = .absent }
    }

    /// A key's value; nil where it is absent.
    public subscript(key: ContextKey) -> ContextValue? {
        get { place(of: key).flatMap { decode(entries[$0]) } }
        set {
            if let newValue { set(key, newValue) } else { remove(key) }
        }
    }

    /// The keys that are present, in the order in which they were first set.
    public var keys: [ContextKey] {
        entries.compactMap { entry in
            guard entry.family != .element, entry.kind != .absent else { return nil }
            if let known = entry.family.known { return ContextKey(known) }
            return ContextKey(entry.family, text(entry.suffix))
        }
    }

    // MARK: Storage

    private mutating func put(_ key: ContextKey, _ kind: Kind, _ payload: UInt128) {
        if let place = place(of: key) {
            entries[place].kind = kind
            entries[place].payload = payload
            return
        }
        let suffix = key.suffix.isEmpty ? Slice() : append(key.suffix.utf8)
        entries.append(Entry(family: key.family, kind: kind, suffix: suffix, payload: payload))
        if key.family.isKnown { slots[Int(key.family.rawValue)] = UInt16(entries.count) }
    }

    private func place(of key: ContextKey) -> Int? {
        if key.family.isKnown {
            let slot = Int(slots[Int(key.family.rawValue)])
            return slot == 0 ? nil : slot - 1
        }
        return entries.firstIndex { $0.family == key.family && text($0.suffix) == key.suffix }
    }

    private mutating func append(_ text: some Collection<UInt8>) -> Slice {
        let start = bytes.count
        bytes.append(contentsOf: text)
        return Slice(start: start, count: bytes.count - start)
    }

    private mutating func encode(_ value: ContextValue) -> (Kind, UInt128) {
        switch value {
        case .string(let text): (.string, append(text.utf8).payload)
        case .boolean(let value): (.boolean, value ? 1 : 0)
        case .number(let number): (.number, UInt128(bitPattern: number.units))
        case .date(let date): (.date, UInt128(UInt64(bitPattern: date.seconds)))
        case .ipAddress(let address): (address.version == .v4 ? .ipV4 : .ipV6, address.bits)
        case .binary(let bytes): (.binary, append(bytes).payload)
        case .list: (.absent, 0)
        }
    }

    func decode(_ entry: Entry) -> ContextValue? {
        switch entry.kind {
        case .absent: nil
        case .string: .string(text(entry.slice))
        case .boolean: .boolean(entry.payload != 0)
        case .number: .number(PolicyNumber(units: Int128(bitPattern: entry.payload)))
        case .date: .date(Timestamp(seconds: Int64(bitPattern: UInt64(truncatingIfNeeded: entry.payload))))
        case .ipV4: .ipAddress(IPAddress(version: .v4, bits: entry.payload))
        case .ipV6: .ipAddress(IPAddress(version: .v6, bits: entry.payload))
        case .binary: .binary(Array(bytes[entry.slice.range]))
        case .list: .list(entries[entry.slice.range].compactMap { decode($0) })
        }
    }

    private func text(_ slice: Slice) -> String { String(decoding: bytes[slice.range], as: UTF8.self) }
}

extension ContextKey {
    /// A key of a family.
    fileprivate init(_ family: Family, _ suffix: String) {
        self.family = family
        self.suffix = suffix
    }
}
