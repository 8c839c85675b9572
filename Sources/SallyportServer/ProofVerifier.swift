import AWSTypes
import Logging
import Operations
import SAMLVerification
import WebIdentity

/// Verifies what requests bring in place of a signature.
struct ProofVerifier: Sendable {
    private let webIdentities: WebIdentityVerifier
    private let assertions: SAMLVerifier

    /// A verifier of a server that began at a moment.
    init(_ options: WebIdentityOptions, since start: Timestamp, logger: Logger) throws {
        assertions = SAMLVerifier(since: start)
        webIdentities = try WebIdentityVerifier(options, logger: logger)
    }

    /// What a proof says, once it is known that the identity provider said it.
    func claims(of proof: IdentityProof, at now: Timestamp) async throws(AWSError) -> IdentityClaims {
        switch proof {
        case .webIdentity(let proof): .webIdentity(try await webIdentities.claims(of: proof, at: now))
        case .saml(let proof): .saml(try assertions.assertion(of: proof))
        }
    }

    /// Takes a proof down as used, where it is good for one use.
    func use(_ claims: IdentityClaims, by identity: FederatedIdentity, at now: Timestamp) throws(AWSError) {
        if case .saml(let assertion) = claims { try assertions.use(assertion, by: identity, at: now) }
    }

    /// Ends connections to identity providers.
    func close() async { await webIdentities.close() }
}
