import AWSTypes
import IdentityModel
import IdentityStore
import Operations

/// What accounts' issuers of web identity tokens publish (OpenID Connect Discovery 1.0), for everyone to read.
struct IssuerDoor: Sendable {
    let store: StateStore
    let surroundings: Surroundings

    /// The document of a request, whose path begins with that of issuers.
    ///
    /// - Throws: `NotFound` where there is no such issuer or document.
    func answer(_ request: ServerRequest) throws(AWSError) -> any Encodable {
        let parts = request.path.dropFirst(tokenIssuerPath.count).split(
            separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let issuer = store.snapshot.tokenIssuer(String(parts[0])),
            let base = surroundings.publicURL
        else { throw AWSError("NotFound", status: 404, "There is nothing at \(request.path).") }
        switch parts[1] {
        case ".well-known/openid-configuration": return Configuration(issuer: "\(base)\(tokenIssuerPath)\(issuer.id)")
        case ".well-known/jwks.json": return KeySet(issuer.publishedKeys(at: surroundings.now()))
        default: throw AWSError("NotFound", status: 404, "There is nothing at \(request.path).")
        }
    }

    private struct Configuration: Encodable {
        let issuer: String

        private enum CodingKeys: String, CodingKey {
            case issuer
            case keySet = "jwks_uri"
            case responseTypes = "response_types_supported"
            case subjectTypes = "subject_types_supported"
            case algorithms = "id_token_signing_alg_values_supported"
            case claims = "claims_supported"
        }

        func encode(to encoder: any Encoder) throws {
            var document = encoder.container(keyedBy: CodingKeys.self)
            try document.encode(issuer, forKey: .issuer)
            try document.encode("\(issuer)/.well-known/jwks.json", forKey: .keySet)
            try document.encode(["id_token"], forKey: .responseTypes)
            try document.encode(["public"], forKey: .subjectTypes)
            try document.encode(TokenSigningKey.Algorithm.allCases.map(\.rawValue), forKey: .algorithms)
            try document.encode(
                ["iss", "aud", "sub", "iat", "exp", "jti", "https://sts.amazonaws.com/"], forKey: .claims)
        }
    }

    private struct KeySet: Encodable {
        let keys: [[String: String]]

        init(_ published: [TokenSigningKey]) {
            keys = published.map { key in
                key.publicKey.merging(
                    ["kid": key.id, "alg": key.algorithm.rawValue, "use": "sig"]) { member, _ in member }
            }
        }
    }
}
