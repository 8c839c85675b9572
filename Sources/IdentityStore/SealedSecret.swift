import AWSTypes
import Authentication
import Foundation

/// A secret as it is kept: sealed, and bound to the account and to what it belongs to, so that a row's secret that was
/// moved to another row opens no more.
struct SealedSecret: Codable {
    private let record: Data

    init(_ secret: SecretKey, of owner: String, in account: AccountID, under keyRing: KeyRing) {
        var entropy = SystemRandomNumberGenerator()
        record = Data(
            keyRing.seal(
                Array(secret.exposed.utf8), for: .secretKeyAtRest, context: SealedSecret.context(owner, account),
                entropy: &entropy))
    }

    func opened(
        of owner: String, in account: AccountID, under keyRing: KeyRing
    ) throws(SealedRecordFailure) -> SecretKey {
        let secret = try keyRing.open(
            Array(record), for: .secretKeyAtRest, context: SealedSecret.context(owner, account))
        return SecretKey(String(decoding: secret, as: UTF8.self))
    }

    init(from decoder: any Decoder) throws { record = try decoder.singleValueContainer().decode(Data.self) }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(record)
    }

    private static func context(_ owner: String, _ account: AccountID) -> [UInt8] {
        Array("\(account)/\(owner)".utf8)
    }
}
