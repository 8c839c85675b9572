import AWSTypes
import PolicyLanguage
import ServiceFacts
import ServiceRouting
import SigV4
import Synchronization

/// Asks upstreams for what a request does not say and a decision needs.
///
/// What can't be learnt stays unknown, and the facts then fail closed.
package final class UpstreamLookup: Sendable {
    private let client: UpstreamClient
    private let options: UpstreamOptions
    private let table: RoutingTable
    private let tables = Mutex<[String: (keys: [String: String], until: Timestamp)]>([:])

    private static let capacity = 10_000
    /// How long the keys of a table are remembered, in seconds; it may be made anew behind this server's back.
    private static let memory: Int64 = 30

    /// Asks with this client.
    package init(_ client: UpstreamClient, _ options: UpstreamOptions, _ table: RoutingTable) {
        self.client = client
        self.options = options
        self.table = table
    }

    /// What a call needs beyond what it says.
    package func facts(for call: Call, at now: Timestamp, id: String) async -> LearntFacts {
        var learnt = LearntFacts()
        let question = Question(region: call.scope.region, now: now, id: id)
        switch (call.service, call.operation) {
        case ("dynamodb", "CreateTable"), ("dynamodb", "DeleteTable"), ("dynamodb", "UpdateTable"):
            tables.withLock { $0.removeAll() }
        case ("dynamodb", _):
            for name in call.keyedTables {
                for (key, value) in await partitionKeys(of: name, question) { learnt.partitionKeys[key] = value }
            }
        case ("ecs", "RunTask"), ("ecs", "StartTask"), ("ecs", "CreateService"), ("ecs", "UpdateService"):
            if let definition = call.members["taskDefinition"] {
                learnt.taskRoles = await taskRoles(of: definition, question)
            }
        case ("ec2", "RunInstances"):
            if call.members.has("LaunchTemplate") { learnt.templateProfile = await templateProfile(of: call, question) }
        default: break
        }
        return learnt
    }

    private struct Question {
        let region: String
        let now: Timestamp
        let id: String
    }

    // MARK: DynamoDB

    private func partitionKeys(of name: String, _ question: Question) async -> [String: String] {
        let slot = "\(question.region)/\(name)"
        if let known = tables.withLock({ $0[slot] }), known.until > question.now { return known.keys }
        let body = "{\"TableName\":\(quoted(name))}"
        guard let answer = await ask("dynamodb", target: "DynamoDB_20120810.DescribeTable", body, question),
            let table = answer["Table"]
        else { return [:] }
        var keys: [String: String] = [:]
        keys[name] = UpstreamLookup.partitionKey(table)
        for list in ["GlobalSecondaryIndexes", "LocalSecondaryIndexes"] {
            for index in table[list]?.elements ?? [] {
                if let indexName = index["IndexName"]?.string {
                    keys["\(name)/\(indexName)"] = UpstreamLookup.partitionKey(index)
                }
            }
        }
        let entry = (keys: keys, until: question.now + UpstreamLookup.memory)
        tables.withLock { tables in
            if tables.count >= UpstreamLookup.capacity { tables.removeAll() }
            tables[slot] = entry
        }
        return keys
    }

    private static func partitionKey(_ description: JSONValue) -> String? {
        description["KeySchema"]?.elements?.first { $0["KeyType"]?.string == "HASH" }?["AttributeName"]?.string
    }

    // MARK: ECS

    private func taskRoles(of definition: String, _ question: Question) async -> [String]? {
        let body = "{\"taskDefinition\":\(quoted(definition))}"
        let target = "AmazonEC2ContainerServiceV20141113.DescribeTaskDefinition"
        guard let answer = await ask("ecs", target: target, body, question), let found = answer["taskDefinition"] else {
            return nil
        }
        return [found["taskRoleArn"]?.string, found["executionRoleArn"]?.string].compactMap(\.self)
    }

    // MARK: EC2

    private func templateProfile(of call: Call, _ question: Question) async -> String? {
        let id = call.members["LaunchTemplate.LaunchTemplateId"].map { ("LaunchTemplateId", $0) }
        let name = call.members["LaunchTemplate.LaunchTemplateName"].map { ("LaunchTemplateName", $0) }
        guard let which = id ?? name else { return nil }
        let version = call.members["LaunchTemplate.Version"] ?? "$Default"
        let form = [
            ("Action", "DescribeLaunchTemplateVersions"), ("Version", "2016-11-15"), which,
            ("LaunchTemplateVersion.1", version),
        ]
        let body = form.map { "\($0.0)=\($0.1.percentEncodedForForms)" }.joined(separator: "&")
        guard let text = await ask("ec2", form: body, question), text.contains("<launchTemplateData>") else {
            return nil
        }
        guard let open = text.firstRange(of: "<iamInstanceProfile>") else { return "" }
        let rest = text[open.upperBound...]
        guard let close = rest.firstRange(of: "</iamInstanceProfile>") else { return nil }
        let profile = String(rest[..<close.lowerBound])
        return UpstreamLookup.element("arn", in: profile) ?? UpstreamLookup.element("name", in: profile)
    }

    private static func element(_ name: String, in text: String) -> String? {
        guard let open = text.firstRange(of: "<\(name)>"), let close = text.firstRange(of: "</\(name)>"),
            open.upperBound < close.lowerBound
        else { return nil }
        return String(text[open.upperBound..<close.lowerBound])
    }

    // MARK: Asking

    private func ask(_ service: String, target: String, _ body: String, _ question: Question) async -> JSONValue? {
        let isVersion10 = service == "dynamodb"
        let fields = [
            HeaderField("X-Amz-Target", target),
            HeaderField("Content-Type", isVersion10 ? "application/x-amz-json-1.0" : "application/x-amz-json-1.1"),
        ]
        guard let bytes = await send(service, fields, body, question) else { return nil }
        return try? JSONReader.read(bytes)
    }

    private func ask(_ service: String, form: String, _ question: Question) async -> String? {
        let fields = [HeaderField("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")]
        return await send(service, fields, form, question).map { String(decoding: $0, as: UTF8.self) }
    }

    private func send(
        _ service: String, _ fields: [HeaderField], _ body: String, _ question: Question
    ) async -> [UInt8]? {
        let head = RequestHead(method: "POST", target: "/", fields: fields)
        let bytes = Array(body.utf8)
        guard let request = try? WireRequest(head, body: bytes),
            let found = try? table.recognise(request, signedFor: service),
            let address = options.address(of: found.service)
        else { return nil }
        let forwarded = UpstreamRequest(
            head, body: bytes, to: found, at: address, region: question.region, with: options, now: question.now)
        guard let answer = try? await client.ask(forwarded, id: question.id), answer.status == 200 else { return nil }
        return answer.body
    }

    private func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case _ where scalar.value < 0x20: quoted += " "
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}

extension String {
    /// The text as a form's value.
    var percentEncodedForForms: String {
        let plain = ASCIISet.alphanumerics.union("-._~")
        return utf8.map { byte in
            if plain.contains(byte) { return String(UnicodeScalar(byte)) }
            let digits = String(byte, radix: 16, uppercase: true)
            return digits.count == 1 ? "%0\(digits)" : "%\(digits)"
        }.joined()
    }
}
