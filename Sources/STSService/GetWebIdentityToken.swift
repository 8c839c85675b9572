import AWSProtocols
import AWSTypes
import Authentication
import IdentityModel
import Operations
import PolicyEngine

/// Gives out a signed token that tells others who the caller is.
struct GetWebIdentityToken: TokenOperation {
    let audience: [String]
    let algorithm: TokenSigningKey.Algorithm
    let duration: Int
    let tags: SessionTagInput

    init(from input: WireInput) {
        audience = input.requireList("Audience", count: 1...10) { $0.requireText("", TextConstraint(1...1000)) }
        algorithm = input.signingAlgorithm()
        duration = input.integer("DurationSeconds", in: 60...Int(TokenIssuer.longestToken)) ?? 300
        tags = SessionTagInput(tagsFrom: input)
    }

    // MARK: Permission

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        var check = AuthorizationCheck.withoutResource("sts:GetWebIdentityToken")
        check.context = [
            (.identityTokenAudience, .strings(audience)), (.signingAlgorithm, .string(algorithm.rawValue)),
            (.durationSeconds, .number(PolicyNumber(Int64(duration)))),
        ]
        check = check.with(tags.context)
        var facts = AuthorizationFacts(check)
        if !tags.tags.isEmpty {
            facts.checks.append(
                AuthorizationCheck.withoutResource("sts:TagGetWebIdentityToken").with(tags.context))
        }
        return facts
    }

    // MARK: The token

    func order(
        by caller: Caller, in state: IdentityState, mint: inout CredentialMint
    ) throws(AWSError) -> TokenOrder {
        guard let issuer = (state[caller.accountID] ?? caller.account).tokenIssuer, issuer.isEnabled else {
            throw .outboundFederationDisabled
        }
        guard let key = issuer.key(for: algorithm), let url = caller.request.tokenIssuer(issuer.id) else {
            throw .internalFailure
        }
        let expires = mint.now + Int64(duration)
        if let session = caller.session, expires > session.expires { throw .sessionDurationEscalation }
        let identity = try identity(of: caller, in: state)
        let claims = TokenClaims(
            issuer: url, audience: audience, subject: caller.lastingARN, issued: mint.now, expires: expires,
            id: mint.newUUID(), identity: identity)
        return TokenOrder(claims: claims, key: key, expiration: expires)
    }

    private func identity(of caller: Caller, in state: IdentityState) throws(AWSError) -> TokenClaims.Identity {
        var identity = TokenClaims.Identity(account: caller.accountID, region: caller.request.region)
        if let controls = state.organizationControls(of: caller.accountID) {
            (identity.organization, identity.organizationPath) = (controls.id.text, controls.path)
        }
        let principalTags = caller.principalTags
        identity.principalTags = principalTags.claim
        identity.requestTags = tags.tags.claim
        if let session = caller.session {
            identity.sessionExpires = session.expires.description
            identity.federatedProvider = session.federatedProvider
            identity.sourceIdentity = session.sourceIdentity
        }
        let size = principalTags.size + tags.tags.size
        if size > GetWebIdentityToken.longestTags { throw .tokenTooLong }
        return identity
    }

    /// How many bytes the tags in a token may have, its keys and values together.
    ///
    /// AWS documents that there is a limit and not which. Tokens go into header lines, which servers limit to 8 KiB;
    /// base 64 makes this much of it, with room for all else that a token tells.
    private static let longestTags = 4096

    static func encode(_ token: SignedToken, to writer: inout WireWriter) {
        writer.field("WebIdentityToken", token.text)
        writer.field("Expiration", token.expiration)
    }
}

extension Tags {
    /// The tags as a claim; nil: there are none.
    fileprivate var claim: [String: String]? {
        isEmpty ? nil : Dictionary(map { ($0.key, $0.value) }) { first, _ in first }
    }

    fileprivate var size: Int { reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count } }
}

extension Caller {
    /// The ARN of the principal behind a session: for roles, the role's.
    fileprivate var lastingARN: ARN {
        if case .role(let role, _) = identity { role.arn(in: accountID, partition) } else { arn }
    }
}

extension WireInput {
    /// `SigningAlgorithm`, of which the model knows the length; which ones there are is in words only.
    fileprivate func signingAlgorithm() -> TokenSigningKey.Algorithm {
        let text = requireText("SigningAlgorithm", TextConstraint(5...5))
        if let algorithm = TokenSigningKey.Algorithm(rawValue: text) { return algorithm }
        reject(
            .validation("The signing algorithm \(text) is not supported: valid values are RS256 and ES384."))
        return .es384
    }
}

extension AWSError {
    fileprivate static let outboundFederationDisabled = AWSError(
        "OutboundWebIdentityFederationDisabledException", status: 403,
        "The outbound web identity federation feature is not enabled for this account. To use this feature, you must "
            + "first enable it through the AWS Management Console or API.")
    fileprivate static let sessionDurationEscalation = AWSError(
        "SessionDurationEscalationException", status: 403,
        "The requested token duration would extend the session beyond its original expiration time.")
    fileprivate static let tokenTooLong = AWSError(
        "JWTPayloadSizeExceededException", status: 400,
        "The requested token payload size exceeds the maximum allowed size. Reduce the number of request tags.")
}
