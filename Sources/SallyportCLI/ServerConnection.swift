import AWSTypes
import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import SigV4

/// A running server, as those whose keys are in the environment see it.
struct ServerConnection: Sendable {
    /// Its URL.
    let endpoint: String
    private let authority: String
    private let key: AccessKeyID
    private let secret: SecretKey
    private let sessionToken: String?
    /// The region that requests are signed for.
    let region: String

    /// Reads `AWS_ENDPOINT_URL`, the access key and the region as AWS's clients do.
    init() throws {
        let environment = ProcessInfo.processInfo.environment
        endpoint = environment["AWS_ENDPOINT_URL"] ?? "http://127.0.0.1:4566"
        guard let url = URLComponents(string: endpoint), let host = url.host else {
            throw Problem("AWS_ENDPOINT_URL is no URL: \(endpoint)")
        }
        let isDefaultPort = url.port == nil || url.port == (url.scheme == "https" ? 443 : 80)
        authority = isDefaultPort ? host : "\(host):\(url.port ?? 80)"
        guard let key = environment["AWS_ACCESS_KEY_ID"].flatMap({ AccessKeyID($0) }),
            let secret = environment["AWS_SECRET_ACCESS_KEY"], !secret.isEmpty
        else {
            throw Problem(
                "An access key of the server is needed.",
                hints: [
                    "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY to what 'sallyport serve' printed at its first start."
                ])
        }
        self.key = key
        self.secret = SecretKey(secret)
        sessionToken = environment["AWS_SESSION_TOKEN"].flatMap { $0.isEmpty ? nil : $0 }
        region = environment["AWS_REGION"] ?? environment["AWS_DEFAULT_REGION"] ?? "us-east-1"
    }

    private struct Refusal: Decodable {
        let code: String
        let message: String
    }

    /// What the server answered in place of what was asked for.
    struct Refused: Error {
        let code: String
        let message: String
    }

    /// Sends a signed request to one of the server's own doors, and reads the JSON it answers.
    func send<Answer: Decodable>(_ method: String, _ path: String, _ body: [UInt8] = []) async throws -> Answer {
        let (status, bytes) = try await exchange("sallyport", method, path, [], body)
        if status == 200 { return try JSONDecoder().decode(Answer.self, from: bytes) }
        guard let refusal = try? JSONDecoder().decode(Refusal.self, from: bytes) else {
            throw Problem("\(endpoint) answered \(status).", hints: ["Is a Sallyport server there?"])
        }
        throw Refused(code: refusal.code, message: refusal.message)
    }

    /// Sends a request that is signed for a service.
    func exchange(
        _ service: String, _ method: String, _ path: String, _ fields: [(String, String)], _ body: [UInt8]
    ) async throws -> (UInt, Data) {
        let now = Timestamp(seconds: Int64(Date().timeIntervalSince1970))
        let signer = Signer(
            accessKeyID: key, secret: secret, sessionToken: sessionToken, region: region, rules: .standard(service))
        let unsigned = [HeaderField("host", authority)] + fields.map { HeaderField($0.0, $0.1) }
        let head = signer.sign(
            RequestHead(method: method, target: path, fields: unsigned), payload: .sha256(ContentHash(of: body)),
            at: now)
        var request = HTTPClientRequest(url: endpoint + path)
        request.method = HTTPMethod(rawValue: method)
        request.headers = HTTPHeaders(head.fields.map { ($0.name, $0.value) })
        request.body = .bytes(body)
        return try await exchange(request)
    }

    private func exchange(_ request: HTTPClientRequest) async throws -> (UInt, Data) {
        do {
            let response = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
            let body = try await response.body.collect(upTo: 1 << 20)
            return (response.status.code, Data(body.readableBytesView))
        } catch {
            throw Problem(
                "\(endpoint) can't be reached: \(error)", hints: ["Start a server with 'sallyport serve'."])
        }
    }
}
