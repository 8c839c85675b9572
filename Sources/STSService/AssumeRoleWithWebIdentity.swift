import AWSProtocols
import AWSTypes
import Authentication
import IdentityModel
import Operations
import PolicyLanguage

/// Gives out credentials of a role to whoever holds a token of an OpenID Connect provider that the role trusts.
struct AssumeRoleWithWebIdentity: FederationOperation {
    let role: FederatedRole
    let sessionName: String
    let token: String
    let providerID: String?

    init(from input: WireInput) {
        role = FederatedRole(
            role: RoleReference(from: input), policies: SessionPolicyInput(from: input),
            duration: input.integer("DurationSeconds", in: 900...43_200), operation: "AssumeRoleWithWebIdentity")
        sessionName = input.requireText("RoleSessionName", sessionNameConstraint)
        token = input.requireSecret("WebIdentityToken", TextConstraint(4...20_000))
        providerID = input.text("ProviderId", TextConstraint(4...2048))
    }

    // MARK: Proof

    func identityProof(in state: IdentityState, for request: RequestFacts) throws(AWSError) -> IdentityProof {
        if let providerID { throw .unsupportedProvider(providerID) }
        guard let token = JSONWebToken(token) else { throw .noJSONWebToken }
        let issuer = try issuer(of: token.claims)
        if request.isOwnTokenIssuer(issuer) { throw .ownToken }
        if issuer == "https://\(identityPoolProvider)" {
            return .webIdentity(
                WebIdentityProof(token: token, issuer: issuer, ownKeys: try poolKeys(of: token, in: state)))
        }
        let provider = try provider(issuer, in: state)
        return .webIdentity(
            WebIdentityProof(token: token, issuer: issuer, thumbprints: provider.entity?.thumbprints ?? []))
    }

    func identity(
        claiming claims: IdentityClaims, in state: IdentityState, for request: RequestFacts
    ) throws(AWSError) -> FederatedIdentity {
        guard case .webIdentity(let payload) = claims else { throw .noJSONWebToken }
        let provider = try provider(try issuer(of: payload), in: state)
        let claims = try WebIdentityClaims(payload, for: provider.entity?.clientIDs, at: request.now)
        let principal = provider.principal(request.partition)
        var identity = FederatedIdentity(
            account: provider.account, role: role.role.arn, provider: principal, issuer: principal,
            subject: claims.subject, audience: claims.audience)
        let keys = claims.contextKeys(of: provider.name)
        identity.contextKeys = keys.lasting + keys.passing
        identity.lastingKeys = keys.lasting
        (identity.tags, identity.transitiveTagKeys) = try claims.tags()
        identity.sourceIdentity = try claims.sourceIdentity()
        return identity
    }

    private func issuer(of claims: JSONValue) throws(AWSError) -> String {
        guard let issuer = claims["iss"]?.string else { throw .missingClaim("iss") }
        // Google's tokens may leave the scheme out.
        return issuer == googleProvider ? "https://\(googleProvider)" : issuer
    }

    /// A provider that the role's account knows.
    private struct Provider {
        let account: AccountID
        /// The URL without its scheme: the first part of the provider's condition keys.
        let name: String
        /// Its entity; nil for providers that need none.
        let entity: OIDCProvider?

        /// How trust policies name it.
        func principal(_ partition: Partition) -> String {
            entity?.arn(in: account, partition).description ?? name
        }
    }

    private func provider(_ issuer: String, in state: IdentityState) throws(AWSError) -> Provider {
        guard let account = role.role.arn.accountID.flatMap({ state[$0] }) else { throw role.denial }
        guard issuer.hasPrefix("https://") else { throw .unknownIssuer(issuer) }
        let name = String(issuer.dropFirst("https://".count))
        if let entity = account.oidcProvider(OIDCProviderURL(unchecked: name)) {
            return Provider(account: account.id, name: name, entity: entity)
        }
        guard name == googleProvider || name == identityPoolProvider else { throw .unknownIssuer(issuer) }
        return Provider(account: account.id, name: name, entity: nil)
    }

    /// The key set of the account whose identity pool a token says that it is of.
    private func poolKeys(of token: JSONWebToken, in state: IdentityState) throws(AWSError) -> [UInt8] {
        let pool = token.claims["aud"]?.string.map { IdentityPoolID(unchecked: $0) }
        guard let account = pool.flatMap({ state.account(of: $0) }).flatMap({ state[$0] }),
            let key = account.identityPools.signingKey
        else { throw .invalidIdentityToken("The token is of no identity pool of this server.") }
        return Array(#"{"keys":[\#(key.publicKey)]}"#.utf8)
    }

    // MARK: Permission and credentials

    func facts(for caller: Caller, in state: IdentityState) throws(AWSError) -> AuthorizationFacts {
        role.facts(for: try caller.federated(or: role.denial), named: sessionName, in: state, caller.partition)
    }

    func run(by caller: Caller, in state: IdentityState, mint: inout CredentialMint) throws(AWSError) -> Output {
        let identity = try caller.federated(or: role.denial)
        return Output(
            identity: identity,
            assumed: try role.assume(
                for: identity, named: sessionName, in: state, caller.partition, mint: &mint))
    }

    struct Output: Sendable {
        let identity: FederatedIdentity
        let assumed: AssumedRole
    }

    static func encode(_ output: Output, to writer: inout WireWriter) {
        writer.field("SubjectFromWebIdentityToken", output.identity.subject)
        writer.field("Audience", output.identity.audience)
        writer.field("Provider", output.identity.issuer)
        writer.encode(output.assumed)
    }
}

extension Caller {
    /// Whom an identity provider vouches for; anybody else is refused.
    func federated(or denial: AWSError) throws(AWSError) -> FederatedIdentity {
        guard case .federated(let identity) = identity else { throw denial }
        return identity
    }
}

extension AWSError {
    static let noJSONWebToken = invalidIdentityToken(
        "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)")

    static func unknownIssuer(_ issuer: String) -> AWSError {
        .invalidIdentityToken("No OpenIDConnect provider found in your account for \(issuer)")
    }

    /// AWS: tokens of GetWebIdentityToken are for others, and not for AWS itself.
    ///
    /// Source: IAM User Guide, "Getting started with outbound identity federation".
    static let ownToken = invalidIdentityToken(
        "Tokens that GetWebIdentityToken issued can't be used to assume roles.")

    static func unsupportedProvider(_ id: String) -> AWSError {
        AWSError("IDPCommunicationError", status: 400, "The identity provider \(id) can't be asked from here.")
    }
}
