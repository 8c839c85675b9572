import AWSTypes
import Audit
import Authentication
import IdentityModel
import IdentityStore
import Operations
import PolicyAnalysis
import PolicyEngine
import SigV4

/// `POST /_sallyport/authorize`: a team's own service asks whether its caller may do what it asks for.
///
/// The service signs its question. It needs `sallyport:Authorize` on `*`; its caller is proven by the request that the
/// service got from it, or named, which needs `sallyport:NamePrincipal` on the principal besides. Of callers from
/// other accounts a service learns no more than AWS tells strangers, and for its own account's resources only; the
/// operator's account is the exception.
struct AuthorizeDoor: Sendable {
    let store: StateStore
    let keyRing: KeyRing
    let authenticator: Authenticator
    let gate: Gate
    let uses: UseRecorder
    let audit: AuditLog?
    let surroundings: Surroundings

    private var authorizer: Authorizer { gate.authorizer }
    private var decisions: DecisionLog { gate.decisions }

    /// The service that questions are signed for.
    static let service = "sallyport"

    /// Answers a request; all of it is decided on one state.
    func answer(_ request: ServerRequest, id: String) async throws(AWSError) -> any Encodable {
        let state = store.snapshot
        let asker = try authenticator.caller(
            of: request, for: AuthorizeDoor.service, at: surroundings.now(), id: id, in: state)
        try admit(asker, AuthorizationCheck("sallyport:Authorize", on: "*"), in: state)
        await uses.record(asker, of: AuthorizeDoor.service, for: "Authorize")
        let question = try AuthorizeRequest(request.body)
        var proven: [Result<Caller, AWSError>] = []
        for (place, group) in question.groups.enumerated() {
            let caller = try caller(of: group, id: place == 0 ? id : RequestID.make(), for: asker, in: state)
            if case .success(let caller) = caller { try checkOwnership(group, caller, asker, in: state) }
            proven.append(caller)
        }
        var answers: [AuthorizeAnswer] = []
        for (group, caller) in zip(question.groups, proven) {
            switch caller {
            case .success(let caller):
                if case .forwarded(_, let service) = group.caller.proof { await uses.recordKey(caller, of: service) }
                let answer = await answer(group, about: caller, for: asker, in: state)
                if let audit { await audit.append(event(of: answer, about: caller)) }
                answers.append(answer)
            case .failure(let error):
                var answer = AuthorizeAnswer(requestId: answers.isEmpty ? id : RequestID.make())
                answer.error = AuthorizeAnswer.Refusal(error)
                answer.decisions = group.questions.map { AuthorizeAnswer.Decision($0, "unauthenticated") }
                answers.append(answer)
            }
        }
        if question.form == .batch { return AuthorizeAnswer.Batch(answers: answers) }
        answers[0].isFlat = question.form == .question
        return answers[0]
    }

    /// What the audit log is told of decisions on a caller.
    private func event(of answer: AuthorizeAnswer, about caller: Caller) -> AuditEvent {
        var event = AuditEvent(
            id: answer.requestId, time: caller.request.now, sourceIP: caller.request.sourceIP ?? "",
            userAgent: caller.request.userAgent)
        event.operation = "Authorize"
        event.caller = caller
        event.region = caller.request.region
        event.decisions = answer.decisions.map {
            AuditEvent.Decision($0.decision, action: $0.action, resource: $0.resource)
        }
        return event
    }

    // MARK: Who asks

    /// Lets the asking service pass; a denial can be explained like any other.
    private func admit(_ asker: Caller, _ check: AuthorizationCheck, in state: IdentityState) throws(AWSError) {
        let facts = AuthorizationFacts(check)
        // What is allowed is not worth a place among the decisions: those of the answer are.
        if authorizer.decide(check, for: asker, in: state).isAllowed { return }
        try gate.authorize(facts, named: "Authorize", by: asker, in: state)
    }

    // MARK: Whom it asks about

    /// The caller of a group, or what its proof lacks; what the asking service may not do is thrown.
    private func caller(
        of group: AuthorizeRequest.Group, id: String, for asker: Caller, in state: IdentityState
    ) throws(AWSError) -> Result<Caller, AWSError> {
        switch group.caller.proof {
        case .forwarded(let request, let service):
            do {
                return .success(try caller(group.caller, by: request, to: service, id: id, asker, in: state))
            } catch {
                return .failure(error)
            }
        case .named(let arn, let region):
            var check = AuthorizationCheck("sallyport:NamePrincipal", on: arn)
            check.resourceAccount = asker.account.account.isOperator ? asker.accountID : arn.accountID
            try admit(asker, check, in: state)
            let facts = RequestFacts(
                id: id, now: asker.request.now, region: region ?? asker.request.region,
                sourceIP: group.caller.sourceIP, isSecure: group.caller.isSecure, userAgent: nil, referer: nil)
            do {
                return .success(try Caller(named: arn, request: facts, in: state))
            } catch {
                return .failure(error)
            }
        }
    }

    /// The caller that a forwarded request proves.
    private func caller(
        _ told: AuthorizeCaller, by request: ForwardedRequest, to service: String, id: String, _ asker: Caller,
        in state: IdentityState
    ) throws(AWSError) -> Caller {
        guard let claim = try authenticator.claim(of: request.head) else {
            throw SignatureFailure.unsigned.queryServiceError
        }
        let credential = try authenticator.authenticate(
            claim, of: request.head, contentHash: { request.contentHash }, at: asker.request.now,
            rules: service == "s3" ? .s3 : .standard(service), in: state)
        let facts = RequestFacts(
            id: id, now: asker.request.now, region: claim.scope.region, sourceIP: told.sourceIP,
            isSecure: told.isSecure, userAgent: request.head["user-agent"], referer: request.head["referer"])
        return try Caller(credential, request: facts, in: state)
    }

    /// Refuses questions about other accounts' callers and other accounts' resources.
    private func checkOwnership(
        _ group: AuthorizeRequest.Group, _ caller: Caller, _ asker: Caller, in state: IdentityState
    ) throws(AWSError) {
        guard isForeign(caller, to: asker) else { return }
        for question in group.questions
        where question.check(ownedBy: asker.accountID).resourceAccount != asker.accountID {
            throw .accessDenied(
                "User: \(asker.arn) is not authorized to ask about \(caller.arn) and the resource "
                    + "\(question.resource): of callers from other accounts, a service may ask about resources of its "
                    + "own account only.")
        }
    }

    private func isForeign(_ caller: Caller, to asker: Caller) -> Bool {
        caller.accountID != asker.accountID && !asker.account.account.isOperator
    }

    // MARK: Decisions

    private func answer(
        _ group: AuthorizeRequest.Group, about caller: Caller, for asker: Caller, in state: IdentityState
    ) async -> AuthorizeAnswer {
        var answer = AuthorizeAnswer(requestId: caller.request.id)
        answer.principal = caller.arn.description
        answer.accountId = caller.accountID.description
        answer.userId = caller.userID
        let isForeign = isForeign(caller, to: asker)
        var record = DecisionRecord()
        for (place, question) in group.questions.enumerated() {
            // Other requests get their turn.
            if place % AuthorizeDoor.questionsInTurn == AuthorizeDoor.questionsInTurn - 1 { await Task.yield() }
            let check = question.check(ownedBy: asker.accountID)
            uses.note(caller, check.action)
            let decision = decide(
                question, check, about: caller, tells: !isForeign, trace: group.wantsTrace && !isForeign, in: state)
            record.add(check, isDenied: decision.decision != "allowed", size: question.size)
            answer.decisions.append(decision)
        }
        decisions.append(record.entry(of: caller, in: state))
        return answer
    }

    private static let questionsInTurn = 32

    private func decide(
        _ question: AuthorizeQuestion, _ check: AuthorizationCheck, about caller: Caller, tells: Bool, trace: Bool,
        in state: IdentityState
    ) -> AuthorizeAnswer.Decision {
        if !trace, authorizer.decide(check, for: caller, in: state).isAllowed {
            return AuthorizeAnswer.Decision(question, "allowed")
        }
        let explained = authorizer.explain(check, for: caller, in: state)
        var answer = AuthorizeAnswer.Decision(question, explained.report.decision.rawValue)
        if tells { answer.missingContextKeys = explained.report.missingContextKeys }
        if trace {
            answer.trace = explained.report.layers
            answer.matchedStatements = explained.report.layers.flatMap { $0.statements.filter(\.applies) }
        }
        if let denial = explained.denial {
            var entropy = RequestEntropy()
            let encoded = explained.encodedMessage(with: keyRing, entropy: &entropy)
            answer.reason = denial.message
            answer.encodedAuthorizationMessage = encoded
            answer.message = AWSError.unauthorizedOperation(denial, encodedMessage: encoded).message
        }
        return answer
    }
}

/// What is kept of the decisions of a request: not all of them where they are many, denials before the rest.
private struct DecisionRecord {
    private var denied: [AuthorizationCheck] = []
    private var allowed: [AuthorizationCheck] = []
    private var size = 0
    private static let greatestCount = 50

    mutating func add(_ check: AuthorizationCheck, isDenied: Bool, size: Int) {
        guard denied.count < DecisionRecord.greatestCount else { return }
        if isDenied {
            denied.append(check)
        } else if allowed.count < DecisionRecord.greatestCount {
            allowed.append(check)
        }
        self.size += 1 + size
    }

    func entry(of caller: Caller, in state: IdentityState) -> DecisionLog.Entry {
        var entry = DecisionLog.Entry(
            operation: "Authorize",
            facts: AuthorizationFacts(checks: Array((denied + allowed).prefix(DecisionRecord.greatestCount))),
            caller: caller, state: state, isDenied: !denied.isEmpty)
        entry.weight = max(1, size)
        return entry
    }
}
