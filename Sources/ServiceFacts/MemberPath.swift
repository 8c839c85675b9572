/// Where a member stands in a request.
package struct MemberPath: Sendable, Hashable {
    /// The part of the request.
    package enum Place: Sendable, Hashable {
        case body, uri, query, header
    }
    /// A step on the way through the body.
    package enum Step: Sendable, Hashable {
        /// To a member.
        case name(String)
        /// To every element of a list.
        case elements
        /// To the names of a map's entries.
        case keys
    }
    /// The part of the request.
    package let place: Place
    /// The way.
    package let steps: [Step]

    /// Reads a path such as `Tags.*.Key` or `uri:FunctionName`.
    package init(_ text: some StringProtocol) {
        let prefixes: [(String, Place)] = [("uri:", .uri), ("query:", .query), ("header:", .header)]
        if let (prefix, place) = prefixes.first(where: { text.hasPrefix($0.0) }) {
            self.place = place
            steps = [.name(String(text.dropFirst(prefix.count)))]
            return
        }
        place = .body
        steps = text.split(separator: ".").map { part in
            part == "*" ? .elements : part == "{}" ? .keys : .name(String(part))
        }
    }

    /// Where an entry of every element of the list stands that this path leads to.
    func appending(_ name: String) -> MemberPath { MemberPath(place: place, steps: steps + [.name(name)]) }

    private init(place: Place, steps: [Step]) {
        self.place = place
        self.steps = steps
    }
}

extension MemberPath: ExpressibleByStringLiteral {
    /// Reads a path.
    package init(stringLiteral text: String) { self.init(text) }
}
