import AWSTypes
import PolicyLanguage
import SafeXML
import ServiceRouting
import SigV4

/// The members of a request, found by where they stand on the wire.
package struct RequestMembers: Sendable {
    /// The body as a tree; nil: it is none, or of a kind that is not read.
    package let tree: JSONValue?
    private let xml: XMLElement?
    private let labels: [WireRequest.Parameter]
    private let request: WireRequest

    /// Reads a request's body as its protocol has it; with `readsBody` false a REST body stays unread.
    ///
    /// - Throws: `SerializationException` where it can't be read, or could be read in two ways.
    package init(
        _ recognition: Recognition, _ request: WireRequest, body: [UInt8], readsBody: Bool
    ) throws(AWSError) {
        labels = recognition.labels
        self.request = request
        xml = recognition.wire == .restXML && readsBody && !body.isEmpty ? try RequestMembers.xml(body) : nil
        switch recognition.wire {
        case .query, .ec2: tree = JSONValue(request.query + request.form)
        case .json10, .json11: tree = try RequestMembers.json(body)
        case .restJSON: tree = readsBody ? try RequestMembers.json(body) : nil
        case .restXML: tree = nil
        case .cbor:
            do {
                tree = body.isEmpty ? JSONValue(members: []) : try CBORReader.read(body)
            } catch {
                throw .unreadable
            }
        }
    }

    private static func xml(_ body: [UInt8]) throws(AWSError) -> XMLElement {
        do {
            return try XMLElement(parsing: body)
        } catch {
            throw .unreadable
        }
    }

    /// Whether the body was read, so that what is not in there is not in the request.
    package var hasReadBody: Bool { tree != nil || xml != nil }

    private static func json(_ body: [UInt8]) throws(AWSError) -> JSONValue {
        if body.isEmpty { return JSONValue(members: []) }
        do {
            return try JSONReader.read(body)
        } catch {
            throw .unreadable
        }
    }

    /// The text of a member; nil where it is not there, or not once.
    package subscript(path: MemberPath) -> String? {
        let texts = texts(path)
        return texts.count == 1 ? texts[0] : nil
    }

    /// The texts of all members that a path leads to.
    package func texts(_ path: MemberPath) -> [String] {
        guard case .name(let name)? = path.steps.first else { return [] }
        switch path.place {
        case .body: return values(path).compactMap { if case .keyName(let name) = $0 { name } else { $0.text } }
        case .uri: return labels.filter { $0.name == name }.map(\.value)
        case .query: return request.query.filter { $0.name == name }.map(\.value)
        case .header: return request.fields.filter { $0.name.lowercased() == name }.map(\.value)
        }
    }

    /// Whether there is a member there.
    package func has(_ path: MemberPath) -> Bool {
        path.place == .body ? !values(path).isEmpty : !texts(path).isEmpty
    }

    /// The values of all members that a path into the body leads to.
    package func nodes(_ path: MemberPath) -> [JSONValue] {
        values(path).compactMap { if case .value(let value) = $0 { value } else { nil } }
    }

    private enum Found {
        case value(JSONValue)
        case keyName(String)

        var text: String? {
            switch self {
            case .value(let value): value.scalarText
            case .keyName(let name): name
            }
        }
    }

    private func values(_ path: MemberPath) -> [Found] {
        guard path.place == .body else { return [] }
        if let xml { return RequestMembers.values(in: xml, path.steps[...]).map { .value(JSONValue($0)) } }
        return tree.map { RequestMembers.values(in: $0, path.steps[...]) } ?? []
    }

    /// In XML a list is its elements, side by side.
    private static func values(in element: XMLElement, _ steps: ArraySlice<MemberPath.Step>) -> [XMLElement] {
        guard let step = steps.first else { return [element] }
        let rest = steps.dropFirst()
        switch step {
        case .name(let name): return element.all(name).flatMap { values(in: $0, rest) }
        case .elements: return values(in: element, rest)
        case .keys: return []
        }
    }

    private static func values(in value: JSONValue, _ steps: ArraySlice<MemberPath.Step>) -> [Found] {
        guard let step = steps.first else {
            if case .null = value.content { return [] }
            return [.value(value)]
        }
        let rest = steps.dropFirst()
        switch step {
        case .name(let name): return value[name].map { values(in: $0, rest) } ?? []
        case .keys: return (value.members ?? []).map { .keyName($0.name) }
        case .elements: return value.listElements.flatMap { values(in: $0, rest) }
        }
    }
}

extension JSONValue {
    /// An element's children as members, the first of each name; or its text.
    fileprivate init(_ element: XMLElement) {
        if element.children.isEmpty {
            self.init(.string(element.text))
            return
        }
        var names = Set<String>()
        let children = element.children.filter { names.insert($0.name.local).inserted }
        self.init(members: children.map { ($0.name.local, JSONValue($0)) })
    }

    /// The elements of a list, as JSON or the query protocol has it.
    var listElements: [JSONValue] {
        if let elements { return elements }
        guard let members else { return [] }
        let numbered = members.filter { Int($0.name) != nil }
        if !numbered.isEmpty { return numbered.map(\.value) }
        // The query protocol puts a name between a list and its elements.
        return members.first { $0.name == "member" || $0.name == "entry" }?.value.listElements ?? []
    }
}

extension AWSError {
    /// The body can't be read.
    static let unreadable = AWSError(
        "SerializationException", status: 400, "The request's body can't be read, or could be read in two ways.")
}
