import AWSTypes
import ArgumentParser
import Foundation
import SigV4

/// What an upstream of the gateway runs: an instance, a task or a function, with the role that it was launched with.
///
/// The upstream is asked through the server, as the person at the command line, whose policies have to allow it.
enum UpstreamWorkload {
    /// The instance profile that an instance was launched with.
    static func instanceProfile(of instance: String, at server: ServerConnection) async throws -> String {
        let body = "Action=DescribeInstances&Version=2016-11-15&InstanceId.1=\(instance)"
        let text = String(
            decoding: try await server.call("ec2", "POST", "/", [("Content-Type", form)], Array(body.utf8)),
            as: UTF8.self)
        guard let open = text.firstRange(of: "<iamInstanceProfile>"),
            let close = text[open.upperBound...].firstRange(of: "</arn>"),
            let arn = text[open.upperBound..<close.lowerBound].firstRange(of: "<arn>")
        else {
            throw Problem(
                "The instance \(instance) has no instance profile.", hints: ["Name one with --instance-profile."])
        }
        let profile = text[arn.upperBound..<close.lowerBound]
        return profile.split(separator: "/").last.map(String.init) ?? String(profile)
    }

    private struct Tasks: Decodable {
        struct Task: Decodable {
            var taskDefinitionArn: String
            var overrides: Overrides?
        }
        struct Overrides: Decodable { var taskRoleArn: String? }
        var tasks: [Task]
    }
    private struct Definition: Decodable {
        struct Body: Decodable { var taskRoleArn: String? }
        var taskDefinition: Body
    }

    /// The role of a task: its own, or that of its definition.
    static func role(ofTask task: String, in cluster: String?, at server: ServerConnection) async throws -> String {
        let question = ["tasks": [task]] as [String: Any]
        let found: Tasks = try await json(
            "DescribeTasks", question.merging(cluster.map { ["cluster": $0] } ?? [:]) { $1 }, server)
        guard let running = found.tasks.first else { throw Problem("There is no task \(task).") }
        if let role = running.overrides?.taskRoleArn, !role.isEmpty { return role }
        let definition: Definition = try await json(
            "DescribeTaskDefinition", ["taskDefinition": running.taskDefinitionArn], server)
        guard let role = definition.taskDefinition.taskRoleArn, !role.isEmpty else {
            throw Problem("The task \(task) has no role.", hints: ["Name one with --role."])
        }
        return role
    }

    private static func json<Answer: Decodable>(
        _ operation: String, _ body: [String: Any], _ server: ServerConnection
    ) async throws -> Answer {
        let fields = [
            ("X-Amz-Target", "AmazonEC2ContainerServiceV20141113.\(operation)"),
            ("Content-Type", "application/x-amz-json-1.1"),
        ]
        let bytes = [UInt8](try JSONSerialization.data(withJSONObject: body))
        return try JSONDecoder().decode(Answer.self, from: try await server.call("ecs", "POST", "/", fields, bytes))
    }

    private struct Function: Decodable {
        var role: String
        private enum CodingKeys: String, CodingKey { case role = "Role" }
    }

    /// The role of a function.
    static func role(ofFunction name: String, at server: ServerConnection) async throws -> String {
        let escaped = name.addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(["-", "_"])) ?? name
        let path = "/2015-03-31/functions/\(escaped)/configuration"
        return try JSONDecoder().decode(Function.self, from: try await server.call("lambda", "GET", path)).role
    }

    private static let form = "application/x-www-form-urlencoded; charset=utf-8"
}

extension ServerConnection {
    /// Sends a signed request to a service behind the server; the body of an answer that is no refusal.
    func call(
        _ service: String, _ method: String, _ path: String, _ fields: [(String, String)] = [], _ body: [UInt8] = []
    ) async throws -> Data {
        let (status, bytes) = try await exchange(service, method, path, fields, body)
        if status == 200 { return bytes }
        let text = String(decoding: bytes.prefix(1000), as: UTF8.self)
        throw Problem(
            "\(service) answered \(status): \(text)",
            hints: ["The server needs an upstream for it: sallyport serve --upstream \(service)=URL"])
    }
}
