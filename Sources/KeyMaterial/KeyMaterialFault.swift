// KeyMaterial: certificates and keys that people upload, parsed by swift-certificates and swift-crypto. It says whether
// a text is what it claims to be, and whether two belong together; it keeps nothing, and asks no clock.

/// Why a text is not the key or the certificate that it should be.
package enum KeyMaterialFault: Error, Equatable, Sendable {
    /// It is in no encoding that is known.
    case unknownEncoding
    /// The encoding is known, and broken, or holds something else.
    case malformed
    /// It is a key of a kind, or of a size, that is not taken.
    case unsuitable
}
