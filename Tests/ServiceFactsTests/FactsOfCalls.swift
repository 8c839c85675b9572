import AWSTypes
import PolicyEngine
import ServiceFacts
import ServiceOperationData
import ServiceRouting
import SigV4

/// Calls of AWS's services as their clients write them, and what they need.
enum FactsOfCalls {
    static let routes: RoutingTable = {
        var length = 0
        let start = sallyport_operation_routes(&length)
        return RoutingTable(Array(UnsafeBufferPointer(start: start, count: length)))
    }()
    static let needs: NeedTable = {
        var length = 0
        let start = sallyport_operation_needs(&length)
        return NeedTable(Array(UnsafeBufferPointer(start: start, count: length)))
    }()

    /// What went wrong in a test's own request.
    enum Unusable: Error {
        case request
    }

    /// The facts of a call of a JSON service.
    static func json(
        _ service: String, _ target: String, _ body: String, learnt: LearntFacts = LearntFacts()
    ) throws -> CallFacts {
        try call(service, "POST", "/", [("x-amz-target", target)], body, learnt)
    }

    /// The facts of a call of a query service.
    static func query(_ service: String, _ form: String, learnt: LearntFacts = LearntFacts()) throws -> CallFacts {
        try call(service, "POST", "/", [("content-type", "application/x-www-form-urlencoded")], form, learnt)
    }

    /// The facts of a call of a REST service.
    static func rest(_ service: String, _ method: String, _ target: String, _ body: String = "") throws -> CallFacts {
        try call(service, method, target, [], body, LearntFacts())
    }

    /// The facts of a call of a service that speaks CBOR.
    static func cbor(_ service: String, _ path: String, _ body: [UInt8]) throws -> CallFacts {
        try call(service, "POST", path, [("smithy-protocol", "rpc-v2-cbor")], bytes: body, LearntFacts())
    }

    static func call(
        _ service: String, _ method: String, _ target: String, _ fields: [(String, String)], _ body: String,
        _ learnt: LearntFacts
    ) throws -> CallFacts {
        try call(service, method, target, fields, bytes: Array(body.utf8), learnt)
    }

    private static func call(
        _ service: String, _ method: String, _ target: String, _ fields: [(String, String)], bytes body: [UInt8],
        _ learnt: LearntFacts
    ) throws -> CallFacts {
        let head = RequestHead(method: method, target: target, fields: fields.map { HeaderField($0.0, $0.1) })
        let request = try WireRequest(head, body: body)
        guard let found = try routes.recognise(request, signedFor: service),
            let needed = needs.needs(of: found.operation, in: found.service.name),
            let account = AccountID("123456789012")
        else { throw Unusable.request }
        let members = try RequestMembers(found, request, body: body, readsBody: needed.readsBody)
        let scope = CallScope(partition: .aws, region: "eu-west-1", account: account)
        var call = Call(found, members, path: request.path, in: scope)
        call.learnt = learnt
        return CallFacts(of: call, needing: needed)
    }
}

extension CallFacts {
    /// The questions as `action resource`, with what every ARN begins with left out.
    var asked: [String] {
        questions.map { question in
            let resource = question.resource.replacing(":eu-west-1:123456789012:", with: "::")
            return "\(question.action) \(resource.replacing("arn:aws:", with: ""))"
        }
    }

    /// The values of a condition key, of the call or of its first question that has it.
    func values(_ name: String) -> [String]? {
        let all = context + questions.flatMap(\.context)
        return all.first { $0.key.description.lowercased() == name.lowercased() }?.value.texts
    }

    /// The passed roles as `role → services (resource)`.
    var passed: [String] {
        passes.map { pass in
            let what =
                switch pass.reference {
                case .role(let text): text
                case .profile(let text): "profile \(text)"
                case .unknown: "unknown"
                }
            let resource = pass.associatedResource.map {
                " for " + $0.replacing(":eu-west-1:123456789012:", with: "::")
            }
            return "\(what) → \(pass.services.joined(separator: ","))\(resource ?? "")"
        }
    }
}
