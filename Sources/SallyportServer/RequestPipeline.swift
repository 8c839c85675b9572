import AWSProtocols
import AWSTypes
import Audit
import Authentication
import IdentityModel
import IdentityStore
import Logging
import Operations
import SigV4
import WebIdentity

/// What becomes of denials.
package enum Enforcement: String, Sendable, CaseIterable {
    /// They are answered.
    case enforce
    /// They are logged, and the request is served.
    case audit
}

/// The road of one request, from bytes to bytes.
struct RequestPipeline: Sendable {
    let catalog: ServiceCatalog
    let store: StateStore
    let keyRing: KeyRing
    let authenticator: Authenticator
    let authorizer: Authorizer
    let mfaAttempts = MFAAttempts()
    let passwordHasher = PasswordHasher()
    let issuerKeyMaker = IssuerKeyMaker()
    let tokenKeys = TokenKeyMaker()
    let uses: UseRecorder
    let decisions: DecisionLog
    let audit: AuditLog?
    let proofs: ProofVerifier
    let enforcement: Enforcement
    let surroundings: Surroundings
    let logger: Logger

    /// Answers a request; errors are answers too.
    func answer(_ request: ServerRequest) async -> ServerResponse {
        var entropy = RequestEntropy()
        let id = RequestID.make(with: &entropy)
        var parameters = QueryParameters()
        var trail = Trail()
        let response: ServerResponse
        do throws(AWSError) {
            let claim = try authenticator.claim(of: request)
            trail.claim = claim
            trail.service = claim.flatMap { catalog.service(named: $0.scope.service) }
            try parameters.add(formEncoded: request.query)
            response = try await answer(request, signedBy: claim, &parameters, &trail, id: id, entropy: entropy)
        } catch {
            trail.failure = error
            if error.status >= 500 { logger.error("failed", metadata: ["request": "\(id)", "error": "\(error)"]) }
            let target = request.head["x-amz-target"]
            let meant = target.flatMap { catalog.service(of: parameters, target: $0) } ?? trail.service
            response = refusal(error, of: request.head, to: meant ?? catalog.service(of: parameters), id: id)
        }
        if let audit { await audit.append(event(of: request, trail, parameters, id: id)) }
        return response
    }

    /// An answer to a request that could not be read at all.
    func refusal(_ code: String, status: Int, _ message: String) -> ServerResponse {
        refusal(
            AWSError(code, status: status, message), of: RequestHead(method: "", target: "", fields: []), to: nil,
            id: RequestID.make())
    }

    private func answer(
        _ request: ServerRequest, signedBy claim: SignatureClaim?, _ parameters: inout QueryParameters,
        _ trail: inout Trail, id: String, entropy: RequestEntropy
    ) async throws(AWSError) -> ServerResponse {
        let now = surroundings.now()
        let state = store.snapshot
        guard let claim else {
            let (service, entry, input) = try readUnsigned(request, &parameters)
            (trail.service, trail.entry) = (service, entry)
            let operation = try entry.decode(input)
            let region = RequestPipeline.region(unsigned: parameters, operation)
            let facts = request.facts(id: id, now: now, region: region, publicURL: surroundings.publicURL)
            let (caller, result) = try await admit(operation, named: entry.name, facts, in: state, entropy: entropy)
            trail.caller = caller
            return response(result, of: entry, in: service, id: id)
        }
        let target = request.head["x-amz-target"].flatMap { catalog.service(of: parameters, target: $0) }
        guard let service = catalog.service(named: claim.scope.service), target == nil || target?.name == service.name
        else {
            try? parameters.add(formEncoded: request.body)
            throw unserved(claim, request.head, parameters)
        }
        let rules = ServiceRules.standard(service.name)
        let credential = try authenticator.authenticate(claim, of: request, at: now, rules: rules, in: state)
        let (entry, input) = try read(request, &parameters, for: service)
        trail.entry = entry
        let facts = request.facts(
            id: id, now: now, region: claim.scope.region, publicURL: surroundings.publicURL)
        let caller = try Caller(credential, request: facts, in: state)
        trail.caller = caller
        try service.admission(caller, entry.name)
        await uses.record(caller, of: service.name, for: entry.name)
        if entry.readsAccessRecords { await uses.flush(at: now) }
        let operation = try entry.decode(input)
        let result = try await run(
            operation, named: entry.name, by: caller, with: credential, in: state, entropy: entropy)
        return response(result, of: entry, in: service, id: id)
    }

    /// Authorises and runs: reads on the snapshot; writes on the newest state, where everything is decided again.
    private func run(
        _ operation: BoundOperation, named name: String, by caller: Caller, with credential: Credential,
        in state: IdentityState, entropy: RequestEntropy
    ) async throws(AWSError) -> OperationResult {
        switch operation.body {
        case .read(let run):
            try authorize(operation, named: name, by: caller, in: state)
            return try run(caller, state)
        case .credentials(nil, let run):
            try authorize(operation, named: name, by: caller, in: state)
            var mint = CredentialMint(at: caller.request.now, keyRing: keyRing, entropy: entropy)
            return try run(caller, state, &mint)
        case .credentials(let proof?, let run):
            return try await store.write(at: caller.request.now, entropy: entropy) { draft throws(AWSError) in
                let unproven = try Caller(credential, request: caller.request, in: draft.state)
                let caller = try draft.accept(proof, by: unproven, counting: mfaAttempts)
                try authorize(operation, named: name, by: caller, in: draft.state)
                var mint = CredentialMint(at: caller.request.now, keyRing: keyRing, entropy: entropy)
                return try run(caller, draft.state, &mint)
            }
        case .passwords(let derivations, let run):
            // Only for those who may do what they ask for; whether they still may is decided again.
            try authorize(operation, named: name, by: caller, in: state)
            var chance = entropy
            let salt = (0..<PasswordRecipe.saltLength).map { _ in UInt8.random(in: .min ... .max, using: &chance) }
            let fresh = PasswordRecipe.present(salt: salt)
            let hashes = try await passwordHasher.hashes(of: derivations(caller, state, fresh), fresh: fresh)
            return try await store.write(at: caller.request.now, entropy: chance) { draft throws(AWSError) in
                logger.debug("writes", metadata: ["request": "\(caller.request.id)", "operation": "\(name)"])
                let caller = try Caller(credential, request: caller.request, in: draft.state)
                try authorize(operation, named: name, by: caller, in: draft.state)
                return try run(caller, hashes, &draft)
            }
        case .token(let order, let answer):
            try authorize(operation, named: name, by: caller, in: state)
            var mint = CredentialMint(at: caller.request.now, keyRing: keyRing, entropy: entropy)
            return answer(try TokenSigner.sign(order(caller, state, &mint)))
        case .issuerKeys(let areNeeded, let run):
            // Only for those who may do what they ask for; whether they still may is decided again.
            try authorize(operation, named: name, by: caller, in: state)
            let keys = areNeeded(caller, state) ? try await issuerKeyMaker.make() : []
            return try await store.write(at: caller.request.now, entropy: entropy) { draft throws(AWSError) in
                logger.debug("writes", metadata: ["request": "\(caller.request.id)", "operation": "\(name)"])
                let caller = try Caller(credential, request: caller.request, in: draft.state)
                try authorize(operation, named: name, by: caller, in: draft.state)
                return try run(caller, keys, &draft)
            }
        case .federation:
            return try await admit(operation, named: name, caller.request, in: state, entropy: entropy).result
        case .login(let login):
            return try await logIn(
                login, operation, named: name, caller.request, signedWith: login.isSigned ? credential : nil, in: state,
                entropy: entropy
            ).result
        case .write(let run):
            return try await store.write(at: caller.request.now, entropy: entropy) { draft throws(AWSError) in
                // Writes run one after another, so these lines stand in the log in the order that counts.
                logger.debug("writes", metadata: ["request": "\(caller.request.id)", "operation": "\(name)"])
                let caller = try Caller(credential, request: caller.request, in: draft.state)
                try authorize(operation, named: name, by: caller, in: draft.state)
                return try run(caller, &draft)
            }
        }
    }

    func authorize(
        _ operation: BoundOperation, named name: String, by caller: Caller, in state: IdentityState
    ) throws(AWSError) {
        try authorize(try operation.facts(caller, state), named: name, by: caller, in: state)
    }

    /// Lets a caller pass, or throws AWS's denial; what was decided on is kept for explanations.
    func authorize(
        _ facts: AuthorizationFacts, named name: String, by caller: Caller, in state: IdentityState
    ) throws(AWSError) {
        try Gate(authorizer: authorizer, decisions: decisions, enforcement: enforcement, logger: logger)
            .authorize(facts, named: name, by: caller, in: state)
    }

    /// What a request is told that was signed for a service this server does not have.
    private func unserved(
        _ claim: SignatureClaim, _ head: RequestHead, _ parameters: QueryParameters
    ) -> AWSError {
        if let meant = catalog.service(of: parameters, target: head["x-amz-target"]) {
            return SignatureFailure.scope([.service(expected: meant.name)], claim.scope, signed: claim.timestamp)
                .queryServiceError
        }
        return AWSError(
            "InvalidAction", status: 400, "This server does not answer for the service '\(claim.scope.service)'.")
    }
}

/// What is learnt of a request on its road, for the audit log.
private struct Trail {
    var claim: SignatureClaim?
    var service: ServiceDefinition?
    var entry: OperationEntry?
    var caller: Caller?
    var failure: AWSError?
}

extension RequestPipeline {
    /// Tells the audit log of a request to the console's sign-in.
    func record(_ request: ServerRequest, signedIn answer: ServerResponse) async {
        guard let audit else { return }
        var event = AuditEvent(
            id: answer.requestID, time: surroundings.now(), sourceIP: request.peer.address,
            userAgent: request.head["user-agent"])
        event.service = "signin"
        try? event.parameters.add(formEncoded: request.query)
        try? event.parameters.add(formEncoded: request.body)
        event.operation = event.parameters["Action"]
        event.size = request.body.count
        if answer.status >= 400 {
            event.error = AWSError("SigninRefused", status: answer.status, "The sign-in was refused.")
        }
        await audit.append(event)
    }

    /// What the audit log is told of a request.
    private func event(
        of request: ServerRequest, _ trail: Trail, _ parameters: QueryParameters, id: String
    ) -> AuditEvent {
        var event = AuditEvent(
            id: id, time: trail.caller?.request.now ?? surroundings.now(), sourceIP: request.peer.address,
            userAgent: request.head["user-agent"])
        let target = request.head["x-amz-target"]
        let service = trail.service ?? catalog.service(of: parameters, target: target)
        event.service = service?.name ?? trail.claim?.scope.service ?? "sallyport"
        event.operation =
            trail.entry?.name ?? parameters["Action"] ?? target?.split(separator: ".").last.map(String.init)
        if case .json? = service?.wire { event.json = request.body }
        event.isReadOnly = trail.entry?.isReadOnly ?? true
        event.caller = trail.caller
        event.accessKeyID = trail.claim?.accessKeyID
        event.region = trail.claim?.scope.region
        event.parameters = parameters
        event.size = request.body.count
        event.error = trail.failure
        if enforcement == .audit, event.error == nil {
            event.isDenialSuppressed = decisions.entry(id, in: nil)?.isDenied == true
        }
        return event
    }
}
