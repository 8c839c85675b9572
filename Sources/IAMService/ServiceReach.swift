import PolicyLanguage

/// What permissions policies let somebody use, as far as services and actions go.
///
/// Resources and conditions are not looked at, and neither is any other kind of policy: AWS tells of services that
/// somebody *could* use. A denial counts where it takes away a whole service from everything and always.
struct ServiceReach: Sendable {
    private var allowed: [Actions] = []
    private var denied: [Actions] = []

    /// What a statement's `Action` or `NotAction` says.
    fileprivate struct Actions {
        let isNegated: Bool
        let patterns: [String]

        init?(_ element: PatternElement?) {
            guard let element else { return nil }
            isNegated = element.isNegated
            patterns = element.patterns.map { $0.value.lowercased() }
        }
    }

    init(_ documents: [PolicyDocument]) {
        for statement in documents.flatMap(\.statements) {
            guard let actions = Actions(statement.actions) else { continue }
            switch statement.effect {
            case .allow: allowed.append(actions)
            case .deny:
                let resources = statement.resources
                let isTotal = resources?.isNegated == false && resources?.patterns.contains { $0.value == "*" } == true
                if isTotal, statement.conditions.isEmpty { denied.append(actions) }
            }
        }
    }

    /// The services that something is allowed of, ordered by namespace.
    ///
    /// Of AWS's they are; and those that a policy names in full, for services of one's own.
    var namespaces: [String] {
        var known = ServiceNames.namespaces
        let named = allowed.filter { !$0.isNegated }.flatMap(\.patterns).compactMap(ServiceReach.plainNamespace)
        known += Set(named).subtracting(known)
        return known.filter(allows(service:)).sorted()
    }

    /// Whether something of a service is allowed.
    func allows(service namespace: String) -> Bool {
        let namespace = namespace.lowercased()
        return allowed.contains { $0.touches(namespace) } && !denied.contains { $0.covers(wholeOf: namespace) }
    }

    /// Whether an action, such as `iam:GetUser`, is allowed on anything.
    func allows(action: String) -> Bool {
        allowed.contains { $0.covers(action) } && !denied.contains { $0.covers(action) }
    }

    private static func plainNamespace(of pattern: String) -> String? {
        guard let colon = pattern.firstIndex(of: ":") else { return nil }
        let namespace = pattern[..<colon]
        return namespace.isEmpty || namespace.contains { $0 == "*" || $0 == "?" } ? nil : String(namespace)
    }
}

extension ServiceReach.Actions {
    /// Whether they have anything of a service.
    fileprivate func touches(_ namespace: String) -> Bool {
        isNegated
            ? !patterns.contains { isWhole($0, of: namespace) }
            : patterns.contains { Wildcards.covers(prefix(of: $0), namespace) }
    }

    /// Whether they have all of a service.
    fileprivate func covers(wholeOf namespace: String) -> Bool {
        isNegated
            ? !patterns.contains { Wildcards.covers(prefix(of: $0), namespace) }
            : patterns.contains { isWhole($0, of: namespace) }
    }

    fileprivate func covers(_ action: String) -> Bool {
        patterns.contains { Wildcards.covers($0, action.lowercased()) } != isNegated
    }

    private func isWhole(_ pattern: String, of namespace: String) -> Bool {
        guard let colon = pattern.firstIndex(of: ":") else { return pattern == "*" }
        return pattern[pattern.index(after: colon)...].allSatisfy { $0 == "*" }
            && Wildcards.covers(String(pattern[..<colon]), namespace)
    }

    private func prefix(of pattern: String) -> String {
        pattern.firstIndex(of: ":").map { String(pattern[..<$0]) } ?? pattern
    }
}
