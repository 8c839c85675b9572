import AWSTypes
import PolicyLanguage

/// What whoever signed a form allows to be put into it.
///
/// Source: S3 API Reference, "Creating an HTML form (using AWS Signature Version 4)" and "POST policy".
package struct FormPolicy: Sendable {
    /// When the form stops being good.
    package let expiration: Timestamp
    /// How long the file may be, in bytes.
    package let lengths: ClosedRange<Int64>?
    private let conditions: [Condition]

    private struct Condition: Sendable {
        let isPrefix: Bool
        let name: String
        let value: String
        let text: String
    }

    /// Reads a policy in base 64.
    ///
    /// - Throws: `InvalidPolicyDocument`.
    package init(base64 text: String) throws(AWSError) {
        guard let bytes = Base64.decode(text), let json = try? JSONReader.read(bytes) else {
            throw .invalidFormPolicy("Invalid JSON.")
        }
        guard let stated = json["expiration"]?.string, let expiration = FormPolicy.moment(stated) else {
            throw .invalidFormPolicy("Invalid 'expiration' value.")
        }
        guard let list = json["conditions"]?.elements else {
            throw .invalidFormPolicy("Policy missing conditions.")
        }
        self.expiration = expiration
        var conditions: [Condition] = []
        var lengths: ClosedRange<Int64>?
        for element in list {
            if let members = element.members {
                for member in members {
                    guard let value = member.value.string else { throw .invalidFormPolicy("Invalid Simple-Condition.") }
                    let name = member.name.lowercased()
                    conditions.append(
                        Condition(
                            isPrefix: false, name: name, value: value, text: "[\"eq\", \"$\(name)\", \"\(value)\"]"))
                }
            } else if let parts = element.elements, parts.count == 3, let match = parts[0].string?.lowercased() {
                if match == "content-length-range" {
                    guard let least = parts[1].scalarText.flatMap({ Int64($0) }),
                        let most = parts[2].scalarText.flatMap({ Int64($0) }), 0 <= least, least <= most
                    else { throw .invalidFormPolicy("Invalid content-length-range.") }
                    lengths = least...most
                    continue
                }
                guard match == "eq" || match == "starts-with", let field = parts[1].string, field.hasPrefix("$"),
                    let value = parts[2].string
                else { throw .invalidFormPolicy("Invalid Condition.") }
                conditions.append(
                    Condition(
                        isPrefix: match == "starts-with", name: field.dropFirst().lowercased(), value: value,
                        text: "[\"\(match)\", \"\(field)\", \"\(value)\"]"))
            } else {
                throw .invalidFormPolicy("Invalid Condition.")
            }
        }
        self.conditions = conditions
        self.lengths = lengths
    }

    /// Checks the fields of a form, by their names in lower case, at a moment.
    ///
    /// - Throws: `AccessDenied` where a field is not as it should be, or nothing is said of it.
    package func check(_ fields: [String: String], at now: Timestamp) throws(AWSError) {
        guard now < expiration else { throw .accessDenied("Invalid according to Policy: Policy expired.") }
        for condition in conditions {
            let value = fields[condition.name] ?? ""
            let holds =
                condition.isPrefix
                ? value.utf8.starts(with: condition.value.utf8) : value == condition.value
            if !holds {
                throw .accessDenied("Invalid according to Policy: Policy Condition failed: \(condition.text)")
            }
        }
        let covered = Set(conditions.map(\.name))
        for name in fields.keys.sorted() where !covered.contains(name) && !FormPolicy.isFree(name) {
            throw .accessDenied("Invalid according to Policy: Extra input fields: \(name)")
        }
    }

    private static func isFree(_ name: String) -> Bool {
        ["x-amz-signature", "policy", "file"].contains(name) || name.hasPrefix("x-ignore-")
    }

    /// A moment with or without fractions of a second.
    private static func moment(_ text: String) -> Timestamp? {
        if let moment = Timestamp(iso8601: text) { return moment }
        guard let dot = text.firstIndex(of: "."), text.hasSuffix("Z") else { return nil }
        return Timestamp(iso8601: text[..<dot] + "Z")
    }
}

extension AWSError {
    fileprivate static func invalidFormPolicy(_ message: String) -> AWSError {
        AWSError("InvalidPolicyDocument", status: 400, "Invalid Policy: \(message)")
    }
}
