import AWSTypes
import Authentication
import IdentityModel

/// An issuer of tokens as it is kept: its private keys sealed.
struct SealedTokenIssuer: Codable {
    private let id: String
    private let isEnabled: Bool
    private let keys: [Key]

    private struct Key: Codable {
        let id: String
        let algorithm: TokenSigningKey.Algorithm
        let replaced: Timestamp?
        let privateKey: SealedSecret
        let publicKey: [String: String]
    }

    init(_ issuer: TokenIssuer, of account: AccountID, under keyRing: KeyRing) {
        id = issuer.id
        isEnabled = issuer.isEnabled
        keys = issuer.keys.map { key in
            Key(
                id: key.id, algorithm: key.algorithm, replaced: key.replaced,
                privateKey: SealedSecret(key.privateKey, of: key.id, in: account, under: keyRing),
                publicKey: key.publicKey)
        }
    }

    func opened(of account: AccountID, under keyRing: KeyRing) throws(SealedRecordFailure) -> TokenIssuer {
        var opened: [TokenSigningKey] = []
        for key in keys {
            var plain = TokenSigningKey(
                id: key.id, algorithm: key.algorithm,
                privateKey: try key.privateKey.opened(of: key.id, in: account, under: keyRing),
                publicKey: key.publicKey)
            plain.replaced = key.replaced
            opened.append(plain)
        }
        return TokenIssuer(id: id, isEnabled: isEnabled, keys: opened)
    }
}
