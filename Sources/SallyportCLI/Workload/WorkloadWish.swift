import AWSTypes
import Foundation
import SallyportServer

extension WorkloadCredential {
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
