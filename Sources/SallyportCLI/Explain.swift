import ArgumentParser
import Foundation
import PolicyAnalysis

/// `sallyport explain`.
struct Explain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Tell why a request was allowed or denied.",
        discussion: """
            Each answer of the server carries a request id. The server at AWS_ENDPOINT_URL remembers its latest \
            decisions; the access key in the environment must be that of a root user. Without an id, the latest \
            denial is explained.
            """)

    @Argument(help: "The request's id.")
    var requestId = "last"
    @Flag(help: "List statements about other actions too.")
    var all = false
    @Flag(help: "Print JSON.")
    var json = false

    private struct Answer: Codable {
        let requestId: String
        let operation: String
        let caller: String
        let time: String
        let decisions: [DecisionReport]
    }

    func run() async throws {
        try await reporting {
            let id = requestId.addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(["-"])) ?? "last"
            let answer: Answer = try await ServerConnection().send("GET", "/_sallyport/explain/\(id)")
            if json { return try printJSON(answer) }
            print("\(answer.operation) at \(answer.time), request \(answer.requestId)")
            for decision in answer.decisions {
                print("\n" + decision.lines(.ofStandardOutput, everything: all).joined(separator: "\n"))
            }
        }
    }
}

extension DecisionReport.Style {
    /// Coloured on a terminal, unless NO_COLOR is set to something.
    static var ofStandardOutput: DecisionReport.Style {
        let isUnwanted = ProcessInfo.processInfo.environment["NO_COLOR"].map { !$0.isEmpty } ?? false
        return isatty(STDOUT_FILENO) == 1 && !isUnwanted ? .coloured : .plain
    }
}
