extension RequestView {
    /// Whether a statement is about the request's action, by looking at each of its patterns.
    func actionMatches(_ statement: PolicyImage.Statement, _ tables: PolicyImage.Tables) -> Bool {
        let isListed = tables.actions[statement.actions].contains { matches($0, tables) }
        return isListed != statement.actionsAreNegated
    }

    private func matches(_ pattern: PolicyImage.ActionPattern, _ tables: PolicyImage.Tables) -> Bool {
        switch pattern.serviceKind {
        case .malformed: false
        case .any: pattern.name.matches(name, in: tables.bytes)
        case .literal, .pattern:
            pattern.service.matches(service, in: tables.bytes) && pattern.name.matches(name, in: tables.bytes)
        }
    }
}
