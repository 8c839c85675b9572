extension PolicyLayers {
    /// Combines what the layers said, where none of them denied: the one place that knows how they depend on each
    /// other.
    func combine(_ findings: Findings, _ request: AuthorizationRequest) -> Decision {
        if findings.serviceControlIsSilent { return .silent(.serviceControl, request) }
        if findings.resourceControlIsSilent { return .silent(.resourceControl, request) }
        if findings.vpcEndpointIsSilent { return .silent(.vpcEndpoint, request) }
        guard request.principal.account != nil else { return combineWithoutIdentity(findings, request) }
        return request.isCrossAccount
            ? combineAcrossAccounts(findings, request) : combineWithinAccount(findings, request)
    }

    /// Anonymous callers, services and federated persons have no policies of their own: the resource's decides.
    private func combineWithoutIdentity(_ findings: Findings, _ request: AuthorizationRequest) -> Decision {
        guard let allow = findings.resource.allow else { return .silent(resource.type, request) }
        return .allowed(by: resource.policies?.reference(allow), request)
    }

    /// Both accounts have to agree: the resource's policy, and all of the caller's own.
    private func combineAcrossAccounts(_ findings: Findings, _ request: AuthorizationRequest) -> Decision {
        guard let allow = findings.resource.allow else { return .silent(resource.type, request) }
        return combineIdentity(findings, request)
            ?? .allowed(
                by: findings.identity.allow.map(identity.reference) ?? resource.policies?.reference(allow), request)
    }

    /// In one account the resource's policy can grant by itself, as far as it names the caller.
    private func combineWithinAccount(_ findings: Findings, _ request: AuthorizationRequest) -> Decision {
        let grant = findings.resource.allow.flatMap { resource.policies?.reference($0) }
        var strength = findings.resource.strength
        // A session of AssumeRoot may do what its task policy allows, and no more.
        if strength == .direct, case .root = request.principal, session != nil { strength = .limited }
        switch strength {
        case .direct: return .allowed(by: grant, request)
        case .limited: return combineLimits(findings, request) ?? .allowed(by: grant, request)
        case .none where resource.isRequired: return .silent(resource.type, request)
        case .none, .delegated:
            return combineIdentity(findings, request)
                ?? .allowed(by: findings.identity.allow.map(identity.reference), request)
        }
    }

    /// The caller's own side: identity policies, then its limits.
    ///
    /// Nil where all of them allow.
    private func combineIdentity(_ findings: Findings, _ request: AuthorizationRequest) -> Decision? {
        if findings.identity.allow == nil, !request.principal.isRootOrItsSession { return .silent(.identity, request) }
        return combineLimits(findings, request)
    }

    /// Boundary and session policy.
    ///
    /// Nil where both allow.
    private func combineLimits(_ findings: Findings, _ request: AuthorizationRequest) -> Decision? {
        if findings.boundaryIsSilent { return .silent(.boundary, request) }
        if findings.sessionIsSilent { return .silent(.session, request) }
        return nil
    }
}

extension RequestPrincipal {
    /// Whether the caller may do everything in its account, needing no identity policy.
    fileprivate var isRootOrItsSession: Bool {
        switch self {
        case .root: true
        case .federatedUser(let session): session.issuer == nil
        case .anonymous, .user, .roleSession, .service, .federated: false
        }
    }
}
