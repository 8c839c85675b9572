import Crypto
import CryptoExtras

/// scrypt, RFC 7914: a hash that costs memory and time, so that guessing costs too.
package enum Scrypt {
    /// Derives 32 bytes of a password; throws where the parameters are none or memory is lacking.
    ///
    /// It takes a large part of a second: never call it where others wait.
    package static func derive(
        _ password: [UInt8], salt: [UInt8], cost: Int, blockSize: Int, parallelism: Int, length: Int = 32
    ) throws -> [UInt8] {
        let key = try KDF.Scrypt.deriveKey(
            from: password, salt: salt, outputByteCount: length, rounds: cost, blockSize: blockSize,
            parallelism: parallelism)
        return key.withUnsafeBytes { Array($0) }
    }
}
