import ArgumentParser
import Foundation

/// A setting that comes from an option, or else from the environment.
enum Setting {
    /// The option's value, or that of `SALLYPORT_NAME`; an empty variable counts as none.
    static func text(_ option: String?, _ name: String) -> String? {
        if let option { return option }
        guard let value = ProcessInfo.processInfo.environment["SALLYPORT_\(name)"], !value.isEmpty else { return nil }
        return value
    }

    /// A flag, or a variable that says `true`, `1` or `yes`.
    static func flag(_ option: Bool, _ name: String) throws -> Bool {
        if option { return true }
        guard let value = text(nil, name) else { return false }
        switch value.lowercased() {
        case "true", "1", "yes": return true
        case "false", "0", "no": return false
        default: throw Problem("SALLYPORT_\(name) must be true or false, not '\(value)'.")
        }
    }

    /// The setting as a value of its type.
    static func value<Value>(_ option: String?, _ name: String, _ read: (String) -> Value?) throws -> Value? {
        guard let text = text(option, name) else { return nil }
        guard let value = read(text) else {
            let flag = "--" + name.lowercased().replacingOccurrences(of: "_", with: "-")
            throw Problem("'\(text)' is no valid value of \(flag) (SALLYPORT_\(name)).")
        }
        return value
    }
}

/// What a person has to know when a command can't go on: what is wrong, and what to do.
struct Problem: Error {
    let problem: String
    let hints: [String]

    init(_ problem: String, hints: [String] = []) {
        self.problem = problem
        self.hints = hints
    }
}

extension ParsableCommand {
    /// Runs a command's work; a problem becomes an `error:` line, `hint:` lines, and exit code 1.
    func reporting(_ work: () async throws -> Void) async throws {
        do {
            do {
                try await work()
            } catch let refusal as ServerConnection.Refused {
                throw Problem("\(refusal.message) (\(refusal.code))")
            }
        } catch let problem as Problem {
            var lines = ["error: \(problem.problem)"]
            lines += problem.hints.map { "hint: \($0)" }
            FileHandle.standardError.write(Data((lines.joined(separator: "\n") + "\n").utf8))
            throw ExitCode.failure
        }
    }
}
