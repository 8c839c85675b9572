import AWSTypes
import HTTPTypes
import Hummingbird
import SallyportServer

/// The instance metadata service, as far as programs need it for credentials and their place.
///
/// Source: EC2 User Guide, "Use the Instance Metadata Service to access instance metadata".
struct MetadataEndpoint: Sendable {
    let credentials: RotatingCredentials
    let region: String
    let instanceID: String
    let allowsV1: Bool
    let started: Timestamp
    private let tokens = MetadataTokens()

    init(credentials: RotatingCredentials, region: String, instanceID: String, allowsV1: Bool, started: Timestamp) {
        (self.credentials, self.region, self.instanceID) = (credentials, region, instanceID)
        (self.allowsV1, self.started) = (allowsV1, started)
    }

    /// Answers a request.
    func answer(_ request: Request) async -> Response {
        guard isForThisMachine(request) else { return .text("403 - Forbidden", status: .forbidden) }
        let path = request.uri.path
        switch request.method {
        case .put where path == "/latest/api/token": return token(request)
        case .get, .head:
            if let token = request.headers[.metadataToken] {
                guard tokens.accept(token) else { return .text("401 - Unauthorized", status: .unauthorized) }
            } else if !allowsV1 {
                return .text("401 - Unauthorized", status: .unauthorized)
            }
            return await metadata(path)
        default: return .text("405 - Method Not Allowed", status: .methodNotAllowed)
        }
    }

    /// Whether the host was named by its address: a page in a browser that was led here by a name must get nothing.
    private func isForThisMachine(_ request: Request) -> Bool {
        guard let authority = request.head.authority else { return true }
        let host = authority.split(separator: ":").first ?? ""
        return host == "localhost" || host.allSatisfy { $0.isNumber || $0 == "." }
    }

    /// AWS: a token is not for those who ask through a proxy, which might be open to everyone.
    private func token(_ request: Request) -> Response {
        if request.headers[.forwardedFor] != nil { return .text("403 - Forbidden", status: .forbidden) }
        guard let text = request.headers[.tokenLife], let seconds = Int(text), (1...21_600).contains(seconds) else {
            return .text("400 - Bad Request", status: .badRequest)
        }
        var response = Response.text(tokens.make(for: seconds))
        response.headers[.tokenLife] = String(seconds)
        return response
    }

    private func metadata(_ path: String) async -> Response {
        let parts = path.split(separator: "/").map(String.init)
        guard parts.first == "latest" else { return .notHere }
        switch parts.dropFirst().joined(separator: "/") {
        case "": return .text("dynamic\nmeta-data")
        case "dynamic": return .text("instance-identity/")
        case "dynamic/instance-identity": return .text("document")
        case "meta-data": return .text("iam/\ninstance-id\nplacement/")
        case "meta-data/instance-id": return .text(instanceID)
        case "meta-data/placement": return .text("availability-zone\nregion")
        case "meta-data/placement/region": return .text(region)
        case "meta-data/placement/availability-zone": return .text(region + "a")
        case "meta-data/iam": return .text("info\nsecurity-credentials/")
        default: return await roleMetadata(Array(parts.dropFirst()))
        }
    }

    /// What can be told only with the role at hand.
    private func roleMetadata(_ path: [String]) async -> Response {
        let made: WorkloadCredential
        do {
            made = try await credentials.credentials()
        } catch let refusal as ServerConnection.Refused {
            // AWS: 200, and a code that says that the role could not be assumed.
            return .json(["Code": "AssumeRoleUnauthorizedAccess", "Message": refusal.message])
        } catch {
            return .text("503 - Service Unavailable", status: .serviceUnavailable)
        }
        switch path {
        case ["meta-data", "iam", "security-credentials"]: return .text(made.roleName)
        case ["meta-data", "iam", "security-credentials", made.roleName]:
            return .json([
                "Code": "Success", "LastUpdated": made.lastUpdated, "Type": "AWS-HMAC",
                "AccessKeyId": made.accessKeyId, "SecretAccessKey": made.secretAccessKey, "Token": made.sessionToken,
                "Expiration": made.expiration,
            ])
        case ["meta-data", "iam", "info"]:
            return .json([
                "Code": "Success", "LastUpdated": made.lastUpdated,
                "InstanceProfileArn": made.instanceProfileArn ?? "", "InstanceProfileId": made.instanceProfileId ?? "",
            ])
        case ["dynamic", "instance-identity", "document"]:
            return .json([
                "accountId": made.accountID, "architecture": "x86_64", "availabilityZone": region + "a",
                "instanceId": instanceID, "pendingTime": started.iso8601, "privateIp": "127.0.0.1",
                "region": region, "version": "2017-09-30",
            ])
        default: return .notHere
        }
    }
}

extension Response {
    fileprivate static var notHere: Response { .text("404 - Not Found", status: .notFound) }
}

extension HTTPField.Name {
    private static func known(_ name: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(name) else { preconditionFailure("the name is a token") }
        return name
    }
    fileprivate static let metadataToken = known("X-aws-ec2-metadata-token")
    fileprivate static let tokenLife = known("X-aws-ec2-metadata-token-ttl-seconds")
    fileprivate static let forwardedFor = known("X-Forwarded-For")
}
