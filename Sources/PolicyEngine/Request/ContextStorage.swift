import AWSTypes
import PolicyLanguage

/// The memory of a context: one block with a slot for each known key, then entries, then bytes.
///
/// Only `RequestContext` writes to it, and only while no other context shares it; that makes it sendable.
final class ContextStorage: @unchecked Sendable {
    /// For each known key the place of its entry, plus one; 0 where it is absent.
    let slots: UnsafeMutablePointer<UInt32>
    let entries: UnsafeMutablePointer<RequestContext.Entry>
    let bytes: UnsafeMutablePointer<UInt8>
    private(set) var entryCount = 0
    private(set) var byteCount = 0
    private let entryCapacity: Int
    private let byteCapacity: Int
    private let block: UnsafeMutableRawPointer

    private static let slotCount = 128
    private static let slotBytes = slotCount * MemoryLayout<UInt32>.stride

    init(entryCapacity: Int, byteCapacity: Int) {
        self.entryCapacity = entryCapacity
        self.byteCapacity = byteCapacity
        let entryBytes = entryCapacity * MemoryLayout<RequestContext.Entry>.stride
        block = .allocate(byteCount: ContextStorage.slotBytes + entryBytes + byteCapacity, alignment: 16)
        slots = block.bindMemory(to: UInt32.self, capacity: ContextStorage.slotCount)
        slots.initialize(repeating: 0, count: ContextStorage.slotCount)
        entries = (block + ContextStorage.slotBytes).bindMemory(to: RequestContext.Entry.self, capacity: entryCapacity)
        bytes = (block + ContextStorage.slotBytes + entryBytes).bindMemory(to: UInt8.self, capacity: byteCapacity)
    }

    deinit { block.deallocate() }

    func hasRoom(entries: Int, bytes: Int) -> Bool {
        entryCount + entries <= entryCapacity && byteCount + bytes <= byteCapacity
    }

    func append(_ entry: RequestContext.Entry) {
        precondition(entryCount < entryCapacity, "room is made before an entry is added")
        (entries + entryCount).initialize(to: entry)
        entryCount += 1
    }

    func append(_ text: Bytes) -> Slice {
        precondition(byteCount + text.count <= byteCapacity, "room is made before bytes are added")
        if let base = text.baseAddress { (bytes + byteCount).initialize(from: base, count: text.count) }
        byteCount += text.count
        return Slice(start: byteCount - text.count, count: text.count)
    }

    /// A copy with room for more.
    func copy(addingEntries moreEntries: Int, bytes moreBytes: Int) -> ContextStorage {
        let copy = ContextStorage(
            entryCapacity: max(entryCapacity, (entryCount + moreEntries) * 2),
            byteCapacity: max(byteCapacity, (byteCount + moreBytes) * 2))
        copy.slots.update(from: slots, count: ContextStorage.slotCount)
        copy.entries.initialize(from: entries, count: entryCount)
        copy.bytes.initialize(from: bytes, count: byteCount)
        (copy.entryCount, copy.byteCount) = (entryCount, byteCount)
        return copy
    }

    // MARK: Reading

    @inline(__always)
    func bytes(_ slice: Slice) -> Bytes { Bytes(start: bytes + Int(slice.start), count: Int(slice.count)) }

    func text(_ slice: Slice) -> String { String(decoding: bytes(slice), as: UTF8.self) }

    /// An entry as a value; nil where it is absent.
    func value(of entry: RequestContext.Entry) -> ContextValue? {
        switch entry.kind {
        case .absent: nil
        case .string: .string(text(entry.slice))
        case .boolean: .boolean(entry.payload != 0)
        case .number: .number(PolicyNumber(units: Int128(bitPattern: entry.payload)))
        case .date: .date(Timestamp(seconds: Int64(bitPattern: UInt64(truncatingIfNeeded: entry.payload))))
        case .ipV4: .ipAddress(IPAddress(version: .v4, bits: entry.payload))
        case .ipV6: .ipAddress(IPAddress(version: .v6, bits: entry.payload))
        case .binary: .binary(Array(bytes(entry.slice)))
        case .list: .list(entry.slice.range.compactMap { value(of: entries[$0]) })
        }
    }
}
