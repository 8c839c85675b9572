import ArgumentParser
import Foundation
import SallyportServer

/// `sallyport credential-process`.
struct CredentialProcess: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "credential-process",
        abstract: "Print a role's credentials for the setting credential_process of an AWS profile.",
        discussion: """
            The server is the one at AWS_ENDPOINT_URL. Whoever's access key is in the environment must be allowed \
            iam:PassRole on the role, and the role must trust the service.
            """)

    @Option(help: ArgumentHelp("The role's name or ARN.", valueName: "role"))
    var role: String
    @Option(
        help: ArgumentHelp("The service that hands out the role (default: ecs-tasks.amazonaws.com).", valueName: "name")
    )
    var service: String?
    @Option(help: ArgumentHelp("The session's name (default: the service's).", valueName: "name"))
    var sessionName: String?
    @Option(help: ArgumentHelp("How long the credentials last (default: 3600).", valueName: "seconds"))
    var duration: Int?

    /// What the SDKs read.
    private struct Answer: Encodable {
        let version = 1
        let accessKeyId: String
        let secretAccessKey: String
        let sessionToken: String
        let expiration: String

        private enum CodingKeys: String, CodingKey {
            case version = "Version"
            case accessKeyId = "AccessKeyId"
            case secretAccessKey = "SecretAccessKey"
            case sessionToken = "SessionToken"
            case expiration = "Expiration"
        }
    }

    func run() async throws {
        try await reporting {
            let wish = WorkloadWish(
                role: role, service: service, sessionName: sessionName, durationSeconds: duration)
            let made = try await wish.credentials(from: ServerConnection())
            try printJSON(
                Answer(
                    accessKeyId: made.accessKeyId, secretAccessKey: made.secretAccessKey,
                    sessionToken: made.sessionToken, expiration: made.expiration))
        }
    }
}
