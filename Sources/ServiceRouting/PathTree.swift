/// The paths of services that share a signing name, segment by segment.
struct PathTree: Sendable {
    private struct Node {
        var literals: [Substring: Int] = [:]
        var label: Int?
        var greedy: Int?
        var routes: [Int] = []
    }
    private var nodes = [Node()]
    private(set) var routes: [PathRoute] = []

    /// Adds a route.
    mutating func insert(_ route: PathRoute) {
        var node = 0
        for segment in route.segments {
            switch segment {
            case .literal(let text): node = child(nodes[node].literals[text]) { $0.nodes[node].literals[text] = $1 }
            case .label: node = child(nodes[node].label) { $0.nodes[node].label = $1 }
            case .greedy: node = child(nodes[node].greedy) { $0.nodes[node].greedy = $1 }
            }
        }
        nodes[node].routes.append(routes.count)
        routes.append(route)
    }

    private mutating func child(_ known: Int?, _ link: (inout PathTree, Int) -> Void) -> Int {
        if let known { return known }
        nodes.append(Node())
        link(&self, nodes.count - 1)
        return nodes.count - 1
    }

    /// A route with what stands for its labels.
    struct Match {
        let route: PathRoute
        let values: [Substring]
    }

    /// The route that a path fits best; literal segments go before labels, and labels before what takes several.
    func match(_ path: Substring, fit: (PathRoute) -> Int?) -> Match? {
        var segments = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        if segments.last?.isEmpty == true { segments.removeLast() }
        guard path.hasPrefix("/"), segments.count <= PathTree.maximumSegments else { return nil }
        var values: [Substring] = []
        return match(segments[...], at: 0, &values, fit)
    }

    private static let maximumSegments = 1024

    private func match(
        _ rest: ArraySlice<Substring>, at place: Int, _ values: inout [Substring], _ fit: (PathRoute) -> Int?
    ) -> Match? {
        let node = nodes[place]
        guard let segment = rest.first else { return best(of: node.routes, values, fit) }
        if let next = node.literals[segment], let match = match(rest.dropFirst(), at: next, &values, fit) {
            return match
        }
        if let next = node.label, !segment.isEmpty {
            values.append(segment)
            if let match = match(rest.dropFirst(), at: next, &values, fit) { return match }
            values.removeLast()
        }
        guard let next = node.greedy, let first = rest.first, let last = rest.last else { return nil }
        let isInnermost = nodes[next].literals.isEmpty && nodes[next].label == nil
        if !isInnermost {
            for count in stride(from: rest.count - 1, to: 0, by: -1) {
                values.append(joined(first, rest[rest.startIndex + count - 1]))
                if let match = match(rest.dropFirst(count), at: next, &values, fit) { return match }
                values.removeLast()
            }
        }
        values.append(joined(first, last))
        if let match = best(of: nodes[next].routes, values, fit) { return match }
        values.removeLast()
        return nil
    }

    private func joined(_ first: Substring, _ last: Substring) -> Substring {
        first.base[first.startIndex..<last.endIndex]
    }

    private func best(of candidates: [Int], _ values: [Substring], _ fit: (PathRoute) -> Int?) -> Match? {
        var best: (route: Int, fit: Int)?
        var isUndecided = false
        for candidate in candidates {
            guard let fit = fit(routes[candidate]), fit >= best?.fit ?? .min else { continue }
            if let best, best.fit == fit {
                // Services that share a signing name may share an operation too; the first of them will do.
                let (one, other) = (routes[best.route], routes[candidate])
                if one.service != other.service, one.operation != other.operation { isUndecided = true }
                continue
            }
            best = (candidate, fit)
            isUndecided = false
        }
        return isUndecided ? nil : best.map { Match(route: routes[$0.route], values: values) }
    }
}
