import AWSTypes
import Crypto

/// The key that signs within a scope, derived from a secret key by four HMACs.
///
/// It changes once a day, so a server may keep those it meets again. It holds no secret key, but whoever has it can
/// sign in its scope until the day is over: do not store it.
public struct SigningKey: Sendable {
    // The state of HMAC after the key: a signature then costs two blocks less.
    private let keyed: HMAC<SHA256>

    /// Derives the key of a scope.
    ///
    /// Source: IAM User Guide, "Create a signed AWS API request", step 4.
    public init(secret: SecretKey, scope: CredentialScope) {
        func derive(_ key: SymmetricKey, _ text: String) -> SymmetricKey {
            SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key))
        }
        let date = derive(SymmetricKey(data: Array("AWS4".utf8) + Array(secret.exposed.utf8)), scope.date)
        let service = derive(derive(date, scope.region), scope.service)
        keyed = HMAC<SHA256>(key: derive(service, CredentialScope.validTerminator))
    }

    /// The signature of a text.
    public func signature(of bytes: [UInt8]) -> ContentHash {
        var code = keyed
        bytes.withUnsafeBytes { code.update(data: $0) }
        return ContentHash(code.finalize())
    }
}

extension SigningKey: CustomStringConvertible, CustomReflectable {
    /// A mark in the key's place.
    public var description: String { "<signing key>" }
    /// Nothing to look into.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
