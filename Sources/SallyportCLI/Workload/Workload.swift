import ArgumentParser
import Foundation
import Hummingbird
import SallyportServer

/// `sallyport workload`.
struct Workload: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Hand a role's credentials to programs, as AWS's services do.",
        discussion: """
            The server is the one at AWS_ENDPOINT_URL. Whoever's access key is in the environment must be allowed \
            iam:PassRole on the role, and the role must trust the service.
            """,
        subcommands: [Run.self, Imds.self])

    /// How long credentials last.
    struct Life: ParsableArguments {
        @Option(
            help: ArgumentHelp(
                "How long credentials last (default: 3600; for ec2.amazonaws.com 21600).", valueName: "seconds"))
        var duration: Int?
        @Option(
            help: ArgumentHelp(
                "How long before their end credentials are replaced (default: half of their life).",
                valueName: "seconds"))
        var refreshBefore: Int64?

        /// Credentials that stay fresh; made once already, so that what is not allowed is known before anything runs.
        func credentials(_ wish: WorkloadWish, from server: ServerConnection) async throws -> RotatingCredentials {
            let rotating = RotatingCredentials(refreshedBefore: refreshBefore) {
                try await wish.credentials(from: server)
            }
            _ = try await rotating.credentials()
            return rotating
        }
    }

    /// `sallyport workload run`.
    struct Run: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Run a command as a role.",
            discussion: """
                The command finds rotating credentials of the role by the SDKs' default chain, as in a container of \
                ECS or EKS. Signals are passed on to it, and its exit status is this command's.
                """)

        @Option(help: ArgumentHelp("The role's name or ARN.", valueName: "role"))
        var role: String?
        @Option(
            help: ArgumentHelp(
                "A task of ECS behind the server, by its id or ARN: run with its role.", valueName: "id"))
        var task: String?
        @Option(help: ArgumentHelp("The task's cluster.", valueName: "name"))
        var cluster: String?
        @Option(
            help: ArgumentHelp("A function of Lambda behind the server: run with its role.", valueName: "name"))
        var function: String?
        @Option(
            help: ArgumentHelp(
                "The service that hands out the role (default: ecs-tasks.amazonaws.com).", valueName: "name"))
        var service: String?
        @Option(help: ArgumentHelp("The session's name (default: the service's).", valueName: "name"))
        var sessionName: String?
        @OptionGroup var life: Life
        @Argument(parsing: .postTerminator, help: ArgumentHelp("The command, after --.", valueName: "command"))
        var command: [String]

        func run() async throws {
            try await reporting {
                let server = try ServerConnection()
                let wish = try await wish(server)
                let token = Unguessable.text()
                let endpoint = ContainerEndpoint(
                    credentials: try await life.credentials(wish, from: server), token: token)
                let file = try TokenFile(token)
                defer { file.remove() }
                let command = command
                let status = try await LoopbackServer.run(answering: endpoint.answer) { port in
                    let environment = WorkloadEnvironment.variables(server, port: port, tokenFile: file.path)
                    return try await ChildProcess.run(command, environment: environment)
                }
                if status != 0 { throw ExitCode(status) }
            }
        }

        private func wish(_ server: ServerConnection) async throws -> WorkloadWish {
            var wish = WorkloadWish(
                role: role, service: service, sessionName: sessionName, durationSeconds: life.duration)
            switch (role, task, function) {
            case (_?, nil, nil): break
            case (nil, let task?, nil):
                wish.role = try await UpstreamWorkload.role(ofTask: task, in: cluster, at: server)
                wish.sessionName = sessionName ?? task.split(separator: "/").last.map(String.init)
            case (nil, nil, let function?):
                wish.role = try await UpstreamWorkload.role(ofFunction: function, at: server)
                wish.service = service ?? "lambda.amazonaws.com"
                wish.sessionName = sessionName ?? function.split(separator: ":").last.map(String.init)
            default: throw Problem("One of --role, --task and --function is needed.")
            }
            return wish
        }
    }
}

/// What a program in a container finds in its environment.
private enum WorkloadEnvironment {
    /// What would come before the container's credentials, or name others.
    private static let removed = [
        "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN", "AWS_PROFILE",
        "AWS_DEFAULT_PROFILE", "AWS_CREDENTIAL_EXPIRATION", "AWS_ROLE_ARN", "AWS_ROLE_SESSION_NAME",
        "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_AUTHORIZATION_TOKEN",
    ]

    /// This process's variables without the person's credentials; the profiles of the person don't count either.
    static func variables(_ server: ServerConnection, port: Int, tokenFile: String) -> [String: String] {
        var variables = ProcessInfo.processInfo.environment
        for name in removed { variables[name] = nil }
        variables["AWS_CONFIG_FILE"] = "/dev/null"
        variables["AWS_SHARED_CREDENTIALS_FILE"] = "/dev/null"
        variables["AWS_ENDPOINT_URL"] = server.endpoint
        variables["AWS_REGION"] = server.region
        variables["AWS_DEFAULT_REGION"] = server.region
        variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = "http://127.0.0.1:\(port)\(ContainerEndpoint.path)"
        variables["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] = tokenFile
        return variables
    }
}

/// The endpoint's token, where only this user can read it.
private struct TokenFile {
    private let directory: URL
    let path: String

    init(_ token: String) throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "sallyport-\(UUID().uuidString)")
        path = directory.appending(path: "token").path
        do {
            try FileManager.default.createDirectory(
                at: directory, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        } catch {
            throw Problem("\(directory.path) can't be made: \(error.localizedDescription)")
        }
        let isMade = FileManager.default.createFile(
            atPath: path, contents: Data(token.utf8), attributes: [.posixPermissions: 0o600])
        guard isMade else { throw Problem("\(path) can't be written.") }
    }

    func remove() { try? FileManager.default.removeItem(at: directory) }
}
