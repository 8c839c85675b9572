import AWSProtocols
import AWSTypes
import Authentication
import IdentityModel
import Operations
import PolicyEngine
import PolicyLanguage

/// Gives out credentials of a role to whom its trust policy, and where needed the caller's policies, allow.
struct AssumeRole: CredentialOperation {
    let role: RoleReference
    let sessionName: String
    let policies: SessionPolicyInput
    let tags: SessionTagInput
    let duration: Int?
    let externalID: String?
    let proof: MFAProof?
    let sourceIdentity: String?

    init(from input: WireInput) {
        role = RoleReference(from: input)
        sessionName = input.requireText("RoleSessionName", sessionNameConstraint)
        policies = SessionPolicyInput(from: input)
        tags = SessionTagInput(from: input)
        duration = input.integer("DurationSeconds", in: 900...43_200)
        externalID = input.text("ExternalId", externalIDConstraint)
        proof = MFAProof(from: input)
        sourceIdentity = input.sourceIdentity()
        AssumeRole.refuseContexts(in: input)
    }

    /// Refuses `ProvidedContexts`: only IAM Identity Center signs them, and only AWS can tell.
    private static func refuseContexts(in input: WireInput) {
        let contexts = input.list("ProvidedContexts", count: 1...5) { element in
            (element.text("ProviderArn", arnConstraint), element.text("ContextAssertion", TextConstraint(4...2048)))
        }
        if contexts != nil { input.reject(.validation("The provided contexts could not be verified.")) }
    }

    // MARK: Permission

    func facts(for caller: Caller, in state: IdentityState) throws(AWSError) -> AuthorizationFacts {
        if case .root = caller.identity { throw .accessDenied("Roles may not be assumed by root accounts.") }
        let inherited = caller.transitiveTags
        try tags.check(inheriting: inherited)
        let found = role.find(in: state, caller.partition)
        let check = check(by: caller, found?.role, inherited)
        var facts = AuthorizationFacts(check)
        if !tags.tags.isEmpty || !inherited.isEmpty {
            facts.checks.append(check.asking("sts:TagSession"))
        }
        if sourceIdentity ?? caller.session?.sourceIdentity != nil {
            facts.checks.append(check.asking("sts:SetSourceIdentity"))
        }
        return facts
    }

    private func check(
        by caller: Caller, _ found: Role?, _ inherited: Tags
    ) -> AuthorizationCheck {
        // AWS: an inherited transitive tag stands in for the role's tag of the same key.
        var resourceTags = found?.tags ?? []
        resourceTags.set(inherited.filter { resourceTags[$0.key] != nil })
        var check = AuthorizationCheck("sts:AssumeRole", on: role.arn, tagged: resourceTags)
        check.denial = .withoutReason
        check.resourcePolicy = .trust(found?.trustPolicy.policies ?? .empty)
        check.context.append((.roleSessionName, .string(sessionName)))
        if let externalID { check.context.append((.externalID, .string(externalID))) }
        if let identity = sourceIdentity ?? caller.session?.sourceIdentity {
            check.context.append((.stsSourceIdentity, .string(identity)))
        }
        return check.with(tags.context)
    }

    // MARK: Credentials

    func run(by caller: Caller, in state: IdentityState, mint: inout CredentialMint) throws(AWSError) -> AssumedRole {
        guard let found = role.find(in: state, caller.partition) else { throw .invalidRole(role.arn) }
        let duration = try sessionDuration(of: found.role, for: caller)
        let session = caller.session
        if let carried = session?.sourceIdentity, let sourceIdentity, sourceIdentity != carried {
            throw .accessDenied("The source identity \(carried) of the calling session can't be changed.")
        }
        let identity = sourceIdentity ?? session?.sourceIdentity
        let policyARNs = try policies.existingARNs(for: found.account, in: state, caller.partition)
        let packedSize = try policies.packedSize(with: tags.tags)
        let principal = SessionPrincipal.role(
            account: found.account, id: found.role.id, name: found.role.name.text, sessionName: sessionName)
        let inherited = caller.transitiveTags
        let credentials = mint.credentials(of: principal, for: duration) { session in
            session.policies = policies.document.map { [$0.text] } ?? []
            session.policyARNs = policyARNs
            session.tags = tags.tags
            session.tags.set(inherited)
            session.transitiveTagKeys = tags.transitiveKeys + inherited.map(\.key)
            session.sourceIdentity = identity
            // AWS: the proof of an earlier session does not go on to the role's; only one that comes with the request.
            session.mfaAuthenticatedAt = proof == nil ? nil : caller.mfaAuthenticatedAt
        }
        return AssumedRole(
            credentials, of: found.role, in: found.account, caller.partition, sessionName: sessionName,
            packedSize: packedSize, sourceIdentity: identity)
    }

    private func sessionDuration(of role: Role, for caller: Caller) throws(AWSError) -> Int {
        guard let duration else { return 3600 }
        if case .role = caller.identity, duration > 3600 {
            throw .validation(
                "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.")
        }
        if duration > role.maxSessionDuration {
            throw .durationExceedsRole
        }
        return duration
    }

    static func encode(_ output: AssumedRole, to writer: inout WireWriter) { writer.encode(output) }
}

private let externalIDConstraint = TextConstraint(
    2...1224, TextPattern("[\\w+=,.@:\\/-]*", of: ASCIISet.word.union("+=,.@:/-")))
