import AWSTypes
import Authentication
import IdentityModel
import PolicyEngine

extension RequestContext {
    /// The global condition keys that are known of every request of a caller.
    ///
    /// Source: IAM User Guide, "AWS global condition context keys". Keys that a server on its own network can't
    /// know, such as those of VPC endpoints, stay absent.
    package init(of caller: Caller) {
        self.init()
        fillRequest(caller.request)
        fillPrincipal(caller)
        fillSession(caller)
    }

    /// The global condition keys of a request that a service of AWS makes for an account.
    ///
    /// Source: the same. It comes from no address and by no connection that policies could ask about.
    init(ofService service: String, for account: AccountID, _ request: RequestFacts) {
        self.init()
        set(.currentTime, .date(request.now))
        set(.epochTime, .date(request.now))
        set(.requestedRegion, .string(request.region))
        set(.viaAWSService, .boolean(false))
        set(.principalIsAWSService, .boolean(true))
        set(.principalServiceName, .string(service))
        set(.principalServiceNamesList, .strings([service]))
        set(.sourceAccount, .string(account.description))
        set(.resourceAccount, .string(account.description))
    }

    private mutating func fillRequest(_ request: RequestFacts) {
        set(.currentTime, .date(request.now))
        set(.epochTime, .date(request.now))
        if let isSecure = request.isSecure { set(.secureTransport, .boolean(isSecure)) }
        set(.requestedRegion, .string(request.region))
        set(.viaAWSService, .boolean(false))
        if let address = request.sourceIP { set(.sourceIP, parsing: address) }
        if let userAgent = request.userAgent { set(.userAgent, .string(userAgent)) }
        if let referer = request.referer { set(.referer, .string(referer)) }
    }

    private mutating func fillPrincipal(_ caller: Caller) {
        // Whoever comes with a provider's word has no account of their own, and nothing that goes with one.
        if case .federated = caller.identity { return }
        let account = caller.accountID
        let isAnonymous = if case .anonymous = caller.identity { true } else { false }
        set(.principalAccount, .string(isAnonymous ? "anonymous" : account.description))
        set(.principalIsAWSService, .boolean(false))
        set(.userID, .string(caller.userID))
        switch caller.identity {
        case .root:
            set(.principalType, .string("Account"))
            set(.principalARN, .string(caller.arn.description))
        case .user(let user):
            set(.principalType, .string("User"))
            set(.principalARN, .string(caller.arn.description))
            set(.username, .string(user.name.text))
        case .role(let role, _):
            set(.principalType, .string("AssumedRole"))
            set(.principalARN, .string(role.arn(in: account, caller.partition).description))
        case .federatedUser:
            set(.principalType, .string("FederatedUser"))
            set(.principalARN, .string(caller.arn.description))
        case .anonymous: set(.principalType, .string("Anonymous"))
        case .federated: break
        }
        for tag in caller.principalTags { set(.principalTag(tag.key), .string(tag.value)) }
    }

    private mutating func fillSession(_ caller: Caller) {
        if let authenticated = caller.mfaAuthenticatedAt {
            set(.multiFactorAuthPresent, .boolean(true))
            set(.multiFactorAuthAge, .number(PolicyNumber(caller.request.now - authenticated)))
        } else if caller.session != nil {
            set(.multiFactorAuthPresent, .boolean(false))
        }
        guard let session = caller.session else { return }
        set(.tokenIssueTime, .date(session.issued))
        if caller.rootTask != nil { set(.assumedRoot, .boolean(true)) }
        if let identity = session.sourceIdentity { set(.sourceIdentity, .string(identity)) }
        if let provider = session.federatedProvider { set(.federatedProvider, .string(provider)) }
        for key in session.contextKeys { set(ContextKey(key.name), key.contextValue) }
    }
}

extension SessionContextKey {
    /// The key's value as policies see it: one text, which a policy can name as a variable, or the values of a key that
    /// has several by its nature.
    package var contextValue: ContextValue {
        values.count == 1 && !name.hasSuffix(":amr") ? .string(values[0]) : .strings(values)
    }
}
