/// An operation of a REST protocol: its method, and what its path and query look like.
struct PathRoute: Sendable {
    let operation: String
    let service: Int
    let method: String
    /// What the path's segments are, in their order.
    let segments: [Segment]
    let endsWithSlash: Bool
    /// Parameters that the query has to have: a value, or nil for any.
    let fixedQuery: [(name: String, value: String?)]
    let requiredQuery: [String]
    let requiredFields: [String]
    let isUnsigned: Bool

    enum Segment: Sendable, Hashable {
        case literal(Substring)
        case label(String)
        case greedy(String)
    }

    /// Reads a line of the table.
    init?(_ words: [String], of service: Int) {
        guard words.count >= 5 else { return nil }
        (operation, self.service, method) = (words[0], service, words[1])
        let uri = words[2].split(separator: "?", maxSplits: 1)
        let path = uri.first ?? "/"
        segments = path.split(separator: "/").map { part in
            guard part.hasPrefix("{"), part.hasSuffix("}") else { return .literal(part) }
            let name = part.dropFirst().dropLast()
            return name.hasSuffix("+") ? .greedy(String(name.dropLast())) : .label(String(name))
        }
        endsWithSlash = path.count > 1 && path.hasSuffix("/")
        fixedQuery =
            uri.count < 2
            ? []
            : uri[1].split(separator: "&").map { part in
                let pair = part.split(separator: "=", maxSplits: 1)
                return (String(pair[0]), pair.count > 1 ? String(pair[1]) : nil)
            }
        requiredQuery = words[3] == "-" ? [] : words[3].split(separator: ",").map(String.init)
        requiredFields = words[4] == "-" ? [] : words[4].split(separator: ",").map(String.init)
        isUnsigned = words.last == "u"
    }

    /// Whether both templates take the same paths, whatever they call their labels.
    func hasShape(of other: PathRoute) -> Bool {
        segments.count == other.segments.count
            && zip(segments, other.segments).allSatisfy { one, other in
                switch (one, other) {
                case (.literal(let one), .literal(let other)): one == other
                case (.label, .label), (.greedy, .greedy): true
                default: false
                }
            }
    }

    /// How well a request fits whose path does; nil: it does not.
    func fit(_ request: WireRequest, endsWithSlash: Bool, isOfHost: Bool) -> Int? {
        guard method == request.method else { return nil }
        for (name, value) in fixedQuery {
            let isThere = request.query.contains { $0.name == name && (value == nil || $0.value == value) }
            if !isThere { return nil }
        }
        var missing = 0
        for name in requiredQuery where !request.query.contains(where: { $0.name == name }) { missing += 1 }
        for name in requiredFields where request.field(name) == nil { missing += 1 }
        let required = requiredQuery.count + requiredFields.count
        // What a template fixes counts most; then the host; then what has to be there; then a slash at the end.
        return fixedQuery.count * 10_000 + (isOfHost ? 5000 : 0) + (missing == 0 ? required * 10 : -missing * 100)
            + (endsWithSlash == self.endsWithSlash ? 5 : 0)
    }
}
