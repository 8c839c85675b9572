import AWSProtocols
import AWSTypes
import IdentityModel
import S3Protocol
import SafeXML

extension BucketOperations {
    static func getCORS(_ call: BucketCall, _ state: IdentityState) throws(AWSError) -> S3Result {
        let bucket = try call.bucket(in: state).bucket
        guard let rules = bucket.cors, !rules.isEmpty else {
            throw AWSError("NoSuchCORSConfiguration", status: 404, "The CORS configuration does not exist")
                .adding(.init("BucketName", bucket.name.text))
        }
        return S3Result(
            document: S3XML.document("CORSConfiguration") { writer in
                for rule in rules {
                    writer.structure("CORSRule") { writer in
                        writer.field("ID", rule.id)
                        for method in rule.allowedMethods { writer.field("AllowedMethod", method) }
                        for origin in rule.allowedOrigins { writer.field("AllowedOrigin", origin) }
                        for header in rule.allowedHeaders { writer.field("AllowedHeader", header) }
                        for header in rule.exposedHeaders { writer.field("ExposeHeader", header) }
                        writer.field("MaxAgeSeconds", rule.maxAge)
                    }
                }
            })
    }

    static func putCORS(_ call: BucketCall, _ draft: inout Draft) throws(AWSError) -> S3Result {
        let rules = try CORSRule.parse(call.body)
        try change(call, in: &draft) { bucket throws(AWSError) in bucket.cors = rules }
        return .done
    }

    static func deleteCORS(_ call: BucketCall, _ draft: inout Draft) throws(AWSError) -> S3Result {
        try change(call, in: &draft) { bucket throws(AWSError) in bucket.cors = nil }
        return .noContent
    }
}

extension CORSRule {
    /// Reads a document `CORSConfiguration`.
    ///
    /// - Throws: `MalformedXML`, `InvalidRequest`.
    static func parse(_ bytes: [UInt8]) throws(AWSError) -> [CORSRule] {
        let elements = try S3XML.read(bytes, root: "CORSConfiguration").all("CORSRule")
        guard (1...100).contains(elements.count) else { throw .malformedXML }
        var rules: [CORSRule] = []
        for element in elements { rules.append(try CORSRule(element)) }
        return rules
    }

    private init(_ element: XMLElement) throws(AWSError) {
        let texts = { (name: String) in element.all(name).map(\.text) }
        let methods = texts("AllowedMethod")
        let origins = texts("AllowedOrigin")
        guard !methods.isEmpty, !origins.isEmpty else { throw .malformedXML }
        for method in methods where !CORSRule.methods.contains(method) {
            throw .invalidRequest("Found unsupported HTTP method in CORS config. Unsupported method is \(method)")
        }
        for origin in origins where !CORSRule.hasOneWildcardAtMost(origin) {
            throw .invalidRequest("AllowedOrigin \"\(origin)\" can not have more than one wildcard.")
        }
        let allowed = texts("AllowedHeader")
        for header in allowed where !CORSRule.hasOneWildcardAtMost(header) {
            throw .invalidRequest("AllowedHeader \"\(header)\" can not have more than one wildcard.")
        }
        let exposed = texts("ExposeHeader")
        for header in exposed where header.utf8.contains(UInt8(ascii: "*")) {
            throw .invalidRequest(
                "ExposeHeader \"\(header)\" contains wildcard. We currently do not support wildcard for ExposeHeader.")
        }
        var age: Int?
        if let text = element["MaxAgeSeconds"]?.text {
            guard let seconds = Int(text) else { throw .malformedXML }
            age = seconds
        }
        self.init(
            id: element["ID"]?.text, allowedHeaders: allowed, allowedMethods: methods, allowedOrigins: origins,
            exposedHeaders: exposed, maxAge: age)
    }

    private static let methods: Set<String> = ["GET", "PUT", "POST", "DELETE", "HEAD"]

    private static func hasOneWildcardAtMost(_ text: String) -> Bool {
        text.utf8.count { $0 == UInt8(ascii: "*") } <= 1
    }
}

extension Bucket {
    /// The header fields that let a page of an origin read an answer; nil: no rule lets it.
    ///
    /// `headers` are the fields that a browser asks for before it sends the request. Source: S3 User Guide, "Using
    /// cross-origin resource sharing", and Fetch, section 3.2.
    package func corsHeaders(
        origin: String, method: String, asking headers: [String], isPreflight: Bool
    ) -> [(name: String, value: String)]? {
        for rule in cors ?? [] where rule.allowedMethods.contains(method) {
            guard let pattern = rule.allowedOrigins.first(where: { CORSRule.matches(origin, $0) }),
                headers.allSatisfy({ header in
                    rule.allowedHeaders.contains { CORSRule.matches(header.lowercased(), $0.lowercased()) }
                })
            else { continue }
            // AWS: a rule for every origin says so; a rule for some says which one was meant.
            var answer = [("access-control-allow-origin", pattern == "*" ? "*" : origin)]
            answer.append(("access-control-allow-methods", rule.allowedMethods.joined(separator: ", ")))
            if isPreflight, !headers.isEmpty {
                answer.append(("access-control-allow-headers", headers.joined(separator: ", ")))
            }
            if !rule.exposedHeaders.isEmpty {
                answer.append(("access-control-expose-headers", rule.exposedHeaders.joined(separator: ", ")))
            }
            if let age = rule.maxAge { answer.append(("access-control-max-age", "\(age)")) }
            if pattern != "*" { answer.append(("access-control-allow-credentials", "true")) }
            answer.append(("vary", "Origin, Access-Control-Request-Headers, Access-Control-Request-Method"))
            return answer.map { (name: $0.0, value: $0.1) }
        }
        return nil
    }
}

extension CORSRule {
    /// Whether a text is what a pattern says, in which one `*` may stand for anything.
    fileprivate static func matches(_ text: String, _ pattern: String) -> Bool {
        guard let star = pattern.firstIndex(of: "*") else { return text == pattern }
        let (start, end) = (pattern[..<star], pattern[pattern.index(after: star)...])
        return text.utf8.count >= start.utf8.count + end.utf8.count && text.hasPrefix(start) && text.hasSuffix(end)
    }
}
