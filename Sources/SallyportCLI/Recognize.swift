import AWSTypes
import ArgumentParser
import Foundation
import PolicyEngine
import SallyportServer
import ServiceFacts
import ServiceRouting
import SigV4

/// `sallyport recognize`.
struct Recognize: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Tell which operation of which AWS service a request asks for, and what it needs.",
        discussion: """
            Reads requests from the standard input, one JSON object a line: "method", "target" (path and query), \
            "headers" (an object), "body" (text) or "bodyBase64", and "signedFor" (the service in the credential's \
            scope) where there is no Authorization header. Answers with a JSON object a line, in the same order, for \
            the account 123456789012 in us-east-1. No server is needed.
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
        var needs: [Need]?
        var passes: [Pass]?
        var error: String?

        private enum CodingKeys: String, CodingKey {
            case service, operation, labels, needs, passes, error
            case wire = "protocol"
        }
    }

    private struct Need: Encodable {
        var action: String
        var resource: String
        var note: String?
        var context: [String: [String]]
    }

    private struct Pass: Encodable {
        var role: String?
        var instanceProfile: String?
        var services: [String]
        var associatedResource: String?
    }

    func run() async throws {
        try await reporting {
            let table = RoutingTable(ServiceOperationTables.routes)
            let needs = NeedTable(ServiceOperationTables.needs)
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            while let line = readLine() {
                guard let request = try? JSONDecoder().decode(Line.self, from: Data(line.utf8)) else {
                    throw Problem("This is no request: \(line.prefix(200))", hints: ["See 'sallyport help recognize'."])
                }
                print(String(decoding: try encoder.encode(answer(request, table, needs)), as: UTF8.self))
            }
        }
    }

    private func answer(_ line: Line, _ table: RoutingTable, _ needs: NeedTable) -> Answer {
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
            try tell(found, request, body, needs, in: &answer)
        } catch let failure as AWSError {
            answer.error = failure.message
        } catch {
            answer.error = "\(error)"
        }
        return answer
    }

    /// Adds what the operation needs.
    private func tell(
        _ found: Recognition, _ request: WireRequest, _ body: [UInt8], _ table: NeedTable, in answer: inout Answer
    ) throws {
        guard let needed = table.needs(of: found.operation, in: found.service.name) else { return }
        let members = try RequestMembers(found, request, body: body, readsBody: needed.readsBody)
        guard let account = AccountID("123456789012") else { return }
        let scope = CallScope(partition: .aws, region: "us-east-1", account: account)
        let facts = CallFacts(of: Call(found, members, path: request.path, in: scope), needing: needed)
        answer.needs = facts.questions.map { question in
            let context = (facts.context + question.context).map { ($0.key.description, $0.value.texts) }
            return Need(
                action: question.action, resource: question.resource, note: question.note,
                context: Dictionary(context) { $1 })
        }
        if facts.passes.isEmpty { return }
        answer.passes = facts.passes.map { pass in
            var told = Pass(services: pass.services, associatedResource: pass.associatedResource)
            switch pass.reference {
            case .role(let name): told.role = name
            case .profile(let name): told.instanceProfile = name
            case .unknown: told.role = "*"
            }
            return told
        }
    }
}
