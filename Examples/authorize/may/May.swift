// Asks Sallyport whether somebody may do something:
//
//     swift run may arn:aws:iam::123456789012:user/alice orders:GetOrder '*' aws:ResourceTag/team=blue
//
// The access key in the environment needs `sallyport:Authorize` and `sallyport:NamePrincipal`. The exit code is 0 where
// the answer is yes, 1 where it is no, and 2 where nobody knows.
import AWSTypes
import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import SigV4

struct Question: Encodable {
    let caller: Caller
    let action: String
    let resource: String
    let context: [String: String]

    struct Caller: Encodable {
        let principal: String
    }
}

struct Answer: Decodable {
    let decision: String
    let requestId: String
    let reason: String?
    let error: Refusal?

    struct Refusal: Decodable {
        let message: String
    }
}

struct Problem: Error {
    let text: String
}

@main
struct May {
    static func main() async {
        do {
            let answer = try await ask(try question(CommandLine.arguments))
            print(answer.decision)
            if let reason = answer.reason ?? answer.error?.message { print(reason) }
            exit(answer.decision == "allowed" ? 0 : 1)
        } catch {
            let text = (error as? Problem)?.text ?? "\(error)"
            FileHandle.standardError.write(Data("error: \(text)\n".utf8))
            exit(2)
        }
    }

    static func question(_ arguments: [String]) throws -> Question {
        guard arguments.count >= 4 else { throw Problem(text: "usage: may PRINCIPAL ACTION RESOURCE [KEY=VALUE ...]") }
        var context: [String: String] = [:]
        for argument in arguments.dropFirst(4) {
            let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { throw Problem(text: "\(argument) is not KEY=VALUE") }
            context[String(parts[0])] = String(parts[1])
        }
        return Question(
            caller: .init(principal: arguments[1]), action: arguments[2], resource: arguments[3], context: context)
    }

    /// Signs the question with the environment's credentials, and sends it.
    static func ask(_ question: Question) async throws -> Answer {
        let environment = ProcessInfo.processInfo.environment
        let endpoint = environment["AWS_ENDPOINT_URL"] ?? "http://127.0.0.1:4566"
        guard let host = URLComponents(string: endpoint)?.host, let port = URLComponents(string: endpoint)?.port,
            let key = environment["AWS_ACCESS_KEY_ID"].flatMap({ AccessKeyID($0) }),
            let secret = environment["AWS_SECRET_ACCESS_KEY"]
        else { throw Problem(text: "AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY must be set") }
        let body = [UInt8](try JSONEncoder().encode(question))
        let signer = Signer(
            accessKeyID: key, secret: SecretKey(secret), sessionToken: environment["AWS_SESSION_TOKEN"],
            region: environment["AWS_REGION"] ?? "us-east-1", rules: .standard("sallyport"))
        let head = signer.sign(
            RequestHead(
                method: "POST", target: "/_sallyport/authorize", fields: [HeaderField("Host", "\(host):\(port)")]),
            payload: .sha256(ContentHash(of: body)), at: Timestamp(seconds: Int64(Date().timeIntervalSince1970)))
        var request = HTTPClientRequest(url: endpoint + head.target)
        request.method = .POST
        request.headers = HTTPHeaders(head.fields.map { ($0.name, $0.value) })
        request.body = .bytes(body)
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(5))
        let answer = Data(try await response.body.collect(upTo: 1 << 20).readableBytesView)
        guard response.status == .ok else { throw Problem(text: String(decoding: answer, as: UTF8.self)) }
        return try JSONDecoder().decode(Answer.self, from: answer)
    }
}
