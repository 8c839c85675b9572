import AWSProtocols
import AWSTypes
import Authentication
import IdentityModel
import Operations
import PolicyEngine
import PolicyLanguage

/// Gives out credentials of a name that the calling user vouches for: with no more permissions than the user has and
/// the session policies let through.
struct GetFederationToken: CredentialOperation {
    let federatedName: String
    let policies: SessionPolicyInput
    let tags: SessionTagInput
    let duration: Int?

    init(from input: WireInput) {
        federatedName = input.requireText("Name", federatedNameConstraint)
        policies = SessionPolicyInput(from: input)
        tags = SessionTagInput(tagsFrom: input)
        duration = input.integer("DurationSeconds", in: userSessionSeconds)
    }

    // MARK: Permission

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        var facts = AuthorizationFacts(check("sts:GetFederationToken", by: caller))
        if !tags.tags.isEmpty { facts.checks.append(check("sts:TagSession", by: caller)) }
        return facts
    }

    private func check(_ action: String, by caller: Caller) -> AuthorizationCheck {
        AuthorizationCheck(action, on: federatedARN(for: caller)).with(tags.context)
    }

    private func federatedARN(for caller: Caller) -> ARN {
        .sts(caller.accountID, "federated-user/\(federatedName)", in: caller.partition)
    }

    // MARK: Credentials

    func run(by caller: Caller, in state: IdentityState, mint: inout CredentialMint) throws(AWSError) -> Output {
        let issuer: UserID?
        switch caller.identity {
        case .user(let user): issuer = user.id
        case .root: issuer = nil
        case .role, .federatedUser, .federated, .anonymous:
            throw .accessDenied("Cannot call GetFederationToken with session credentials")
        }
        let policyARNs = try policies.existingARNs(for: caller.accountID, in: state, caller.partition)
        let packedSize = try policies.packedSize(with: tags.tags)
        let principal = SessionPrincipal.federatedUser(
            account: caller.accountID, name: federatedName, issuer: issuer)
        let credentials = mint.credentials(of: principal, for: caller.sessionSeconds(asked: duration)) { session in
            session.policies = policies.document.map { [$0.text] } ?? []
            session.policyARNs = policyARNs
            session.tags = tags.tags
        }
        return Output(
            credentials: credentials, id: "\(caller.accountID):\(federatedName)", arn: federatedARN(for: caller),
            packedSize: packedSize)
    }

    struct Output: Sendable {
        let credentials: TemporaryCredentials
        let id: String
        let arn: ARN
        let packedSize: Int?
    }

    static func encode(_ output: Output, to writer: inout WireWriter) {
        writer.encode(output.credentials)
        writer.structure("FederatedUser") { writer in
            writer.field("FederatedUserId", output.id)
            writer.field("Arn", output.arn)
        }
        writer.field("PackedPolicySize", output.packedSize)
    }
}

private let federatedNameConstraint = TextConstraint(2...32, .nameOrEmpty)
