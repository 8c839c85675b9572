extension PolicyLayers {
    /// Decides.
    public func decide(_ request: AuthorizationRequest) -> Decision {
        var recorder = NoTrace()
        return decide(request, recorder: &recorder)
    }

    /// Decides, and says of each statement why it counted or didn't.
    public func explain(_ request: AuthorizationRequest) -> (decision: Decision, trace: Trace) {
        var trace = Trace()
        let decision = decide(request, recorder: &trace)
        return (decision, trace)
    }

    /// Decides with a recorder.
    public func decide(_ request: AuthorizationRequest, recorder: inout some Recorder) -> Decision {
        if type(of: recorder).isRecording { record(request, &recorder) }
        return decideByIndex(request)
    }

    /// Each layer says what it says; the first `Deny` ends it, otherwise what they say is combined.
    ///
    /// Source: IAM User Guide, "Policy evaluation logic". Of several denials AWS names one; the order here is
    /// service control, resource control, endpoint, resource, identity, boundary, session.
    private func decideByIndex(_ request: AuthorizationRequest) -> Decision {
        var findings = Findings()
        let hasBoundary = permissionsBoundary != nil
        let hasIdentity = request.principal.account != nil
        if hasIdentity {
            for set in serviceControl {
                let verdict = set.verdict(on: request, hasBoundary: hasBoundary)
                if let deny = verdict.deny { return .denied(by: .serviceControl, set.reference(deny), request) }
                if verdict.allow == nil { findings.serviceControlIsSilent = true }
            }
        }
        for set in resourceControl {
            let verdict = set.verdict(on: request, hasBoundary: hasBoundary)
            if let deny = verdict.deny { return .denied(by: .resourceControl, set.reference(deny), request) }
            if verdict.allow == nil { findings.resourceControlIsSilent = true }
        }
        if let set = vpcEndpoint {
            let verdict = set.verdict(on: request, hasBoundary: hasBoundary)
            if let deny = verdict.deny { return .denied(by: .vpcEndpoint, set.reference(deny), request) }
            findings.vpcEndpointIsSilent = verdict.allow == nil
        }
        if let set = resource.policies {
            findings.resource = set.verdict(on: request, hasBoundary: hasBoundary)
            if let deny = findings.resource.deny { return .denied(by: resource.type, set.reference(deny), request) }
        }
        if hasIdentity {
            findings.identity = identity.verdict(on: request, hasBoundary: hasBoundary)
            if let deny = findings.identity.deny { return .denied(by: .identity, identity.reference(deny), request) }
            if let set = permissionsBoundary {
                let verdict = set.verdict(on: request, hasBoundary: hasBoundary)
                if let deny = verdict.deny { return .denied(by: .boundary, set.reference(deny), request) }
                findings.boundaryIsSilent = verdict.allow == nil
            }
            if let set = session {
                let verdict = set.verdict(on: request, hasBoundary: hasBoundary)
                if let deny = verdict.deny { return .denied(by: .session, set.reference(deny), request) }
                findings.sessionIsSilent = verdict.allow == nil
            }
        }
        return combine(findings, request)
    }
}

/// What the layers said, where none of them denied.
struct Findings {
    var serviceControlIsSilent = false
    var resourceControlIsSilent = false
    var vpcEndpointIsSilent = false
    var resource = LayerVerdict()
    var identity = LayerVerdict()
    var boundaryIsSilent = false
    var sessionIsSilent = false
}

extension Decision {
    /// An explicit denial.
    static func denied(
        by type: PolicyType, _ statement: StatementReference, _ request: AuthorizationRequest
    ) -> Decision {
        Decision(
            outcome: .denied(.explicit, by: type), determining: statement, withholdsReason: request.withholdsReason)
    }

    /// A denial by silence.
    static func silent(_ type: PolicyType, _ request: AuthorizationRequest) -> Decision {
        Decision(outcome: .denied(.implicit, by: type), determining: nil, withholdsReason: request.withholdsReason)
    }

    static func allowed(by statement: StatementReference?, _ request: AuthorizationRequest) -> Decision {
        Decision(outcome: .allowed, determining: statement, withholdsReason: request.withholdsReason)
    }
}

extension AuthorizationRequest {
    /// AWS tells strangers no reasons.
    fileprivate var withholdsReason: Bool { principal == .anonymous || isCrossAccount }
}
