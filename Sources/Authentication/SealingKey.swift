import AWSTypes
import Crypto

/// What a sealed record is for; each purpose has keys of its own, so that no record passes for another kind.
package enum SealingPurpose: String, CaseIterable, Sendable {
    /// Session tokens that clients hold.
    case sessionToken = "session-token"
    /// Secret keys in the store.
    case secretKeyAtRest = "secret-key-at-rest"
    /// Encoded authorisation messages.
    case authorizationMessage = "authorization-message"
    /// Markers of lists that go on.
    case pagination
    /// Seeds of MFA devices in the store.
    case mfaSeedAtRest = "mfa-seed-at-rest"
    /// Sign-in tokens of the console's federation endpoint.
    case signinToken = "signin-token"
    /// Tokens that are traded in for the credentials of a delegation.
    case tradeInToken = "trade-in-token"
}

/// One key of a ring: a master secret, and a key for each purpose that was derived from it.
struct SealingKey: Sendable {
    /// The number that sealed records carry.
    let id: UInt32
    /// When the key was made.
    let created: Timestamp
    /// The master secret: 32 bytes.
    let material: [UInt8]
    // HMAC's state after each purpose's key, in the order of the purposes.
    private let derived: [HMAC<SHA256>]

    static let materialLength = 32

    /// A key of given material; nil unless it has 32 bytes.
    init?(id: UInt32, created: Timestamp, material: [UInt8]) {
        guard material.count == SealingKey.materialLength else { return nil }
        self.init(id: id, created: created, checked: material)
    }

    /// A fresh key.
    init(id: UInt32, created: Timestamp, entropy: inout some RandomNumberGenerator) {
        var material: [UInt8] = []
        for _ in 0..<(SealingKey.materialLength / 8) { material.append(bigEndian: entropy.next() as UInt64) }
        self.init(id: id, created: created, checked: material)
    }

    private init(id: UInt32, created: Timestamp, checked material: [UInt8]) {
        self.id = id
        self.created = created
        self.material = material
        derived = SealingPurpose.allCases.map { purpose in
            let key = HKDF<SHA256>.deriveKey(
                inputKeyMaterial: SymmetricKey(data: material), info: Array("sallyport \(purpose.rawValue)".utf8),
                outputByteCount: 32)
            return HMAC<SHA256>(key: key)
        }
    }

    /// The key of a single record, which its salt chooses.
    func recordKey(for purpose: SealingPurpose, salt: ArraySlice<UInt8>) -> SymmetricKey {
        var code = derived[purpose.place]
        salt.withUnsafeBytes { code.update(data: $0) }
        return code.finalize().withUnsafeBytes { SymmetricKey(data: $0) }
    }
}

extension SealingPurpose {
    fileprivate var place: Int {
        switch self {
        case .sessionToken: 0
        case .secretKeyAtRest: 1
        case .authorizationMessage: 2
        case .pagination: 3
        case .mfaSeedAtRest: 4
        case .signinToken: 5
        case .tradeInToken: 6
        }
    }
}

extension [UInt8] {
    /// Adds the bytes of a number, most significant first.
    mutating func append(bigEndian number: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: number.bigEndian) { append(contentsOf: $0) }
    }
}
