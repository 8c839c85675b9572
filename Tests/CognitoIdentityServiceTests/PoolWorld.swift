import AWSTypes
import Authentication
import CognitoIdentityService
import CryptoExtras
import IdentityModel
import KeyMaterial
import Operations
import PolicyLanguage
import TestSupport
import Testing

/// A world with an identity pool that takes tokens of `idp.example.com`, of a developer, and of guests.
struct PoolWorld {
    var world = World()
    /// The root user of the pool's account.
    let root: Credential
    /// The pool.
    private(set) var pool = ""

    init(settings: String = "") throws {
        root = world.key(of: .root)
        world.change { draft in
            let provider = OIDCProvider(
                url: OIDCProviderURL(unchecked: "idp.example.com"), created: draft.now, clientIDs: ["client"],
                thumbprints: [])
            draft.put(.oidcProvider(provider), in: World.account)
        }
        let pem = try _RSA.Signing.PrivateKey(keySize: .bits2048).pemRepresentation
        let key = try TokenKey(pem: pem)
        let publicKey = try key.publicKey
        world.change { draft in
            let key = PoolSigningKey(
                id: key.id, created: draft.now, privateKey: SecretKey(pem), publicKey: publicKey)
            draft.put(.identityPools(.signingKey(key)), in: World.account)
        }
        pool =
            try call(
                "CreateIdentityPool",
                #"""
                {"IdentityPoolName": "app", "AllowUnauthenticatedIdentities": true, "AllowClassicFlow": true,
                "DeveloperProviderName": "login.example",
                "OpenIdConnectProviderARNs": ["arn:aws:iam::\#(World.account):oidc-provider/idp.example.com"] \#(settings)}
                """#
            )["IdentityPoolId"]?.string ?? ""
        for (role, method) in [("user", "authenticated"), ("guest", "unauthenticated")] {
            try world.role(
                role, trusting: #"{"Federated": "cognito-identity.amazonaws.com"}"#,
                actions: #"["sts:AssumeRoleWithWebIdentity", "sts:TagSession"]"#,
                condition: #"""
                    {"StringEquals": {"cognito-identity.amazonaws.com:aud": "\#(pool)"},
                    "ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": "\#(method)"}}
                    """#)
        }
        try setRoles()
    }

    mutating func setRoles(mappings: String = "") throws {
        let roles = ["authenticated": "user", "unauthenticated": "guest"].map { kind, name in
            #""\#(kind)": "arn:aws:iam::\#(World.account):role/\#(name)""#
        }
        try call(
            "SetIdentityPoolRoles",
            #"{"IdentityPoolId": "\#(pool)", "Roles": {\#(roles.joined(separator: ", "))} \#(mappings)}"#)
    }

    @discardableResult
    mutating func call(_ name: String, _ body: String, by credential: Credential? = nil) throws -> JSONValue {
        try world.call(name, of: CognitoIdentityService.definition, json: body, by: credential ?? root)
    }

    /// Logs in; each token counts as verified.
    @discardableResult
    mutating func logIn(_ name: String, _ body: String) throws -> JSONValue {
        try world.logIn(name, of: CognitoIdentityService.definition, json: body, by: root) { proof in
            guard case .webIdentity(let proof) = proof else { throw Missing(what: "a token") }
            return .webIdentity(proof.token.claims)
        }
    }

    /// A token of `idp.example.com` whose signature is nobody's; `claims` are further ones.
    func token(_ subject: String, expires: Int64 = 600, _ claims: String = "") -> String {
        let payload = #"""
            {"iss": "https://idp.example.com", "aud": "client", "sub": "\#(subject)", "iat": \#(world.now.seconds),
            "exp": \#(world.now.seconds + expires) \#(claims)}
            """#
        return [#"{"alg":"RS256"}"#, payload, "signature"].map { Base64URL.encode(Array($0.utf8)) }
            .joined(separator: ".")
    }

    /// `Logins` with that token.
    func logins(_ token: String) -> String { #""Logins": {"idp.example.com": "\#(token)"}"# }

    /// The identity of somebody who logs in.
    mutating func identity(of subject: String) throws -> String {
        try logIn("GetId", #"{"IdentityPoolId": "\#(pool)", \#(logins(token(subject)))}"#)["IdentityId"]?.string ?? ""
    }

    /// The session of credentials in an answer.
    func session(_ answer: JSONValue) throws -> Session {
        let token = try #require(answer["Credentials"]?["SessionToken"]?.string)
        return try SealedSession.open(token, with: world.keyRing)
    }
}
