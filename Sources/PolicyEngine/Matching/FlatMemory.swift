/// A stretch of a table or of bytes.
struct Slice: BitwiseCopyable, Hashable {
    var start: UInt32
    var count: UInt32

    init() { (start, count) = (0, 0) }

    init(start: Int, count: Int) {
        self.start = UInt32(start)
        self.count = UInt32(count)
    }

    init(_ payload: UInt128) {
        start = UInt32(truncatingIfNeeded: payload >> 32)
        count = UInt32(truncatingIfNeeded: payload)
    }

    var payload: UInt128 { UInt128(start) << 32 | UInt128(count) }
    var range: Range<Int> { Int(start)..<Int(start) + Int(count) }
    var isEmpty: Bool { count == 0 }
}

/// Bytes that somebody else keeps alive for the length of a call.
typealias Bytes = UnsafeBufferPointer<UInt8>

/// Flat, immutable memory without reference counts.
///
/// The memory is written while the table is made and never again, so tasks may share it.
///
/// Decisions read these tables only, so that nothing on their way retains, releases or allocates. Whoever makes a
/// table calls `free` once, when nobody can read it any more. Bounds are checked in debug builds; offsets come
/// from the compiler of policies, never from a request.
struct Table<Element: BitwiseCopyable>: BitwiseCopyable, @unchecked Sendable {
    private let base: UnsafeMutablePointer<Element>
    let count: Int

    init(_ elements: some Collection<Element>) {
        count = elements.count
        base = .allocate(capacity: max(count, 1))
        _ = UnsafeMutableBufferPointer(start: base, count: count).initialize(fromContentsOf: elements)
    }

    func free() { base.deallocate() }

    @inline(__always)
    subscript(place: Int) -> Element {
        assert(place >= 0 && place < count, "a place in a table lies inside it")
        return base[place]
    }

    @inline(__always)
    subscript(place: UInt32) -> Element { self[Int(place)] }

    /// The address of an element, for elements too large to copy.
    @inline(__always)
    func pointer(to place: Int) -> UnsafePointer<Element> {
        assert(place >= 0 && place < count, "a place in a table lies inside it")
        return UnsafePointer(base + place)
    }

    @inline(__always)
    subscript(slice: Slice) -> UnsafeBufferPointer<Element> {
        assert(slice.range.upperBound <= count, "a slice of a table lies inside it")
        return UnsafeBufferPointer(start: base + Int(slice.start), count: Int(slice.count))
    }
}

// MARK: - Bytes

/// Whether two stretches of `count` bytes are equal, eight at a time.
@inline(__always)
func bytesEqual(_ one: UnsafePointer<UInt8>, _ other: UnsafePointer<UInt8>, count: Int) -> Bool {
    let (left, right) = (UnsafeRawPointer(one), UnsafeRawPointer(other))
    if count >= 8 {
        var place = 0
        while place <= count - 8 {
            if left.loadUnaligned(fromByteOffset: place, as: UInt64.self)
                != right.loadUnaligned(fromByteOffset: place, as: UInt64.self)
            {
                return false
            }
            place += 8
        }
        return left.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
            == right.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
    }
    var place = 0
    while place < count {
        if one[place] != other[place] { return false }
        place += 1
    }
    return true
}

extension UnsafeBufferPointer<UInt8> {
    /// Whether both hold the same bytes.
    @inline(__always)
    func equals(_ other: Bytes) -> Bool {
        guard count == other.count else { return false }
        guard let base = baseAddress, let otherBase = other.baseAddress else { return true }
        return bytesEqual(base, otherBase, count: count)
    }

    /// Whether these bytes begin with others.
    @inline(__always)
    func starts(withBytes other: Bytes) -> Bool {
        guard count >= other.count else { return false }
        guard let base = baseAddress, let otherBase = other.baseAddress else { return other.isEmpty }
        return bytesEqual(base, otherBase, count: other.count)
    }

    /// The bytes from a place on.
    @inline(__always)
    func from(_ place: Int) -> Bytes { Bytes(rebasing: self[place...]) }

    /// The first bytes.
    @inline(__always)
    func upTo(_ place: Int) -> Bytes { Bytes(rebasing: self[..<place]) }
}

/// A hash for tables made of policies' own names; not for hostile tables, whose entries requests could choose.
@inline(__always)
func hash(_ bytes: Bytes) -> UInt64 {
    var result: UInt64 = 0x9E37_79B9_7F4A_7C15 ^ UInt64(truncatingIfNeeded: bytes.count)
    for byte in bytes {
        result = (result ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
    }
    return result ^ (result >> 29)
}
