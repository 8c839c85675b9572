import AWSProtocols
import AWSTypes
import Audit
import Authentication
import Gateway
import HTTPTypes
import Hummingbird
import HummingbirdCore
import IdentityModel
import IdentityStore
import Logging
import NIOCore
import Operations
import ServiceFacts
import ServiceRouting
import SigV4

/// The road of a request for a service that this server does not have: proven, allowed, and passed on.
struct GatewayRoad: Road {
    let pipeline: RequestPipeline
    let options: UpstreamOptions
    let routes: RoutingTable
    let needs: NeedTable
    let client: UpstreamClient
    let lookup: UpstreamLookup
    let roles: UpstreamRoles

    /// The longest body that is passed on, in bytes: that of a function's code, in base 64.
    static let bodyLimit = 70 << 20
    /// The longest body of somebody who has not shown a key that there is.
    static let strangersBodyLimit = 1 << 20

    func takes(_ head: RequestHead) -> Bool {
        if head.target.hasPrefix(Doors.prefix) { return false }
        guard let name = Self.signingName(of: head) else {
            // Unsigned requests of JSON services tell what they are for; of all others this server is the answer.
            guard head["authorization"] == nil, let target = head["x-amz-target"] else { return false }
            return pipeline.catalog.service(of: .init(), target: target) == nil
        }
        return pipeline.catalog.service(named: name) == nil && name != "s3" && routes.knows(signingName: name)
    }

    /// The service that a request says it is signed for; nothing else of its signature is looked at.
    private static func signingName(of head: RequestHead) -> String? {
        if let authorization = head["authorization"] {
            guard let end = authorization.firstRange(of: "/aws4_request") else { return nil }
            let front = authorization[..<end.lowerBound]
            return front.lastIndex(of: "/").map { String(front[front.index(after: $0)...]) }
        }
        guard head.target.contains("X-Amz-Credential=") else { return nil }
        return (try? SignatureClaim(of: head))?.scope.service
    }

    func answer(_ request: IncomingRequest) async -> Response {
        let head = request.head
        let id = RequestID.make()
        var trail = GatewayTrail()
        let answer: Response
        do throws(AWSError) {
            try Self.check(head)
            let body = try await body(of: request)
            let exchange = ServerRequest(head: head, body: body, peer: request.peer, isSecure: request.isSecure)
            trail.body = body
            answer = Response(try await pass(exchange, &trail, id: id), id: id)
        } catch {
            trail.failure = error
            if error.status >= 500 {
                pipeline.logger.error("failed", metadata: ["request": "\(id)", "error": "\(error)"])
            }
            answer = refusal(error, head, trail, id: id)
        }
        if let audit = pipeline.audit { await audit.append(event(head, request.peer, trail, id: id)) }
        return answer
    }

    // MARK: What is no request

    /// Refuses what two readers could read in two ways.
    private static func check(_ head: RequestHead) throws(AWSError) {
        guard head.target.hasPrefix("/"), !head.target.contains("#") else {
            throw .unreadable("The request's target must be a path.")
        }
        var names = Set<String>()
        for field in head.fields {
            let name = field.name.lowercased()
            if !names.insert(name).inserted, !repeatable.contains(name) {
                throw .unreadable("The header field \(name) was given more than once.")
            }
        }
        if names.contains("content-length"), names.contains("transfer-encoding") {
            throw .unreadable("The request has both Content-Length and Transfer-Encoding.")
        }
    }

    private static let repeatable: Set<String> = [
        "accept", "accept-encoding", "accept-language", "cache-control", "pragma", "via", "x-forwarded-for",
    ]

    private func body(of request: IncomingRequest) async throws(AWSError) -> [UInt8] {
        let head = request.head
        let limit = isKnown(head) ? Self.bodyLimit : Self.strangersBodyLimit
        if let length = head["content-length"].flatMap({ Int($0) }), length > limit { throw .tooLong(limit) }
        do {
            return Array(buffer: try await request.body.collect(upTo: limit))
        } catch is NIOTooManyBytesError {
            throw .tooLong(limit)
        } catch {
            throw .unreadable("The request's body broke off.")
        }
    }

    /// Whether the key that a request claims is one that there is; the signature is not looked at.
    private func isKnown(_ head: RequestHead) -> Bool {
        guard let claim = try? SignatureClaim(of: head) else { return false }
        return pipeline.authenticator.isKnown(claim, in: pipeline.store.snapshot)
    }

    // MARK: The road

    private func pass(
        _ request: ServerRequest, _ trail: inout GatewayTrail, id: String
    ) async throws(AWSError) -> UpstreamClient.Answer {
        let now = pipeline.surroundings.now()
        let state = pipeline.store.snapshot
        let claim = try pipeline.authenticator.claim(of: request)
        trail.claim = claim
        let wire = try WireRequest(request.head, body: request.body)
        // Known before the signature is, so that even its refusal is in the service's words.
        let recognition = try routes.recognise(wire, signedFor: claim?.scope.service)
        trail.recognition = recognition
        let region = claim?.scope.region ?? "us-east-1"
        guard let claim else {
            guard let recognition, recognition.isUnsigned else { throw SignatureFailure.unsigned.queryServiceError }
            return try await forward(request, recognition, region: region, isReadOnly: false, at: now, id: id)
        }
        let credential = try pipeline.authenticator.authenticate(
            claim, of: request, at: now, rules: .standard(claim.scope.service), in: state)
        let facts = request.facts(id: id, now: now, region: region)
        let caller = try Caller(credential, request: facts, in: state)
        trail.caller = caller
        guard let recognition else { throw .unknownOperation(of: claim.scope.service) }
        let needed = needs.needs(of: recognition.operation, in: recognition.service.name)
        trail.isReadOnly = needed?.isReadOnly ?? false
        try await authorize(request, wire, recognition, needed, caller, state, &trail)
        await pipeline.uses.record(caller, of: recognition.service.signingName, for: recognition.operation)
        let answer = try await forward(
            request, recognition, region: region, isReadOnly: trail.isReadOnly, at: now, id: id)
        guard (400..<500).contains(answer.status), !trail.passed.isEmpty else { return answer }
        // An emulator that was started anew has forgotten the role.
        await roles.tell(of: trail.passed, again: true, at: now, id: id)
        return try await forward(
            request, recognition, region: region, isReadOnly: trail.isReadOnly, at: now, id: id)
    }

    private func authorize(
        _ request: ServerRequest, _ wire: WireRequest, _ recognition: Recognition, _ needed: OperationNeeds?,
        _ caller: Caller, _ state: IdentityState, _ trail: inout GatewayTrail
    ) async throws(AWSError) {
        guard let needed else {
            let error = AWSError.unmapped(recognition, caller)
            guard pipeline.enforcement == .audit else { throw error }
            trail.isDenialSuppressed = true
            pipeline.logger.warning(
                "would be denied", metadata: ["request": "\(caller.request.id)", "denial": "\(error.message)"])
            return
        }
        let owner = state.allAccounts.first { $0.account.isOperator }?.id ?? caller.accountID
        let scope = CallScope(partition: caller.partition, region: caller.request.region, account: owner)
        let members = try RequestMembers(recognition, wire, body: request.body, readsBody: needed.readsBody)
        var call = Call(recognition, members, path: wire.path, in: scope)
        call.learnt = await lookup.facts(for: call, at: caller.request.now, id: caller.request.id)
        let callFacts = CallFacts(of: call, needing: needed)
        var facts = callFacts.authorization(for: caller, of: recognition.service.name)
        // What an upstream has belongs to one account, whatever its ARNs say.
        for place in facts.checks.indices where facts.checks[place].service == nil {
            if facts.checks[place].resourceAccount == nil { facts.checks[place].resourceAccount = owner }
        }
        do {
            trail.checks = facts.checks
            try pipeline.authorize(facts, named: recognition.operation, by: caller, in: state)
            trail.isDenialSuppressed = pipeline.decisions.entry(caller.request.id, in: nil)?.isDenied == true
        } catch {
            guard recognition.wire == .ec2, error.code == "AccessDenied" else { throw error }
            throw encoded(error, facts, caller, state)
        }
        let passed = callFacts.passes.compactMap { $0.resolved(for: caller) }.map { found in
            UpstreamRoles.Passed(
                role: found.role.name.text, path: found.role.path.text, service: found.service,
                profile: found.profile.map { ($0.name.text, $0.path.text) })
        }
        if passed.isEmpty || !roles.concern(recognition.service) { return }
        trail.passed = passed
        await roles.tell(of: passed, at: caller.request.now, id: caller.request.id)
    }

    /// A denial of EC2's, with the message that those who may can decode.
    private func encoded(
        _ error: AWSError, _ facts: AuthorizationFacts, _ caller: Caller, _ state: IdentityState
    ) -> AWSError {
        let explained = pipeline.authorizer.explain(facts, for: caller, in: state)
        guard let denied = explained.first(where: { $0.denial != nil }) else { return error }
        var entropy = RequestEntropy()
        return .unauthorizedOperation(
            error, encodedMessage: denied.encodedMessage(with: pipeline.keyRing, entropy: &entropy))
    }

    private func forward(
        _ request: ServerRequest, _ recognition: Recognition, region: String, isReadOnly: Bool, at now: Timestamp,
        id: String
    ) async throws(AWSError) -> UpstreamClient.Answer {
        let service = recognition.service
        guard let address = options.address(of: service) else {
            throw AWSError(
                "InvalidAction", status: 400,
                "This server does not answer for the service '\(service.name)', and knows no upstream that does. "
                    + "Start it with --upstream \(service.name)=URL.")
        }
        let forwarded = UpstreamRequest(
            request.head, body: request.body, to: recognition, at: address, region: region, with: options, now: now)
        do throws(UpstreamFailure) {
            return try await client.send(forwarded, mayRepeat: isReadOnly, id: id)
        } catch {
            throw error.error(of: service.name)
        }
    }

    // MARK: Answers

    private func refusal(_ error: AWSError, _ head: RequestHead, _ trail: GatewayTrail, id: String) -> Response {
        let wire = trail.recognition?.wire ?? guessedWire(head, trail)
        let refusal = WireRefusal(error, of: trail.recognition?.service.name ?? "", as: wire, id: id)
        var answer = ServerResponse(
            status: refusal.status, contentType: refusal.contentType, requestID: id, body: refusal.body)
        for field in refusal.fields {
            if let name = HTTPField.Name(field.name) { answer.headers[name] = field.value }
        }
        if error.status == 413 { answer.headers[.connection] = "close" }
        return Response(answer)
    }

    /// The protocol of a request that asks for nothing that there is.
    private func guessedWire(_ head: RequestHead, _ trail: GatewayTrail) -> WireProtocol {
        if head["x-amz-target"] != nil { return .json11 }
        let name = trail.claim?.scope.service
        return routes.services.first { $0.signingName == name }?.wire ?? .restJSON
    }

    private func event(
        _ head: RequestHead, _ peer: ServerRequest.Peer, _ trail: GatewayTrail, id: String
    ) -> AuditEvent {
        var event = AuditEvent(
            id: id, time: trail.caller?.request.now ?? pipeline.surroundings.now(), sourceIP: peer.address,
            userAgent: head["user-agent"])
        event.service = trail.recognition?.service.signingName ?? trail.claim?.scope.service ?? "sallyport"
        event.operation = trail.recognition?.operation
        event.isReadOnly = trail.isReadOnly
        event.caller = trail.caller
        event.accessKeyID = trail.claim?.accessKeyID
        event.region = trail.claim?.scope.region
        event.size = trail.body.count
        event.error = trail.failure
        event.isDenialSuppressed = trail.failure == nil && trail.isDenialSuppressed
        switch trail.recognition?.wire {
        case .json10?, .json11?, .restJSON?:
            if trail.body.count <= Self.strangersBodyLimit { event.json = trail.body }
        case .query?, .ec2?:
            try? event.parameters.add(formEncoded: head.target.utf8.drop { $0 != UInt8(ascii: "?") }.dropFirst())
            try? event.parameters.add(formEncoded: trail.body)
        case .restXML?, .cbor?, nil: break
        }
        let verdict = trail.failure == nil ? "allowed" : "denied"
        event.decisions = trail.checks.filter { $0.service == nil }.map {
            AuditEvent.Decision(verdict, action: $0.action, resource: $0.resource)
        }
        return event
    }
}

/// What is learnt of a request on its road, for the audit log and for the words of a refusal.
private struct GatewayTrail {
    var claim: SignatureClaim?
    var recognition: Recognition?
    var caller: Caller?
    var body: [UInt8] = []
    var checks: [AuthorizationCheck] = []
    /// The roles that an emulator has to know.
    var passed: [UpstreamRoles.Passed] = []
    var isReadOnly = true
    var isDenialSuppressed = false
    var failure: AWSError?
}

extension Response {
    /// An upstream's answer, with this server's id beside the upstream's own.
    fileprivate init(_ answer: UpstreamClient.Answer, id: String) {
        var headers: HTTPFields = [:]
        for field in answer.fields {
            if let name = HTTPField.Name(field.name) { headers.append(HTTPField(name: name, value: field.value)) }
        }
        headers[.sallyportRequestID] = id
        if headers[.requestID] == nil { headers[.requestID] = id }
        let body: ResponseBody
        switch answer.body {
        case .whole(let buffer): body = ResponseBody(byteBuffer: buffer)
        case .stream(let stream, let length):
            body = ResponseBody(contentLength: length) { writer in
                var writer = writer
                try await stream.forEachPart { try await writer.write($0) }
                try await writer.finish(nil)
            }
        }
        self.init(status: HTTPResponse.Status(code: answer.status), headers: headers, body: body)
    }
}

extension HTTPField.Name {
    fileprivate static let sallyportRequestID: HTTPField.Name = {
        guard let name = HTTPField.Name("x-sallyport-request-id") else { preconditionFailure("the name is a token") }
        return name
    }()
}

extension AWSError {
    fileprivate static func unreadable(_ message: String) -> AWSError {
        AWSError("MalformedHttpRequestException", status: 400, message)
    }

    fileprivate static func tooLong(_ limit: Int) -> AWSError {
        AWSError("RequestEntityTooLarge", status: 413, "The request's body is longer than \(limit) bytes.")
    }

    fileprivate static func unknownOperation(of service: String) -> AWSError {
        AWSError(
            "UnknownOperationException", status: 404,
            "The request asks for no operation of '\(service)' that is known, or could be read as two.")
    }

    /// Nobody has said which action an operation needs.
    fileprivate static func unmapped(_ recognition: Recognition, _ caller: Caller) -> AWSError {
        let name = "\(recognition.service.name).\(recognition.operation)"
        return .accessDenied(
            "User: \(caller.arn) is not authorized to perform: \(name) because this server knows no IAM action for it. "
                + "To name it, start the server with --operation-action \(name)=PREFIX:ACTION")
    }
}
