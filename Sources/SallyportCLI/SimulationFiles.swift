import Foundation
import PolicyAnalysis
import PolicyLanguage

/// The policies that a command names as files.
enum PolicyFiles {
    /// Reads files that all serve one purpose.
    static func read(_ files: [String], _ role: WhatIf.Role) throws -> [WhatIf.Policy] {
        try files.map { WhatIf.Policy(role, name: $0, text: try text(of: $0)) }
    }

    /// Reads files that may stand at levels of an organization: `1=FILE`.
    static func readLevels(_ options: [String], _ role: WhatIf.Role) throws -> [WhatIf.Policy] {
        try options.map { option in
            let parts = option.split(separator: "=", maxSplits: 1).map(String.init)
            let level = parts.count == 2 ? Int(parts[0]) : nil
            let file = level == nil ? option : parts[1]
            return WhatIf.Policy(role, name: file, text: try text(of: file), level: level)
        }
    }

    /// A file's text.
    static func text(of file: String) throws -> String {
        guard let bytes = FileManager.default.contents(atPath: file) else {
            throw Problem("\(file) can't be read.", hints: ["Is it there, and may you read it?"])
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Problem("\(file) is not UTF-8.", hints: ["Save it as UTF-8."])
        }
        return text
    }
}

/// The condition keys that a command is given.
enum ContextOptions {
    /// Reads `KEY=VALUE[,VALUE]` options, which go before what a file says.
    static func read(_ options: [String], file: String?) throws -> [String: [String]] {
        var context = try file.map(read) ?? [:]
        for option in options {
            guard let equals = option.firstIndex(of: "="), equals > option.startIndex else {
                throw Problem(
                    "--context \(option) has no value.", hints: ["Write --context aws:SourceIp=192.0.2.1, for example."]
                )
            }
            let values = option[option.index(after: equals)...].split(separator: ",", omittingEmptySubsequences: false)
            context[String(option[..<equals])] = values.map(String.init)
        }
        return context
    }

    /// Reads an object whose members are values or arrays of values.
    private static func read(_ file: String) throws -> [String: [String]] {
        let json: JSONValue
        do {
            json = try JSONReader.read(try PolicyFiles.text(of: file).utf8)
        } catch let error as PolicySyntaxError {
            throw Problem("\(file):\(error.position): \(error.problem)", hints: [error.remedy])
        }
        guard let members = json.members else {
            throw Problem("\(file) holds no object.", hints: [#"Write {"aws:SourceIp": "192.0.2.1"}, for example."#])
        }
        var context: [String: [String]] = [:]
        for member in members {
            context[member.name] = try (member.value.elements ?? [member.value]).map { value in
                guard let text = value.scalarText else {
                    throw Problem(
                        "\(file):\(value.range.start): A condition key has texts, numbers and booleans as its values.")
                }
                return text
            }
        }
        return context
    }
}
