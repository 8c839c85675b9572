import AWSTypes
import Foundation
import PolicyEngine
import PolicyLanguage

/// One case of a vector file; `Vectors/README.md` tells the format.
struct Vector: Sendable, CustomStringConvertible {
    var file: String
    var name: String
    var rule: String
    var layers: ReferenceEvaluator.Layers
    var request: ReferenceEvaluator.Request
    var decision: String
    var by: String?
    var statements: [String]?
    var reason: String?
    var missing: [String]?

    var description: String { "\(file): \(name) [\(rule)]" }

    /// Every case of every file.
    static func all() throws -> [Vector] {
        let folder = Bundle.module.resourceURL?.appendingPathComponent("Vectors").path ?? "Vectors"
        return try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".json") }.sorted()
            .flatMap { try read(folder + "/" + $0) }
    }

    private static func read(_ path: String) throws -> [Vector] {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        let file = String(path.split(separator: "/").last ?? "")
        var fields = try VectorFields(JSONReader.read(bytes), bytes: Array(bytes), file)
        let rule = try fields.string("rule")
        _ = try fields.string("source")
        let cases = try fields.array("cases")
        try fields.finish()
        return try cases.map { fields in
            var fields = fields
            return try Vector(&fields, rule, file)
        }
    }

    private init(_ fields: inout VectorFields, _ rule: String, _ file: String) throws {
        self.file = file
        name = try fields.string("description")
        self.rule = try fields.optionalString("rule") ?? rule
        layers = ReferenceEvaluator.Layers()
        if var policies = try fields.optionalObject("policies") {
            layers.identity = try policies.documents("identity") ?? []
            layers.boundary = try policies.documents("boundary")
            layers.session = try policies.documents("session")
            layers.serviceControl = try policies.levels("serviceControl")
            layers.resourceControl = try policies.levels("resourceControl")
            layers.vpcEndpoint = try policies.documents("vpcEndpoint")
            if let documents = try policies.documents("resource") { layers.resource = documents }
            if let documents = try policies.documents("trust") {
                (layers.resource, layers.resourceKind) = (documents, .trust)
            }
            if let documents = try policies.documents("key") {
                (layers.resource, layers.resourceKind) = (documents, .keyPolicy)
            }
            try policies.finish()
        }
        var request = try fields.object("request")
        self.request = ReferenceEvaluator.Request(
            principal: try Vector.principal(&request), action: try request.string("action"),
            resource: try request.string("resource"),
            resourceAccount: try request.optionalString("resourceAccount").flatMap { AccountID($0) },
            context: try request.context("context"))
        try request.finish()
        var expect = try fields.object("expect")
        decision = try expect.string("decision")
        by = try expect.optionalString("by")
        statements = try expect.optionalStrings("statements")
        reason = try expect.optionalString("reason")
        missing = try expect.optionalStrings("missingKeys")
        try expect.finish()
        try fields.finish()
        guard ["allow", "explicitDeny", "implicitDeny"].contains(decision), (by == nil) == (decision == "allow") else {
            throw VectorError("\(file): \(name): a denial says by whom, an allowance doesn't")
        }
    }

    private static func principal(_ request: inout VectorFields) throws -> RequestPrincipal {
        var fields = try request.object("principal")
        let type = try fields.string("type")
        let principal: RequestPrincipal
        switch type {
        case "anonymous": principal = .anonymous
        case "root": principal = .root(try fields.account("account"), partition: .aws)
        case "user":
            principal = .user(arn: try fields.arn("arn"), id: try fields.optionalString("id").flatMap { UserID($0) })
        case "roleSession":
            principal = .roleSession(
                arn: try fields.arn("arn"), role: try fields.arn("role"),
                roleID: try fields.optionalString("roleID").flatMap { RoleID($0) })
        case "federatedUser":
            principal = .federatedUser(
                arn: try fields.arn("arn"), issuer: try fields.arn("issuer"),
                issuerID: try fields.optionalString("issuerID").flatMap { UserID($0) })
        case "federatedRoot": principal = .federatedRoot(arn: try fields.arn("arn"))
        case "service": principal = .service(names: try fields.optionalStrings("names") ?? [])
        case "federated": principal = .federated(provider: try fields.string("provider"))
        default: throw VectorError("there is no principal of type \(type)")
        }
        try fields.finish()
        return principal
    }
}

struct VectorError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// The members of an object, taken one by one; what is left over is refused.
struct VectorFields {
    private var rest: [JSONValue.Member]
    private let bytes: [UInt8]
    private let file: String

    init(_ value: JSONValue, bytes: [UInt8], _ file: String) throws {
        guard let members = value.members else { throw VectorError("\(file):\(value.range.start): not an object") }
        rest = members
        self.bytes = bytes
        self.file = file
    }

    func finish() throws {
        if let member = rest.first {
            throw VectorError("\(file):\(member.nameRange.start): unknown member \(member.name)")
        }
    }

    private mutating func take(_ name: String) -> JSONValue? {
        guard let place = rest.firstIndex(where: { $0.name == name }) else { return nil }
        return rest.remove(at: place).value
    }

    private mutating func require<Value>(_ name: String, _ value: Value?) throws -> Value {
        guard let value else { throw VectorError("\(file): member \(name) is missing or malformed") }
        return value
    }

    mutating func string(_ name: String) throws -> String { try require(name, take(name)?.string) }

    mutating func optionalString(_ name: String) throws -> String? {
        guard let value = take(name) else { return nil }
        return try require(name, value.string)
    }

    mutating func optionalStrings(_ name: String) throws -> [String]? {
        guard let value = take(name) else { return nil }
        return try require(name, value.elements).map { try require(name, $0.string) }
    }

    mutating func account(_ name: String) throws -> AccountID { try require(name, AccountID(try string(name))) }

    mutating func arn(_ name: String) throws -> ARN { try require(name, ARN(try string(name))) }

    mutating func object(_ name: String) throws -> VectorFields {
        try VectorFields(try require(name, take(name)), bytes: bytes, file)
    }

    mutating func optionalObject(_ name: String) throws -> VectorFields? {
        guard let value = take(name) else { return nil }
        return try VectorFields(value, bytes: bytes, file)
    }

    mutating func array(_ name: String) throws -> [VectorFields] {
        try require(name, take(name)?.elements).map { try VectorFields($0, bytes: bytes, file) }
    }

    /// Policy documents: one, or a list.
    mutating func documents(_ name: String) throws -> [PolicyDocument]? {
        guard let value = take(name) else { return nil }
        return try (value.elements ?? [value]).map { try document($0) }
    }

    /// Lists of policy documents.
    mutating func levels(_ name: String) throws -> [[PolicyDocument]] {
        guard let value = take(name) else { return [] }
        return try require(name, value.elements).map { try require(name, $0.elements).map { try document($0) } }
    }

    private func document(_ value: JSONValue) throws -> PolicyDocument {
        let text = bytes[value.range.start.offset..<value.range.end.offset]
        return try PolicyDocument(parsing: String(decoding: text, as: UTF8.self))
    }

    mutating func context(_ name: String) throws -> [String: ReferenceEvaluator.Request.Value] {
        guard let members = take(name)?.members else { return [:] }
        var context: [String: ReferenceEvaluator.Request.Value] = [:]
        for member in members {
            if let elements = member.value.elements {
                context[member.name] = .many(try elements.map { try require(member.name, $0.scalarText) })
            } else {
                context[member.name] = .one(try require(member.name, member.value.scalarText))
            }
        }
        return context
    }
}
