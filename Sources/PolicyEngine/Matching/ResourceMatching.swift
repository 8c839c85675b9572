extension AuthorizationRequest {
    /// Whether a statement is about the request's resource, by looking at each of its patterns.
    ///
    /// A pattern whose variable has no value matches nothing; under `NotResource` it so excludes nothing.
    func resourceMatches(
        _ statement: PolicyImage.Statement, _ tables: PolicyImage.Tables
    ) -> Bool {
        guard statement.hasResources else { return true }
        let isListed = tables.resources[statement.resources].contains { matches($0, tables) }
        return isListed != statement.resourcesAreNegated
    }

    /// Whether one pattern covers the request's resource.
    func matches(
        _ pattern: PolicyImage.ResourcePattern, _ tables: PolicyImage.Tables
    ) -> Bool {
        switch pattern.kind {
        case .any: return true
        case .nothing: return false
        case .literal, .glob: return pattern.whole.matches(view.resource, in: tables.bytes)
        case .template:
            let head = tables.bytes[pattern.head.pattern]
            guard view.resource.starts(withBytes: head) else { return false }
            let tail = view.resource.from(head.count)
            return withPattern(pattern.parts, tables) { Glob.matches($0, tail) }
        case .segmented:
            guard view.headCount > 0,
                ARNBytes.headsMatch(tables.bytes[pattern.head.pattern], view.resource.upTo(view.headCount))
            else { return false }
            let tail = view.resource.from(view.headCount)
            if pattern.parts.isEmpty { return pattern.tail.matches(tail, in: tables.bytes) }
            return withPattern(pattern.parts, tables) { Glob.matches($0, tail) }
        }
    }
}
