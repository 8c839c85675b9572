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

    /// What the program's credential provider needs.
    struct Answer: Encodable, Sendable {
        let accessKeyId: String
        let secretAccessKey: String
        let sessionToken: String
        let expiration: String
        let lastUpdated: String
        let roleArn: String
        let instanceProfileArn: String?
        let instanceProfileId: String?

        private enum CodingKeys: String, CodingKey {
            case accessKeyId = "AccessKeyId"
            case secretAccessKey = "SecretAccessKey"
            case sessionToken = "SessionToken"
            case expiration = "Expiration"
            case lastUpdated = "LastUpdated"
            case roleArn = "RoleArn"
            case instanceProfileArn = "InstanceProfileArn"
            case instanceProfileId = "InstanceProfileId"
        }

        init(_ output: WorkloadCredentials.Output) {
            accessKeyId = output.credentials.accessKeyID.text
            secretAccessKey = output.credentials.secret.exposed
            sessionToken = output.credentials.sessionToken
            expiration = output.credentials.expiration.iso8601
            lastUpdated = output.issued.iso8601
            roleArn = output.role.description
            instanceProfileArn = output.profile?.arn.description
            instanceProfileId = output.profile?.id.text
        }
    }

    /// Answers a request.
    func answer(_ request: ServerRequest, id: String) async throws(AWSError) -> Answer {
        let state = store.snapshot
        let caller = try authenticator.caller(
            of: request, for: AuthorizeDoor.service, at: surroundings.now(), id: id, in: state)
        await uses.record(caller, of: AuthorizeDoor.service, for: WorkloadCredentials.operation)
        let wanted = try wish(request.body)
        let facts = try wanted.facts(for: caller, in: state)
        try gate.authorize(facts, named: WorkloadCredentials.operation, by: caller, in: state)
        var mint = CredentialMint(at: caller.request.now, keyRing: keyRing, entropy: RequestEntropy())
        return Answer(try wanted.run(by: caller, mint: &mint))
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
