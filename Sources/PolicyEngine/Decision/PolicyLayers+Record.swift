import PolicyLanguage

extension PolicyLayers {
    /// Takes down every statement of every layer that applies to the caller, in the order of the decision.
    ///
    /// The comparisons are those of the decision; only the index, which would leave out what can't match, is not
    /// used.
    func record(_ request: AuthorizationRequest, _ recorder: inout some Recorder) {
        let hasIdentity = request.principal.account != nil
        let hasBoundary = permissionsBoundary != nil
        if hasIdentity {
            for (level, set) in serviceControl.enumerated() {
                recorder.record(set.trace(.serviceControl, level: level, request, hasBoundary))
            }
        }
        for (level, set) in resourceControl.enumerated() {
            recorder.record(set.trace(.resourceControl, level: level, request, hasBoundary))
        }
        if let vpcEndpoint { recorder.record(vpcEndpoint.trace(.vpcEndpoint, request, hasBoundary)) }
        if let set = resource.policies { recorder.record(set.trace(resource.type, request, hasBoundary)) }
        guard hasIdentity else { return }
        recorder.record(identity.trace(.identity, request, hasBoundary))
        if let permissionsBoundary { recorder.record(permissionsBoundary.trace(.boundary, request, hasBoundary)) }
        if let session { recorder.record(session.trace(.session, request, hasBoundary)) }
    }
}

extension PolicySet {
    fileprivate func trace(
        _ type: PolicyType, level: Int? = nil, _ request: AuthorizationRequest, _ hasBoundary: Bool
    ) -> LayerTrace {
        let statements = policies.flatMap { policy in
            policy.document.statements.indices.map { index in
                StatementReference(policy: policy, index: index).trace(request, hasBoundary)
            }
        }
        return LayerTrace(type: type, level: level, statements: statements)
    }
}

extension StatementReference {
    /// Compares the statement with a request, element by element.
    fileprivate func trace(_ request: AuthorizationRequest, _ hasBoundary: Bool) -> StatementTrace {
        let tables = policy.image.tables
        let compiled = tables.statements[index]
        var misses: [Miss] = []
        if !request.view.actionMatches(compiled, tables) { misses.append(.action) }
        if !request.resourceMatches(compiled, tables) {
            misses.append(.resource(unresolved: unresolvedVariables(request)))
        }
        let strength = request.strength(of: compiled, tables, hasBoundary: hasBoundary)
        if strength == .none { misses.append(.principal) }
        let isAboutRequest = misses.isEmpty
        let conditions = statement.conditions.enumerated().map { place, condition in
            ConditionTrace(
                condition: condition, requestValues: request.context[ContextKey(condition.key.value)]?.texts,
                holds: request.holds(tables.conditions[Int(compiled.conditions.start) + place], tables))
        }
        misses += conditions.filter { !$0.holds }.map { .condition($0) }
        return StatementTrace(
            statement: self, effect: statement.effect, strength: strength, misses: misses, conditions: conditions,
            missingContextKeys: isAboutRequest ? missingKeys(request) : [])
    }

    /// The variables of the statement's resources that the request has no value for.
    private func unresolvedVariables(_ request: AuthorizationRequest) -> [String] {
        guard policy.document.version == .v2012 else { return [] }
        return (statement.resources?.patterns ?? []).flatMap { pattern in
            PolicyTemplate(pattern.value, wildcards: true, variables: true).parts.compactMap { part in
                guard case .variable(let key, nil) = part else { return nil }
                switch request.context[ContextKey(key)] {
                case nil, .list: return key
                default: return nil
                }
            }
        }
    }

    /// The keys of conditions, and of variables in them, that the request does not have.
    private func missingKeys(_ request: AuthorizationRequest) -> [String] {
        let variables =
            policy.document.version == .v2012
            ? statement.conditions.filter { $0.operator.comparison?.takesVariables == true }.flatMap(\.values).flatMap {
                PolicyTemplate($0.value, wildcards: true, variables: true).variableKeys
            } : []
        return (statement.conditions.map(\.key.value) + variables).filter { request.context[ContextKey($0)] == nil }
    }
}
