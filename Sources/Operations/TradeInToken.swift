import AWSTypes
import Authentication

/// A token that a requestor trades in for credentials: a delegation request's id, sealed.
///
/// Whether it is still good is told by the request, not by the token.
package enum TradeInToken {
    /// The token of a request.
    package static func seal(
        _ request: String, with ring: KeyRing, entropy: inout some RandomNumberGenerator
    ) -> String {
        Base64URL.encode(ring.seal(Array(request.utf8), for: .tradeInToken, entropy: &entropy))
    }

    /// The request of a token; nil: it is none of this server's.
    package static func open(_ token: String, with mint: CredentialMint) -> String? {
        Base64URL.decode(token.utf8).flatMap { mint.open(tradeInToken: $0) }
    }
}
