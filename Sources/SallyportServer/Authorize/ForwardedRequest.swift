import AWSTypes
import PolicyLanguage
import SigV4

/// A signed request as a service got it: the proof of who its caller is.
struct ForwardedRequest: Sendable {
    let head: RequestHead
    let contentHash: ContentHash

    private static let longestHead = 80 * 1024
    private static let greatestFieldCount = 1000

    init(_ value: JSONValue, at path: String) throws(AWSError) {
        let input = try JSONInput(value, at: path, members: ["method", "url", "headers", "body", "bodySha256"])
        let method = try input.requireString("method")
        guard !method.isEmpty, method.utf8.allSatisfy(ASCIISet.uppercase.contains) else {
            throw .validation("\(input.place(of: "method")) must be an HTTP method in capitals.")
        }
        var fields = try ForwardedRequest.fields(input)
        let (authority, target) = try ForwardedRequest.split(try input.requireString("url"), input.place(of: "url"))
        if let authority, !fields.contains(where: { $0.name.equalsIgnoringASCIICase("host") }) {
            fields.append(HeaderField("host", authority))
        }
        head = RequestHead(method: method, target: target, fields: fields)
        contentHash = try ForwardedRequest.contentHash(input)
        let length = fields.reduce(target.utf8.count) { $0 + $1.name.utf8.count + $1.value.utf8.count }
        guard length <= ForwardedRequest.longestHead, fields.count <= ForwardedRequest.greatestFieldCount else {
            throw .validation("\(path) has a longer head than this server would take itself.")
        }
    }

    /// A URL's authority and target; a URL that begins with a slash is a target.
    private static func split(_ url: String, _ place: String) throws(AWSError) -> (authority: String?, target: String) {
        let isVisible = url.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F }
        if isVisible, url.hasPrefix("/") { return (nil, url) }
        guard isVisible, let scheme = ["http://", "https://"].first(where: url.hasPrefix) else {
            throw .validation("\(place) must be a URL, or the path and query of one, as the client sent it.")
        }
        let rest = url.dropFirst(scheme.count)
        let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        let target = String(rest[end...])
        return (String(rest[..<end]), target.hasPrefix("/") ? target : "/" + target)
    }

    /// The header fields: an object of texts and lists of texts, or a list of pairs.
    private static func fields(_ input: JSONInput) throws(AWSError) -> [HeaderField] {
        let refusal = AWSError.validation(
            "\(input.place(of: "headers")) must be an object whose members are strings or arrays of strings, or an "
                + "array of pairs of strings.")
        guard let headers = input["headers"] else { throw refusal }
        var fields: [HeaderField] = []
        switch headers.content {
        case .object(let members):
            for member in members {
                let values = member.value.elements ?? [member.value]
                for value in values {
                    guard let text = value.string else { throw refusal }
                    fields.append(HeaderField(member.name, text))
                }
            }
        case .array(let pairs):
            for pair in pairs {
                let texts = (pair.elements ?? []).compactMap(\.string)
                guard texts.count == 2, pair.elements?.count == 2 else { throw refusal }
                fields.append(HeaderField(texts[0], texts[1]))
            }
        default: throw refusal
        }
        return fields
    }

    private static func contentHash(_ input: JSONInput) throws(AWSError) -> ContentHash {
        if input["body"] == nil, input["bodySha256"] == nil { return .ofNothing }
        try input.requireOne(of: "body", or: "bodySha256")
        if let body = try input.string("body") {
            guard let bytes = Base64.decode(body) else {
                throw .validation("\(input.place(of: "body")) must be the body's bytes in base 64.")
            }
            return ContentHash(of: bytes)
        }
        guard let hash = ContentHash(hexadecimal: try input.requireString("bodySha256")) else {
            throw .validation("\(input.place(of: "bodySha256")) must be 64 hexadecimal digits in lower case.")
        }
        return hash
    }
}
