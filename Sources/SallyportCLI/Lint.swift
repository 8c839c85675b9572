import ArgumentParser
import Foundation
import PolicyValidation
import ServiceAuthorizationData

/// `sallyport lint`.
struct Lint: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Find what is wrong with policies, and what could be better.",
        discussion: """
            The findings are those of IAM Access Analyzer's policy checks, with AWS's codes; docs/lint.md lists them. \
            No server is needed. The command fails when something at least as grave as --fail-on was found.
            """)

    @Argument(help: "The policies' files; - is the standard input.")
    var files: [String]
    @Option(help: ArgumentHelp("What the policies are for (default: what they look like).", valueName: "type"))
    var type: LintedKind?
    @Option(help: ArgumentHelp("The least that makes the command fail.", valueName: "gravity"))
    var failOn = Threshold.error
    @Flag(help: "Print JSON, with the members of ValidatePolicy's answer.")
    var json = false

    /// What makes the command fail.
    enum Threshold: String, ExpressibleByArgument, CaseIterable {
        case error
        case securityWarning = "security-warning"
        case warning
        case suggestion
        case never

        var type: FindingType? {
            switch self {
            case .error: .error
            case .securityWarning: .securityWarning
            case .warning: .warning
            case .suggestion: .suggestion
            case .never: nil
            }
        }
    }

    func run() async throws {
        try await reporting {
            let linter = PolicyLinter(Lint.catalog)
            let reports = try files.map { file in
                let text = try read(file)
                let findings = linter.findings(in: text, as: type ?? LintedKind(guessing: text))
                return LintReport(name: file == "-" ? "standard input" : file, text: text, findings: findings)
            }
            if json {
                try printJSON(reports)
            } else {
                let style: LintReport.Style = Terminal.takesColours ? .coloured : .plain
                print(reports.map { $0.lines(style).joined(separator: "\n") }.joined(separator: "\n\n"))
            }
            if let least = failOn.type, reports.contains(where: { $0.has(atLeast: least) }) { throw ExitCode.failure }
        }
    }

    private func read(_ file: String) throws -> String {
        do {
            let data =
                file == "-"
                ? try FileHandle.standardInput.readToEnd() ?? Data()
                : try Data(contentsOf: URL(filePath: file))
            return String(decoding: data, as: UTF8.self)
        } catch {
            throw Problem("\(file) can't be read: \(error.localizedDescription)")
        }
    }

    private static var catalog: ServiceCatalog {
        var length = 0
        let start = sallyport_service_authorization(&length)
        return ServiceCatalog([UInt8](UnsafeBufferPointer(start: start, count: length)))
    }
}

extension LintedKind: ExpressibleByArgument {}

/// The terminal that a command writes to.
enum Terminal {
    /// Whether the standard output is a terminal, and nobody has asked for no colours (https://no-color.org).
    static var takesColours: Bool {
        isatty(STDOUT_FILENO) == 1 && ProcessInfo.processInfo.environment["NO_COLOR"]?.isEmpty ?? true
    }
}
