import AWSTypes
import Authentication
import IdentityModel
import Operations
import PolicyEngine
import PolicyLanguage

/// A role that somebody asks for whom an identity provider vouches: what AssumeRoleWithSAML and
/// AssumeRoleWithWebIdentity have in common.
struct FederatedRole: Sendable {
    let role: RoleReference
    let policies: SessionPolicyInput
    let duration: Int?
    /// The operation, which is the action that the trust policy has to allow.
    let operation: String

    /// Only the role's trust policy is asked: the caller has no policies here.
    func facts(
        for identity: FederatedIdentity, named sessionName: String, in state: IdentityState, _ partition: Partition
    ) -> AuthorizationFacts {
        let found = role.find(in: state, partition)
        var check = AuthorizationCheck("sts:\(operation)", on: role.arn, tagged: found?.role.tags ?? [])
        check.denial = .fixed(denial)
        check.resourcePolicy = .trust(found?.role.trustPolicy.policies ?? .empty)
        check.context.append((.roleSessionName, .string(sessionName)))
        check.context += identity.contextKeys.map { (ContextKey($0.name), $0.contextValue) }
        if let sourceIdentity = identity.sourceIdentity {
            check.context.append((.stsSourceIdentity, .string(sourceIdentity)))
        }
        if !identity.tags.isEmpty {
            check.context += SessionTagInput.context(of: identity.tags, transitive: identity.transitiveTagKeys)
        }
        var facts = AuthorizationFacts(check)
        if !identity.tags.isEmpty { facts.checks.append(check.asking("sts:TagSession")) }
        if identity.sourceIdentity != nil { facts.checks.append(check.asking("sts:SetSourceIdentity")) }
        return facts
    }

    /// The one answer to everybody who may not have the role, be it there or not.
    var denial: AWSError { .accessDenied("Not authorized to perform sts:\(operation)") }

    /// Credentials of the role; `longest` is what the proof itself limits a session to, in seconds.
    func assume(
        for identity: FederatedIdentity, named sessionName: String, atMost longest: Int? = nil,
        in state: IdentityState, _ partition: Partition, mint: inout CredentialMint
    ) throws(AWSError) -> AssumedRole {
        guard let found = role.find(in: state, partition) else { throw denial }
        var duration = duration ?? 3600
        if duration > found.role.maxSessionDuration { throw .durationExceedsRole }
        if let longest { duration = min(duration, longest) }
        let policyARNs = try policies.existingARNs(for: found.account, in: state, partition)
        let packedSize = try policies.packedSize(with: identity.tags)
        let principal = SessionPrincipal.role(
            account: found.account, id: found.role.id, name: found.role.name.text, sessionName: sessionName)
        let credentials = mint.credentials(of: principal, for: duration) { session in
            session.policies = policies.document.map { [$0.text] } ?? []
            session.policyARNs = policyARNs
            session.tags = identity.tags
            session.transitiveTagKeys = identity.transitiveTagKeys
            session.sourceIdentity = identity.sourceIdentity
            session.federatedProvider = identity.provider
            session.contextKeys = identity.lastingKeys
        }
        return AssumedRole(
            credentials, of: found.role, in: found.account, partition, sessionName: sessionName,
            packedSize: packedSize, sourceIdentity: identity.sourceIdentity)
    }
}
