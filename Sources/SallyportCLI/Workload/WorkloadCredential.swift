import AWSTypes
import Foundation

/// Credentials of a role, as the server gave them for a program.
struct WorkloadCredential: Codable, Sendable {
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

    /// The role's name, without its path.
    var roleName: String { roleArn.split(separator: "/").last.map(String.init) ?? roleArn }

    /// The role's account.
    var accountID: String { ARN(roleArn)?.accountID?.description ?? "" }
}

/// Whose credentials are wanted.
struct WorkloadWish: Encodable, Sendable {
    var role: String?
    var instanceProfile: String?
    var service: String?
    var sessionName: String?
    var durationSeconds: Int?

    /// Asks the server for them.
    func credentials(from server: ServerConnection) async throws -> WorkloadCredential {
        try await server.send("POST", "/_sallyport/workload/credentials", [UInt8](try JSONEncoder().encode(self)))
    }
}
