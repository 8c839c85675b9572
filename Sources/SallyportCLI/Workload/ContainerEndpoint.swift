import Foundation
import HTTPTypes
import Hummingbird
import SallyportServer

/// The container credentials endpoint, as the SDKs know it from ECS and EKS.
///
/// Source: AWS SDKs and Tools Reference Guide, "Container credential provider".
struct ContainerEndpoint: Sendable {
    let credentials: RotatingCredentials
    /// What the program has to send; it is in a file that only its user can read.
    let token: String

    static let path = "/v1/credentials"

    /// Answers a request.
    func answer(_ request: Request) async -> Response {
        guard request.uri.path == ContainerEndpoint.path else {
            return .json(["code": "NotFound", "message": "There is nothing here."], status: .notFound)
        }
        guard request.method == .get else {
            return .json(
                ["code": "MethodNotAllowed", "message": "The method must be GET."], status: .methodNotAllowed)
        }
        guard let shown = request.headers[.authorization], ConstantTime.equal(shown, token) else {
            return .json(
                ["code": "Unauthorized", "message": "The authorization token is not right."], status: .unauthorized)
        }
        do {
            let made = try await credentials.credentials()
            return .json([
                "AccessKeyId": made.accessKeyId, "SecretAccessKey": made.secretAccessKey, "Token": made.sessionToken,
                "Expiration": made.expiration, "RoleArn": made.roleArn,
            ])
        } catch let refusal as ServerConnection.Refused {
            return .json(["code": refusal.code, "message": refusal.message], status: .forbidden)
        } catch {
            return .json(
                ["code": "ServiceUnavailable", "message": "The credentials can't be had now."],
                status: .serviceUnavailable)
        }
    }
}

/// Comparison that takes as long for a wrong text as for the right one.
enum ConstantTime {
    static func equal(_ one: String, _ other: String) -> Bool {
        let (one, other) = (Array(one.utf8), Array(other.utf8))
        guard one.count == other.count else { return false }
        return zip(one, other).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }
}

/// A text that nobody can guess.
enum Unguessable {
    static func text() -> String {
        (0..<4).map { _ in
            let digits = String(UInt64.random(in: .min ... .max), radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }
}
