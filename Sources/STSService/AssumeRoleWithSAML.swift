import AWSProtocols
import AWSTypes
import Authentication
import IdentityModel
import Operations

/// Gives out credentials of a role to whoever brings an assertion of a SAML provider that the role trusts.
struct AssumeRoleWithSAML: FederationOperation {
    let role: FederatedRole
    let provider: ARN?
    let response: String

    init(from input: WireInput) {
        role = FederatedRole(
            role: RoleReference(from: input), policies: SessionPolicyInput(from: input),
            duration: input.integer("DurationSeconds", in: 900...43_200), operation: "AssumeRoleWithSAML")
        let principal = input.requireText("PrincipalArn", TextConstraint(20...2048))
        provider = ARN(principal)
        response = input.requireSecret("SAMLAssertion", TextConstraint(4...100_000))
        let isProvider = provider.map { $0.service == "iam" && $0.resource.hasPrefix("saml-provider/") } ?? false
        if !isProvider { input.reject(.validation("\(principal) is invalid")) }
    }

    // MARK: Proof

    func identityProof(in state: IdentityState, for request: RequestFacts) throws(AWSError) -> IdentityProof {
        let provider = try entity(in: state, request.partition)
        return .saml(SAMLProof(response: response, provider: provider))
    }

    func identity(
        claiming claims: IdentityClaims, in state: IdentityState, for request: RequestFacts
    ) throws(AWSError) -> FederatedIdentity {
        guard case .saml(let assertion) = claims, let account = role.role.arn.accountID else { throw role.denial }
        let provider = try entity(in: state, request.partition)
        let rules = try SAMLRules(assertion, from: provider, at: request.now)
        let arn = provider.arn(in: account, request.partition)
        guard rules.offers(role.role.arn, through: arn) else { throw role.denial }
        var identity = FederatedIdentity(
            account: account, role: role.role.arn, provider: arn.description, issuer: assertion.issuer,
            subject: assertion.subject.text, audience: rules.recipient)
        let keys = rules.contextKeys(of: provider, in: account)
        identity.contextKeys = keys.lasting + keys.passing
        identity.lastingKeys = keys.lasting
        (identity.tags, identity.transitiveTagKeys) = try rules.tags()
        identity.sourceIdentity = try rules.sourceIdentity()
        identity.subjectType = rules.subjectType
        identity.sessionName = rules.sessionName
        identity.longestSession = rules.sessionDuration
        identity.nameQualifier = SAMLRules.nameQualifier(assertion.issuer, account, provider.name)
        return identity
    }

    /// The provider; AWS asks that it be of the role's account.
    private func entity(in state: IdentityState, _ partition: Partition) throws(AWSError) -> SAMLProvider {
        guard let provider, provider.accountID == role.role.arn.accountID, provider.partition == partition.rawValue,
            let account = provider.accountID.flatMap({ state[$0] }),
            let entity = account.samlProviders[
                SAMLProviderName(unchecked: String(provider.resource.dropFirst("saml-provider/".count)))],
            entity.arn(in: account.id, partition) == provider
        else { throw .invalidIdentityToken("Specified provider doesn't exist.") }
        return entity
    }

    // MARK: Permission and credentials

    func facts(for caller: Caller, in state: IdentityState) throws(AWSError) -> AuthorizationFacts {
        let identity = try caller.federated(or: role.denial)
        return role.facts(for: identity, named: identity.sessionName ?? "", in: state, caller.partition)
    }

    func run(by caller: Caller, in state: IdentityState, mint: inout CredentialMint) throws(AWSError) -> Output {
        let identity = try caller.federated(or: role.denial)
        let assumed = try role.assume(
            for: identity, named: identity.sessionName ?? "", atMost: identity.longestSession, in: state,
            caller.partition, mint: &mint)
        return Output(identity: identity, assumed: assumed)
    }

    struct Output: Sendable {
        let identity: FederatedIdentity
        let assumed: AssumedRole
    }

    static func encode(_ output: Output, to writer: inout WireWriter) {
        writer.field("Subject", output.identity.subject)
        writer.field("SubjectType", output.identity.subjectType)
        writer.field("Issuer", output.identity.issuer)
        writer.field("Audience", output.identity.audience)
        writer.field("NameQualifier", output.identity.nameQualifier)
        writer.encode(output.assumed)
    }
}
