import AWSTypes
import Authentication
import IdentityModel
import IdentityStore
import Operations
import PolicyLanguage
import STSService

/// `POST /_sallyport/workload/credentials`: credentials of a role for a program, as a service of AWS would hand it.
///
/// It is signed, by a principal whose policies allow `iam:PassRole` on the role; the role trusts the service.
struct WorkloadDoor: Sendable {
    let store: StateStore
    let keyRing: KeyRing
    let authenticator: Authenticator
    let gate: Gate
    let uses: UseRecorder
    let surroundings: Surroundings

    /// Answers a request.
    func answer(_ request: ServerRequest, id: String) async throws(AWSError) -> WorkloadCredential {
        let state = store.snapshot
        let caller = try authenticator.caller(
            of: request, for: AuthorizeDoor.service, at: surroundings.now(), id: id, in: state)
        await uses.record(caller, of: AuthorizeDoor.service, for: WorkloadCredentials.operation)
        let wanted = try wish(request.body)
        let facts = try wanted.facts(for: caller, in: state)
        try gate.authorize(facts, named: WorkloadCredentials.operation, by: caller, in: state)
        var mint = CredentialMint(at: caller.request.now, keyRing: keyRing, entropy: RequestEntropy())
        return WorkloadCredential(try wanted.run(by: caller, mint: &mint))
    }

    private func wish(_ body: [UInt8]) throws(AWSError) -> WorkloadCredentials {
        let value: JSONValue
        do {
            value = try JSONReader.read(body)
        } catch {
            throw .validation("The body must be JSON; at \(error)")
        }
        let input = try JSONInput(
            value, at: "", members: ["role", "instanceProfile", "service", "sessionName", "durationSeconds"])
        try input.requireOne(of: "role", or: "instanceProfile")
        let subject: WorkloadSubject =
            if let role = try input.string("role") {
                .role(role)
            } else {
                .instanceProfile(try input.requireString("instanceProfile"))
            }
        return try WorkloadCredentials(
            subject, service: try input.string("service"), sessionName: try input.string("sessionName"),
            duration: try input.integer("durationSeconds"))
    }
}
