import AWSProtocols
import AWSTypes
import IdentityModel
import Operations

/// Lets the account's principals have web identity tokens, and makes the account's issuer the first time.
struct EnableOutboundWebIdentityFederation: IssuerKeyOperation {
    init(from input: WireInput) {}

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: .any, by: caller, in: state)
    }

    func needsKeys(for caller: Caller, in state: IdentityState) -> Bool {
        state.account(of: caller).tokenIssuer == nil
    }

    func run(
        by caller: Caller, with keys: [TokenSigningKey], in draft: inout Draft
    ) throws(AWSError) -> String {
        var issuer: TokenIssuer
        if let known = draft.account(of: caller).tokenIssuer {
            if known.isEnabled { throw .outboundFederationEnabled }
            issuer = known
            issuer.isEnabled = true
        } else {
            if keys.isEmpty { throw .concurrentModification }
            issuer = TokenIssuer(id: draft.newUUID(), keys: keys)
        }
        draft.put(.tokenIssuer(issuer), for: caller)
        return try caller.url(of: issuer)
    }

    static func encode(_ url: String, to writer: inout WireWriter) { writer.field("IssuerIdentifier", url) }
}

/// Ends that; tokens that were issued stay good until they end.
struct DisableOutboundWebIdentityFederation: WriteOperation {
    typealias Output = Void

    init(from input: WireInput) {}

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: .any, by: caller, in: state)
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) {
        var issuer = try draft.account(of: caller).enabledTokenIssuer()
        issuer.isEnabled = false
        draft.put(.tokenIssuer(issuer), for: caller)
    }
}

/// Tells what the account issues tokens as.
struct GetOutboundWebIdentityFederationInfo: ReadOperation {
    init(from input: WireInput) {}

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: .any, by: caller, in: state)
    }

    func run(by caller: Caller, in state: IdentityState) throws(AWSError) -> String {
        try caller.url(of: try state.account(of: caller).enabledTokenIssuer())
    }

    static func encode(_ url: String, to writer: inout WireWriter) {
        writer.field("IssuerIdentifier", url)
        writer.field("JwtVendingEnabled", true)
    }
}

extension AccountState {
    fileprivate func enabledTokenIssuer() throws(AWSError) -> TokenIssuer {
        guard let tokenIssuer, tokenIssuer.isEnabled else { throw .outboundFederationDisabled }
        return tokenIssuer
    }
}

extension Caller {
    fileprivate func url(of issuer: TokenIssuer) throws(AWSError) -> String {
        guard let url = request.tokenIssuer(issuer.id) else { throw .internalFailure }
        return url
    }
}

extension AWSError {
    fileprivate static let outboundFederationEnabled = AWSError(
        "FeatureEnabled", status: 409,
        "Outbound identity federation is already enabled for your AWS account.")
    fileprivate static let outboundFederationDisabled = AWSError(
        "FeatureDisabled", status: 404, "Outbound identity federation is disabled for your AWS account.")
    static let concurrentModification = AWSError(
        "ConcurrentModification", status: 409,
        "Multiple requests to change this object were submitted simultaneously. Wait a few minutes and submit your "
            + "request again.")
}
