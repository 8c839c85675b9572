import AWSTypes

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The world outside: the time now, and where others find this server.
struct Surroundings: Sendable {
    /// Where others reach this server, a URL without a slash at its end; nil: nobody knows.
    var publicURL: String?

    /// The time now.
    var now: @Sendable () -> Timestamp = {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(seconds: Int64(time.tv_sec))
    }
}

/// The system's randomness, fetched in one piece for one request.
///
/// A request that makes credentials needs some 100 random bytes; asking the kernel for them eight at a time costs
/// more than using them.
struct RequestEntropy: RandomNumberGenerator {
    private var pool = InlineArray<16, UInt64>(repeating: 0)
    private var used = 16
    private var system = SystemRandomNumberGenerator()

    mutating func next() -> UInt64 {
        if used == pool.count { refill() }
        defer {
            pool[used] = 0
            used += 1
        }
        return pool[used]
    }

    private mutating func refill() {
        used = 0
        let filled = withUnsafeMutableBytes(of: &pool) { getentropy($0.baseAddress, $0.count) == 0 }
        if !filled { for place in 0..<pool.count { pool[place] = system.next() } }
    }
}

/// A request's id, in the form of AWS's: a random UUID of version 4.
enum RequestID {
    private static let digits = Array("0123456789abcdef".utf8)

    static func make() -> String {
        var entropy = RequestEntropy()
        return make(with: &entropy)
    }

    /// An id of the first 128 bits of `entropy`.
    static func make(with entropy: inout RequestEntropy) -> String {
        let high = entropy.next() & ~0xF000 | 0x4000
        let low = entropy.next() & ~(0xC0 << 56) | 0x80 << 56
        return String(unsafeUninitializedCapacity: 36) { buffer in
            var place = 0
            for digit in 0..<32 {
                if digit == 8 || digit == 12 || digit == 16 || digit == 20 {
                    buffer[place] = UInt8(ascii: "-")
                    place += 1
                }
                let half = digit < 16 ? high : low
                buffer[place] = digits[Int(half >> UInt64(60 - 4 * (digit % 16)) & 15)]
                place += 1
            }
            return 36
        }
    }
}
