import AWSTypes
import ArgumentParser
import Foundation
import ServiceOperationData
import ServiceRouting
import SigV4

/// `sallyport recognize`.
struct Recognize: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Tell which operation of which AWS service a request asks for.",
        discussion: """
            Reads requests from the standard input, one JSON object a line: "method", "target" (path and query), \
            "headers" (an object), "body" (text) or "bodyBase64", and "signedFor" (the service in the credential's \
            scope) where there is no Authorization header. Answers with a JSON object a line, in the same order. No \
            server is needed.
            """)

    private struct Line: Decodable {
        var method: String?
        var target: String
        var headers: [String: String]?
        var body: String?
        var bodyBase64: String?
        var signedFor: String?
    }

    private struct Answer: Encodable {
        var service: String?
        var operation: String?
        var wire: String?
        var labels: [String: String]?
        var error: String?

        private enum CodingKeys: String, CodingKey {
            case service, operation, labels, error
            case wire = "protocol"
        }
    }

    func run() async throws {
        try await reporting {
            let table = RoutingTable(Recognize.routes)
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            while let line = readLine() {
                guard let request = try? JSONDecoder().decode(Line.self, from: Data(line.utf8)) else {
                    throw Problem("This is no request: \(line.prefix(200))", hints: ["See 'sallyport help recognize'."])
                }
                print(String(decoding: try encoder.encode(answer(request, table)), as: UTF8.self))
            }
        }
    }

    private func answer(_ line: Line, _ table: RoutingTable) -> Answer {
        let fields = (line.headers ?? [:]).sorted { $0.key < $1.key }.map { HeaderField($0.key, $0.value) }
        let head = RequestHead(method: line.method ?? "GET", target: line.target, fields: fields)
        let body =
            line.bodyBase64.flatMap { Data(base64Encoded: $0) }.map { [UInt8]($0) } ?? Array((line.body ?? "").utf8)
        var answer = Answer()
        do {
            let claim = try SignatureClaim(of: head)
            let request = try WireRequest(head, body: body)
            let name = claim?.scope.service ?? line.signedFor
            guard let found = try table.recognise(request, signedFor: name) else { return answer }
            answer.service = found.service.name
            answer.operation = found.operation
            answer.wire = found.wire.rawValue
            if !found.labels.isEmpty {
                answer.labels = Dictionary(found.labels.map { ($0.name, $0.value) }) { first, _ in first }
            }
        } catch let failure as AWSError {
            answer.error = failure.message
        } catch {
            answer.error = "\(error)"
        }
        return answer
    }

    private static var routes: [UInt8] {
        var length = 0
        let start = sallyport_operation_routes(&length)
        return [UInt8](UnsafeBufferPointer(start: start, count: length))
    }
}
