import AWSTypes
import Foundation
import PolicyEngine
import PolicyLanguage

/// Policies, requests, and the decision expected of each: one file of workloads.
struct Workload {
    let name: String
    let layers: PolicyLayers
    let statementCount: Int
    /// All documents, to measure what compiling them takes.
    let documents: [PolicyDocument]
    let requests: [AuthorizationRequest]
    let expectations: [String]

    struct Malformed: Error, CustomStringConvertible {
        let description: String
    }

    /// Reads a file in the format of `generate-workloads`.
    init(contentsOf path: String) throws {
        let json = try JSONReader.read(Data(contentsOf: URL(fileURLWithPath: path)))
        func require<Value>(_ value: Value?, _ what: String) throws -> Value {
            guard let value else { throw Malformed(description: "\(path): no \(what)") }
            return value
        }
        var documents: [PolicyDocument] = []
        func policy(_ value: JSONValue, _ type: PolicyType, _ id: String) throws -> CompiledPolicy {
            let document = try PolicyDocument(parsing: Workload.text(of: value))
            documents.append(document)
            return CompiledPolicy(document, source: PolicySource(type, id: id))
        }
        name = try require(json["name"]?.string, "name")
        let identity = try require(json["identity"]?.elements, "identity").enumerated().map {
            try policy($1, .identity, "identity.\($0)")
        }
        var layers = PolicyLayers(identity: PolicySet(identity))
        if let boundary = json["boundary"], boundary.members != nil {
            layers.permissionsBoundary = PolicySet([try policy(boundary, .boundary, "boundary")])
        }
        layers.serviceControl = try (json["scps"]?.elements ?? []).enumerated().map {
            PolicySet([try policy($1, .serviceControl, "scp.\($0)")])
        }
        if let resource = json["resource"], resource.members != nil {
            layers.resource = .ordinary(PolicySet([try policy(resource, .resource, "resource")]))
        }
        self.layers = layers
        self.documents = documents
        statementCount = documents.reduce(0) { $0 + $1.statements.count }
        let requests = try require(json["requests"]?.elements, "requests")
        self.requests = try requests.map { request in
            var context = RequestContext()
            for member in try require(request["context"]?.members, "context") {
                context.set(ContextKey(member.name), parsing: member.value.scalarText ?? "")
            }
            let arn = try require(request["principal"]?.string.flatMap { ARN($0) }, "principal")
            return AuthorizationRequest(
                principal: .user(arn: arn), action: try require(request["action"]?.string, "action"),
                resource: try require(request["resource"]?.string, "resource"), context: context)
        }
        expectations = try requests.map { try require($0["expect"]?.string, "expect") }
    }

    /// A value as JSON.
    private static func text(of value: JSONValue) -> String {
        func quoted(_ text: String) -> String {
            "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
        }
        switch value.content {
        case .object(let members):
            return "{" + members.map { quoted($0.name) + ":" + Workload.text(of: $0.value) }.joined(separator: ",")
                + "}"
        case .array(let elements): return "[" + elements.map(Workload.text).joined(separator: ",") + "]"
        case .string(let text): return quoted(text)
        case .number(let text): return text
        case .boolean(let truth): return truth ? "true" : "false"
        case .null: return "null"
        }
    }
}
