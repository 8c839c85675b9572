import AWSProtocols
import AWSTypes
import IdentityModel
import KeyMaterial
import Operations

/// A token by which a pool vouches for one of its identities, for STS or for the pool itself.
struct IdentityToken: Sendable {
    let identity: PoolIdentityID
    let pool: IdentityPoolID
    let methods: [String]
    let tags: Tags
    let issued: Timestamp
    let expires: Timestamp

    /// Who issues them.
    static let issuer = "https://\(CognitoIdentityService.provider)"
    /// What `amr` says of somebody who logged in.
    static let authenticated = "authenticated"
    /// What `amr` says of a guest.
    static let unauthenticated = "unauthenticated"
    /// The claim that session tags stand in.
    static let tagsClaim = "https://aws.amazon.com/tags"

    /// The token, signed with the account's key.
    func signed(by account: AccountState?) throws(AWSError) -> String {
        guard let key = account?.identityPools.signingKey else { throw .internalFailure }
        do {
            return try TokenKey(pem: key.privateKey.exposed).token(claiming: claims)
        } catch {
            throw .internalFailure
        }
    }

    private var claims: [UInt8] {
        var writer = WireWriter(.json)
        writer.field("sub", identity)
        writer.field("aud", pool)
        writer.list("amr", texts: methods)
        writer.field("iss", IdentityToken.issuer)
        if !tags.isEmpty {
            writer.structure(IdentityToken.tagsClaim) { writer in
                writer.structure("principal_tags") { writer in
                    for tag in tags { writer.list(tag.key, texts: [tag.value]) }
                }
            }
        }
        writer.field("exp", expires)
        writer.field("iat", issued)
        return [UInt8(ascii: "{")] + writer.bytes + [UInt8(ascii: "}")]
    }

    /// `amr` of an identity that these logins lead to.
    static func methods(of logins: [VerifiedLogin]) -> [String] {
        logins.isEmpty ? [unauthenticated] : [authenticated] + logins.flatMap(\.methods)
    }
}
