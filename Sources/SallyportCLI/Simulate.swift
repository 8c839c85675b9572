import AWSTypes
import ArgumentParser
import Foundation
import PolicyAnalysis

/// `sallyport simulate`.
struct Simulate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Tell whether policies allow something, and why.",
        discussion: """
            Works on files, without a server. With --principal-arn it asks the server at AWS_ENDPOINT_URL what a \
            user or role there could do; policies from files then join or replace its own, and the access key in the \
            environment must be that of a root user.

            Each action is decided on each resource. The exit code is 0 where all of it is allowed, 2 where \
            something is denied, and 1 where the question can't be answered.
            """)

    @Option(
        name: .customLong("policy"),
        help: ArgumentHelp("A policy of the principal; give as many as there are.", valueName: "file"))
    var policies: [String] = []
    @Option(
        name: .customLong("resource-policy"),
        help: ArgumentHelp("The policy on the resources: a bucket policy, a trust policy …", valueName: "file"))
    var resourcePolicies: [String] = []
    @Option(
        name: .customLong("boundary"), help: ArgumentHelp("The principal's permissions boundary.", valueName: "file"))
    var boundaries: [String] = []
    @Option(
        name: .customLong("session-policy"),
        help: ArgumentHelp("A policy that was passed when the session was made.", valueName: "file"))
    var sessionPolicies: [String] = []
    @Option(
        name: .customLong("scp"),
        help: ArgumentHelp(
            "A service control policy; 0=FILE stands at the organization's root, 1=FILE below it. Without a number "
                + "all stand at one level.", valueName: "[level=]file"))
    var serviceControlPolicies: [String] = []
    @Option(
        name: .customLong("rcp"),
        help: ArgumentHelp("A resource control policy, with a level as above.", valueName: "[level=]file"))
    var resourceControlPolicies: [String] = []

    @Option(
        help: ArgumentHelp(
            "Who asks: an ARN, an account's number, a service's name, or * for anybody "
                + "(default: \(Simulate.somebody)).", valueName: "arn"))
    var principal: String?
    @Option(help: ArgumentHelp("A user or role of the running server.", valueName: "arn"))
    var principalArn: String?
    @Option(name: .customLong("action"), help: ArgumentHelp("What for, such as s3:GetObject.", valueName: "action"))
    var actions: [String]
    @Option(
        name: .customLong("resource"),
        help: ArgumentHelp("On what (default: *, which is no resource in particular).", valueName: "arn"))
    var resources: [String] = []
    @Option(
        help: ArgumentHelp(
            "Whose the resources are, where their ARNs don't tell and it is not the principal's account.",
            valueName: "id"))
    var resourceAccount: String?
    @Option(
        name: .customLong("context"),
        help: ArgumentHelp("A condition key of the request, with its value or values.", valueName: "key=value[,value]"))
    var context: [String] = []
    @Option(help: ArgumentHelp("A JSON object of condition keys and values.", valueName: "file"))
    var contextFile: String?
    @Flag(help: "List statements about other actions too.")
    var all = false
    @Flag(help: "Print JSON.")
    var json = false

    private static let somebody = "arn:aws:iam::111122223333:user/somebody"

    private struct Answer: Decodable {
        let decisions: [DecisionReport]
    }

    private struct Result: Encodable {
        let allowed: Bool
        let decisions: [DecisionReport]
    }

    func run() async throws {
        var isAllowed = false
        try await reporting {
            let decisions = try await decide(question())
            isAllowed = decisions.allSatisfy { $0.decision == .allowed }
            if json { return try printJSON(Result(allowed: isAllowed, decisions: decisions)) }
            let texts = decisions.map { $0.lines(.ofStandardOutput, everything: all).joined(separator: "\n") }
            print(texts.joined(separator: "\n\n"))
            if decisions.count > 1 {
                let count = decisions.filter { $0.decision == .allowed }.count
                print("\n\(count) allowed, \(decisions.count - count) denied")
            }
        }
        if !isAllowed { throw ExitCode(2) }
    }

    private func decide(_ question: WhatIf) async throws -> [DecisionReport] {
        if principalArn != nil {
            let answer: Answer = try await ServerConnection().send(
                "POST", "/_sallyport/simulate", [UInt8](try JSONEncoder().encode(question)))
            return answer.decisions
        }
        do throws(WhatIf.Fault) {
            return try question.reports(at: Timestamp(seconds: Int64(Date().timeIntervalSince1970)))
        } catch {
            throw Problem(error.problem, hints: [error.remedy].compactMap(\.self))
        }
    }

    private func question() throws -> WhatIf {
        if principal != nil, principalArn != nil {
            throw Problem(
                "--principal and --principal-arn exclude each other.",
                hints: ["The first needs no server; the second is a user or role of a running one."])
        }
        let policies =
            try PolicyFiles.read(policies, .identity) + PolicyFiles.read(boundaries, .permissionsBoundary)
            + PolicyFiles.read(sessionPolicies, .session) + PolicyFiles.read(resourcePolicies, .resource)
            + PolicyFiles.readLevels(serviceControlPolicies, .serviceControl)
            + PolicyFiles.readLevels(resourceControlPolicies, .resourceControl)
        if policies.isEmpty, principalArn == nil {
            throw Problem(
                "There is no policy to decide by.",
                hints: [
                    "Pass files with --policy or --resource-policy, or a principal of a server with --principal-arn."
                ])
        }
        return WhatIf(
            principal: principalArn ?? principal ?? Simulate.somebody, actions: actions,
            resources: resources.isEmpty ? ["*"] : resources, resourceAccount: resourceAccount,
            context: try ContextOptions.read(context, file: contextFile), policies: policies)
    }
}
