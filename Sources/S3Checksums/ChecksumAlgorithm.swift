/// How S3 checks that an object's bytes are what was meant; the raw value is AWS's name.
package enum ChecksumAlgorithm: String, Sendable, Hashable, CaseIterable {
    /// CRC-32, as in zip files.
    case crc32 = "CRC32"
    /// CRC-32C, Castagnoli's.
    case crc32c = "CRC32C"
    /// CRC-64/NVME, which S3 uses when nothing is asked for.
    case crc64nvme = "CRC64NVME"
    /// SHA-1.
    case sha1 = "SHA1"
    /// SHA-256.
    case sha256 = "SHA256"
    /// SHA-512.
    case sha512 = "SHA512"
    /// MD5.
    case md5 = "MD5"

    /// How many bytes a checksum has.
    package var length: Int {
        switch self {
        case .crc32, .crc32c: 4
        case .crc64nvme: 8
        case .md5: 16
        case .sha1: 20
        case .sha256: 32
        case .sha512: 64
        }
    }

    /// The header field that carries it: `x-amz-checksum-crc32` and so on.
    package var headerName: String { "x-amz-checksum-\(rawValue.lowercased())" }

    /// The name of the element that carries it in XML: `ChecksumCRC32` and so on.
    package var elementName: String { "Checksum\(rawValue)" }

    /// Whether the checksum of a whole follows from those of its parts.
    package var combines: Bool {
        switch self {
        case .crc32, .crc32c, .crc64nvme: true
        case .sha1, .sha256, .sha512, .md5: false
        }
    }

    /// Which checksum an object of several parts gets, unless a client says otherwise.
    package var multipartType: ChecksumType { self == .crc64nvme ? .fullObject : .composite }

    /// Whether an object of several parts may have a checksum of that type.
    ///
    /// Source: S3 User Guide, "Checking object integrity", table of multipart checksum types.
    package func allows(_ type: ChecksumType) -> Bool {
        switch type {
        case .fullObject: combines
        case .composite: self != .crc64nvme
        }
    }
}

/// What a checksum of an object of several parts is made of.
package enum ChecksumType: String, Sendable, Hashable {
    /// All bytes of the object.
    case fullObject = "FULL_OBJECT"
    /// The checksums of its parts.
    case composite = "COMPOSITE"
}
