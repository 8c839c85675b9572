import AWSTypes
import ArgumentParser
import Foundation
import PolicyAnalysis
import SallyportServer
import ServiceFacts

/// `sallyport policy`.
struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "Write policies.", subcommands: [Generate.self])

    /// `sallyport policy generate`.
    struct Generate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write the least policy that covers what a principal really did.",
            discussion: """
                It is read from the audit log: the actions and resources of all calls that were served. Run the server \
                with --enforcement audit to learn what a principal needs before it may. No server is needed.
                """)

        @Option(
            help: ArgumentHelp(
                "A user's, a role's or a session's ARN; of a role, all sessions count.", valueName: "arn"))
        var principal: String
        @Option(
            help: ArgumentHelp("How far to look back: 90s, 30m, 1h, 7d (default: all there is).", valueName: "time"))
        var since: String?
        @Option(
            help: ArgumentHelp("The directory of the audit log (default: .sallyport/audit).", valueName: "directory"))
        var auditLog: String?

        func run() async throws {
            try await reporting {
                guard ARN(principal) != nil else { throw Problem("\(principal) is no ARN.") }
                let from = try since.map(Self.moment)
                let directory = Setting.text(auditLog, "AUDIT_LOG") ?? ".sallyport/audit"
                var reading = AuditReading(principal: principal, from: from)
                for file in try Self.files(in: directory) { try reading.read(file) }
                if reading.policy.isEmpty {
                    throw Problem(
                        "The audit log in \(directory) has no served call of \(principal).",
                        hints: ["Name another directory with --audit-log, or look further back with --since."])
                }
                if reading.isIncomplete {
                    let note = "hint: Some calls named more resources than the audit log keeps; they may be missing.\n"
                    FileHandle.standardError.write(Data(note.utf8))
                }
                let encoder = JSONEncoder()
                encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
                print(String(decoding: try encoder.encode(reading.policy.document), as: UTF8.self))
            }
        }

        private static func moment(_ text: String) throws -> String {
            let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
            guard let unit = text.last.flatMap({ units[$0] }), let count = Double(text.dropLast()), count > 0 else {
                throw Problem("'\(text)' is no valid value of --since.", hints: ["It is a number and s, m, h or d."])
            }
            return Timestamp(seconds: Int64(Date().timeIntervalSince1970 - count * unit)).iso8601
        }

        private static func files(in directory: String) throws -> [URL] {
            do {
                let names = try FileManager.default.contentsOfDirectory(atPath: directory)
                return names.filter { $0.hasPrefix("audit") && $0.hasSuffix(".jsonl") }.sorted()
                    .map { URL(filePath: directory).appending(path: $0) }
            } catch {
                throw Problem(
                    "The audit log in \(directory) can't be read: \(error.localizedDescription)",
                    hints: ["Name its directory with --audit-log."])
            }
        }
    }
}

/// What a principal did, read from the lines of an audit log.
private struct AuditReading {
    let principal: String
    let from: String?
    private(set) var policy = LeastPolicy()
    private(set) var isIncomplete = false
    private let needs = NeedTable(ServiceOperationTables.needs)

    init(principal: String, from: String?) {
        self.principal = principal
        self.from = from
    }

    private struct Line: Decodable {
        struct Identity: Decodable {
            struct Session: Decodable {
                struct Issuer: Decodable { var arn: String? }
                var sessionIssuer: Issuer?
            }
            var arn: String?
            var sessionContext: Session?
        }
        struct Parameters: Decodable {
            var roleARN: String?
            private enum CodingKeys: String, CodingKey { case roleARN = "RoleArn" }
        }
        struct Additional: Decodable {
            var decisions: [String]?
            var omittedDecisions: Int?
        }
        var userIdentity: Identity?
        var eventTime: String?
        var eventSource: String?
        var eventName: String?
        var errorCode: String?
        var requestParameters: Parameters?
        var additionalEventData: Additional?
    }

    mutating func read(_ file: URL) throws {
        let decoder = JSONDecoder()
        for text in try Data(contentsOf: file).split(separator: UInt8(ascii: "\n")) {
            // A line that a crash cut in two is no line.
            guard let line = try? decoder.decode(Line.self, from: text) else { continue }
            take(line)
        }
    }

    private mutating func take(_ line: Line) {
        guard line.errorCode == nil, let identity = line.userIdentity,
            identity.arn == principal || identity.sessionContext?.sessionIssuer?.arn == principal,
            let time = line.eventTime, from.map({ time >= $0 }) ?? true
        else { return }
        if line.additionalEventData?.omittedDecisions != nil { isIncomplete = true }
        if let decisions = line.additionalEventData?.decisions {
            for decision in decisions {
                let words = decision.split(separator: " ", maxSplits: 2).map(String.init)
                if words.count == 3, words[0] == "allowed" { policy.allow(words[1], on: words[2]) }
            }
            return
        }
        guard let service = line.eventSource?.split(separator: ".").first.map(String.init), let name = line.eventName
        else { return }
        // The services of this server tell their operation; its resource only where it is a role that was assumed.
        for action in needs.needs(of: name, in: service)?.actions ?? [] {
            policy.allow(action, on: line.requestParameters?.roleARN ?? "*")
        }
    }
}
