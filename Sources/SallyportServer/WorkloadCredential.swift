import AWSTypes
import IdentityModel
import Operations
import STSService

/// Credentials of a role as a program's credential provider needs them: what `WorkloadDoor` answers.
package struct WorkloadCredential: Codable, Sendable {
    /// The access key's id.
    package let accessKeyId: String
    /// The secret that goes with it.
    package let secretAccessKey: String
    /// The token that goes with both.
    package let sessionToken: String
    /// When they end, in ISO 8601.
    package let expiration: String
    /// When they were made, in ISO 8601.
    package let lastUpdated: String
    /// The role.
    package let roleArn: String
    /// The instance profile that the role was found by.
    package let instanceProfileArn: String?
    /// Its unique id.
    package let instanceProfileId: String?

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
