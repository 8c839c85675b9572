import Foundation
import PolicyLanguage
import PolicyValidation
import ServiceAuthorizationData

/// A policy that has something to be found, and the nearest one that has not; `Vectors/README.md` tells the format.
struct LintVector: Sendable, CustomStringConvertible {
    let code: IssueCode
    let kind: LintedKind
    let has: String
    let lacks: String
    let place: String?

    var description: String { "\(code.rawValue) in \(has)" }

    /// All vectors of all files.
    static func all() throws -> [LintVector] {
        let folder = Bundle.module.resourceURL?.appendingPathComponent("Vectors").path ?? "Vectors"
        return try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".json") }.sorted()
            .flatMap { file in
                let text = try String(contentsOfFile: folder + "/" + file, encoding: .utf8)
                return try (JSONReader.read(text.utf8).elements ?? []).map { try LintVector($0, in: text) }
            }
    }

    private struct Malformed: Error {
        let text: String
    }

    private init(_ json: JSONValue, in text: String) throws {
        let known: Set = ["code", "kind", "has", "lacks", "at"]
        guard let code = json["code"]?.string.flatMap(IssueCode.init),
            known.isSuperset(of: json.members?.map(\.name) ?? []),
            let kind = json["kind"]?.string.flatMap(LintedKind.init), let has = json["has"], let lacks = json["lacks"]
        else { throw Malformed(text: LintVector.slice(text, json)) }
        self.code = code
        self.kind = kind
        self.has = LintVector.policy(has, in: text)
        self.lacks = LintVector.policy(lacks, in: text)
        place = json["at"]?.string
    }

    /// A policy as written; a statement alone becomes a policy.
    private static func policy(_ json: JSONValue, in text: String) -> String {
        let written = slice(text, json)
        let isStatement = json.members.map { members in
            !members.contains { ["Version", "Statement"].contains($0.name) }
        }
        return isStatement == true ? #"{"Version": "2012-10-17", "Statement": \#(written)}"# : written
    }

    private static func slice(_ text: String, _ json: JSONValue) -> String {
        let bytes = Array(text.utf8)[json.range.start.offset..<json.range.end.offset]
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// What the product ships.
enum Shipped {
    static let catalog: ServiceCatalog = {
        var length = 0
        let start = sallyport_service_authorization(&length)
        return ServiceCatalog([UInt8](UnsafeBufferPointer(start: start, count: length)))
    }()

    static let linter = PolicyLinter(catalog)
}

extension Finding {
    /// What stands in a text where the finding points first.
    func excerpt(of text: String) -> String {
        let range = places[0].range
        return String(decoding: Array(text.utf8)[range.start.offset..<range.end.offset], as: UTF8.self)
    }
}
