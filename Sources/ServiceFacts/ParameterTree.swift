import PolicyLanguage
import ServiceRouting

extension JSONValue {
    /// The parameters of the query protocol as a tree: `Tag.1.Key` is the member `Key` of the element `1` of `Tag`.
    ///
    /// Lists become objects whose members are numbers; lookups take both for lists.
    init(_ parameters: [WireRequest.Parameter]) {
        self = ParameterTree.value(of: parameters.map { ($0.name.split(separator: ".")[...], $0.value) })
    }

    init(_ content: Content) {
        let start = SourcePosition(offset: 0, line: 1, column: 1)
        self.init(content, at: SourceRange(start: start, end: start))
    }

    init(members: [(String, JSONValue)]) {
        self.init(
            .object(members.map { Member(name: $0.0, nameRange: JSONValue(.null).range, value: $0.1) }))
    }
}

private enum ParameterTree {
    static let deepest = 16

    static func value(of entries: [(path: ArraySlice<Substring>, value: String)], depth: Int = 0) -> JSONValue {
        var own: String?
        var order: [Substring] = []
        var children: [Substring: [(path: ArraySlice<Substring>, value: String)]] = [:]
        for (path, value) in entries {
            guard let first = path.first, depth < deepest else {
                own = value
                continue
            }
            if children[first] == nil { order.append(first) }
            children[first, default: []].append((path.dropFirst(), value))
        }
        if order.isEmpty { return JSONValue(own.map { .string($0) } ?? .null) }
        return JSONValue(
            members: order.map { name in (String(name), value(of: children[name] ?? [], depth: depth + 1)) })
    }
}
