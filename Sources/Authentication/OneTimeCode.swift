import AWSTypes
import Crypto

/// The six digits that an authenticator app shows: RFC 6238 with HMAC-SHA-1 and steps of 30 seconds.
package enum OneTimeCode {
    /// How long a code is shown, in seconds.
    package static let period: Int64 = 30
    /// How many digits a code has.
    package static let length = 6

    /// The step that a moment falls into.
    package static func step(at moment: Timestamp) -> Int64 { moment.seconds / period }

    /// The code of a step: RFC 4226, section 5.3.
    package static func code(of seed: [UInt8], at step: Int64) -> String {
        let mac = step.bigEndianBytes.withUnsafeBytes { message in
            Array(HMAC<Insecure.SHA1>.authenticationCode(for: message, using: SymmetricKey(data: seed)))
        }
        let offset = Int(mac[mac.count - 1] & 15)
        let number = mac[offset..<offset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
        let digits = String(number % 1_000_000)
        return String(repeating: "0", count: length - digits.utf8.count) + digits
    }

    /// Whether a text is the code of a step; the time it takes does not depend on how much of it is right.
    package static func matches(_ text: String, _ seed: [UInt8], at step: Int64) -> Bool {
        constantTimeEquals(Array(text.utf8), Array(code(of: seed, at: step).utf8))
    }
}

extension Int64 {
    fileprivate var bigEndianBytes: [UInt8] { withUnsafeBytes(of: bigEndian) { Array($0) } }
}
