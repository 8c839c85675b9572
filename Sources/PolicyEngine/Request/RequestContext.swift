import AWSTypes
import PolicyLanguage

/// What conditions and variables may ask about a request.
///
/// Flat memory: setting a key copies its text into one block, known keys are found by number, and reading during a
/// decision touches no reference count. A context is a value; copies share the block until one of them changes.
public struct RequestContext: Sendable {
    private(set) var storage: ContextStorage

    /// Nothing is known.
    ///
    /// The capacities save time where they are enough, and grow where they are not.
    public init(keyCapacity: Int = 32, byteCapacity: Int = 1024) {
        storage = ContextStorage(entryCapacity: keyCapacity, byteCapacity: byteCapacity)
    }

    /// A key and its value, or an element of a list.
    struct Entry: BitwiseCopyable {
        var family: ContextKey.Family
        var kind: Kind
        /// The key's suffix among the bytes.
        var suffix: Slice
        /// Text and bytes: a slice.
        ///
        /// Lists: a slice of the entries. The rest: the value itself.
        var payload: UInt128

        var slice: Slice { Slice(payload) }
    }

    enum Kind: UInt8, BitwiseCopyable {
        case absent, string, boolean, number, date, ipV4, ipV6, binary, list
    }

    // MARK: Setting

    /// Sets a key to a text.
    public mutating func set(_ key: ContextKey, _ text: String) {
        put(key, .string, append(text.utf8).payload)
    }

    /// Sets a key to a truth.
    public mutating func set(_ key: ContextKey, _ value: Bool) { put(key, .boolean, value ? 1 : 0) }

    /// Sets a key to a moment.
    public mutating func set(_ key: ContextKey, _ value: Timestamp) {
        put(key, .date, UInt128(UInt64(bitPattern: value.seconds)))
    }

    /// Sets a key to a value.
    public mutating func set(_ key: ContextKey, _ value: ContextValue) {
        guard case .list(let values) = value else {
            let (kind, payload) = encode(value)
            return put(key, kind, payload)
        }
        let elements = values.map { encode($0) }
        makeRoom(entries: elements.count, bytes: 0)
        let start = storage.entryCount
        for (kind, payload) in elements {
            storage.append(Entry(family: .element, kind: kind, suffix: Slice(), payload: payload))
        }
        put(key, .list, Slice(start: start, count: elements.count).payload)
    }

    /// Sets a multivalued key.
    public mutating func set(_ key: ContextKey, values: some Sequence<String>) { set(key, .strings(values)) }

    /// Sets a key to a text, read as the type that AWS documents for the key.
    public mutating func set(_ key: ContextKey, parsing text: String) {
        let type = key.valueType
        if type == .string { set(key, text) } else { set(key, ContextValue(text, as: type)) }
    }

    /// Makes a key absent.
    public mutating func remove(_ key: ContextKey) {
        guard let place = place(of: key) else { return }
        makeRoom(entries: 0, bytes: 0)
        storage.entries[place].kind = .absent
    }

    // MARK: Reading

    /// A key's value; nil where it is absent.
    public subscript(key: ContextKey) -> ContextValue? {
        get { place(of: key).flatMap { storage.value(of: storage.entries[$0]) } }
        set {
            if let newValue { set(key, newValue) } else { remove(key) }
        }
    }

    /// The keys that are present, in the order in which they were first set.
    public var keys: [ContextKey] {
        (0..<storage.entryCount).compactMap { place in
            let entry = storage.entries[place]
            guard entry.family != .element, entry.kind != .absent else { return nil }
            return ContextKey(entry.family, suffix: storage.text(entry.suffix))
        }
    }

    // MARK: Storage

    private mutating func put(_ key: ContextKey, _ kind: Kind, _ payload: UInt128) {
        makeRoom(entries: 1, bytes: 0)
        if let place = place(of: key) {
            storage.entries[place].kind = kind
            storage.entries[place].payload = payload
            return
        }
        let suffix = key.suffix.isEmpty ? Slice() : append(key.suffix.utf8)
        storage.append(Entry(family: key.family, kind: kind, suffix: suffix, payload: payload))
        if key.family.isKnown { storage.slots[Int(key.family.rawValue)] = UInt32(storage.entryCount) }
    }

    private func place(of key: ContextKey) -> Int? {
        if key.family.isKnown {
            let slot = Int(storage.slots[Int(key.family.rawValue)])
            return slot == 0 ? nil : slot - 1
        }
        return (0..<storage.entryCount).first { place in
            let entry = storage.entries[place]
            return entry.family == key.family && storage.text(entry.suffix) == key.suffix
        }
    }

    private mutating func append(_ text: String.UTF8View) -> Slice {
        makeRoom(entries: 0, bytes: text.count)
        return text.withContiguousStorageIfAvailable { storage.append($0) }
            ?? Array(text).withUnsafeBufferPointer { storage.append($0) }
    }

    /// Makes sure that this context alone has the block, and that the block has room.
    private mutating func makeRoom(entries: Int, bytes: Int) {
        let hasRoom = storage.hasRoom(entries: entries, bytes: bytes)
        if hasRoom, isKnownUniquelyReferenced(&storage) { return }
        storage = storage.copy(addingEntries: entries, bytes: bytes)
    }

    private mutating func encode(_ value: ContextValue) -> (Kind, UInt128) {
        switch value {
        case .string(let text): (.string, append(text.utf8).payload)
        case .boolean(let value): (.boolean, value ? 1 : 0)
        case .number(let number): (.number, UInt128(bitPattern: number.units))
        case .date(let date): (.date, UInt128(UInt64(bitPattern: date.seconds)))
        case .ipAddress(let address): (address.version == .v4 ? .ipV4 : .ipV6, address.bits)
        case .binary(let bytes): encodeBinary(bytes)
        case .list: (.absent, 0)
        }
    }

    private mutating func encodeBinary(_ bytes: [UInt8]) -> (Kind, UInt128) {
        makeRoom(entries: 0, bytes: bytes.count)
        return (.binary, bytes.withUnsafeBufferPointer { storage.append($0) }.payload)
    }
}
