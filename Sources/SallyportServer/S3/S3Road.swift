import AWSProtocols
import AWSTypes
import Audit
import HTTPTypes
import Hummingbird
import HummingbirdCore
import IdentityModel
import IdentityStore
import Logging
import Operations
import S3Protocol
import S3Service
import SigV4

/// The road of requests to S3.
///
/// It has the same steps as `RequestPipeline`, in S3's order and words: the signature is verified before the body has
/// come, the bucket is looked up before anything is decided, and objects are kept and sent by somebody else
/// (`ObjectOperations`), who is asked only for what was allowed.
struct S3Road: Road {
    let pipeline: RequestPipeline
    let objects: any ObjectOperations
    let hosts: S3Hosts
    let defaults: S3Defaults

    func takes(_ head: RequestHead) -> Bool { S3Recogniser(hosts: hosts).accepts(head) }

    func answer(_ incoming: IncomingRequest) async -> Response {
        var entropy = RequestEntropy()
        var trail = S3Trail(id: S3RequestID.make(with: &entropy), now: pipeline.surroundings.now())
        var answer: S3Answer
        do throws(AWSError) {
            answer = try await self.answer(incoming, &trail)
        } catch {
            answer = S3Answer(refusing: error)
        }
        if let error = answer.error, error.status >= 500 {
            pipeline.logger.error("failed", metadata: ["request": "\(trail.id)", "error": "\(error)"])
        }
        addHeaders(to: &answer, incoming.head, trail)
        if let audit = pipeline.audit { await audit.append(event(of: incoming, trail, answer)) }
        // What is left of a body that nobody wants is not waited for.
        let isUnread = answer.error != nil && trail.request?.operation.hasObjectBody == true
        return answer.response(
            id: trail.id, hostID: S3RequestID.hostID(with: &entropy), isHead: incoming.head.method == "HEAD",
            closing: isUnread)
    }

    private func answer(_ incoming: IncomingRequest, _ trail: inout S3Trail) async throws(AWSError) -> S3Answer {
        let request = try S3Request(incoming.head, among: hosts)
        trail.request = request
        if request.operation == .preflight { return try preflight(request) }
        if request.operation == .postObject { return try await answerForm(incoming, request, &trail) }
        let claim = try pipeline.authenticator.s3Claim(of: incoming.head, at: trail.now)
        trail.claim = claim
        let visit = try visit(incoming, request, claim, &trail)
        trail.caller = visit.caller
        if claim != nil { await pipeline.uses.record(visit.caller, of: "s3", for: request.operation.rawValue) }
        let document =
            request.operation.hasDocument ? try await S3Document.collect(incoming.body, of: request, visit.proof) : []
        if request.operation.isOfObjects { return try await answer(visit, document, incoming.body) }
        return try await answer(visit, document)
    }

    /// Finds out who asks, of which bucket.
    private func visit(
        _ incoming: IncomingRequest, _ request: S3Request, _ claim: SignatureClaim?, _ trail: inout S3Trail
    ) throws(AWSError) -> S3Visit {
        let state = pipeline.store.snapshot
        let sourceHash = request.header("x-amz-content-sha256")
        let carriage = S3Carriage(claim, now: trail.now, contentHash: sourceHash)
        if let claim {
            let (credential, proof) = try pipeline.authenticator.authenticate(
                s3: claim, of: incoming.head, at: trail.now, in: state)
            let facts = incoming.withoutBody.facts(id: trail.id, now: trail.now, region: claim.scope.region)
            return try S3Visit(
                request: request, facts: facts, credential: credential, proof: proof, carriage: carriage, in: state)
        }
        let region = state.bucket(BucketName(unchecked: request.bucket))?.bucket.region ?? "us-east-1"
        let facts = incoming.withoutBody.facts(id: trail.id, now: trail.now, region: region)
        return try S3Visit(
            request: request, facts: facts, credential: nil, proof: nil, carriage: carriage, in: state)
    }

    // MARK: Buckets

    /// Answers a request about a bucket or an account's settings.
    private func answer(_ visit: S3Visit, _ document: [UInt8]) async throws(AWSError) -> S3Answer {
        let operation = visit.request.operation
        guard let body = BucketOperations.body(of: operation) else { throw .notImplemented }
        try authorize(visit, document, by: visit.caller, in: visit.state)
        switch body {
        case .read(let run): return S3Answer(try run(call(visit, document, by: visit.caller), visit.state))
        case .write(let run):
            guard operation == .deleteBucket, let bucket = visit.bucket?.bucket else {
                return S3Answer(try await write(visit, document, run))
            }
            try await objects.close(bucket)
            do throws(AWSError) {
                let result = try await write(visit, document, run)
                await objects.forget(bucket)
                return S3Answer(result)
            } catch {
                await objects.reopen(bucket)
                throw error
            }
        }
    }

    /// Changes state; who asks, and whether they may, is decided again on the state that is changed.
    private func write(
        _ visit: S3Visit, _ document: [UInt8],
        _ run: @escaping @Sendable (BucketCall, inout Draft) throws(AWSError) -> S3Result
    ) async throws(AWSError) -> S3Result {
        try await pipeline.store.write(at: visit.facts.now) { draft throws(AWSError) in
            let caller = try visit.caller(in: draft.state)
            try authorize(visit, document, by: caller, in: draft.state)
            return try run(call(visit, document, by: caller), &draft)
        }
    }

    private func authorize(
        _ visit: S3Visit, _ document: [UInt8], by caller: Caller, in state: IdentityState
    ) throws(AWSError) {
        let facts = try BucketOperations.facts(
            for: call(visit, document, by: caller), carriage: visit.carriage, in: state)
        try pipeline.authorize(facts, named: visit.request.operation.rawValue, by: caller, in: state)
    }

    private func call(_ visit: S3Visit, _ document: [UInt8], by caller: Caller) -> BucketCall {
        BucketCall(visit.request, body: document, by: caller, defaults: defaults)
    }
}

/// What is learnt of a request on its road, for the answer's head and the audit log.
struct S3Trail {
    let id: String
    let now: Timestamp
    var request: S3Request?
    var claim: SignatureClaim?
    var caller: Caller?
}

/// A request of somebody who is known, or known to be nobody, to a bucket that is there, or to the service.
struct S3Visit: Sendable {
    let request: S3Request
    let facts: RequestFacts
    let credential: Credential?
    let proof: S3Proof?
    let carriage: S3Carriage
    let state: IdentityState
    let caller: Caller
    let bucket: (account: AccountState, bucket: Bucket)?

    /// Looks up the caller and the bucket.
    ///
    /// - Throws: `NoSuchBucket`, `AccessDenied`, `InvalidAccessKeyId`.
    init(
        request: S3Request, facts: RequestFacts, credential: Credential?, proof: S3Proof?, carriage: S3Carriage,
        in state: IdentityState
    ) throws(AWSError) {
        self.request = request
        self.facts = facts
        self.credential = credential
        self.proof = proof
        self.carriage = carriage
        self.state = state
        bucket = request.address.bucket.flatMap { state.bucket(BucketName(unchecked: $0)) }
        caller = try S3Visit.caller(credential, facts, request, in: state)
        if request.address.bucket != nil, request.operation != .createBucket {
            guard let bucket else { throw .noSuchBucket(request.bucket) }
            try request.checkOwner(bucket.account.id)
        }
    }

    /// Who asks, as a newer state knows them.
    func caller(in state: IdentityState) throws(AWSError) -> Caller {
        try S3Visit.caller(credential, facts, request, in: state)
    }

    private static func caller(
        _ credential: Credential?, _ facts: RequestFacts, _ request: S3Request, in state: IdentityState
    ) throws(AWSError) -> Caller {
        guard let credential else {
            guard let name = request.address.bucket, request.operation != .createBucket else {
                throw .plainAccessDenied
            }
            guard let owner = state.bucket(BucketName(unchecked: name))?.account else { throw .noSuchBucket(name) }
            return Caller(anonymousIn: owner, request: facts)
        }
        do {
            return try Caller(credential, request: facts, in: state)
        } catch {
            throw AWSError(
                "InvalidAccessKeyId", status: 403,
                "The AWS Access Key Id you provided does not exist in our records.")
        }
    }
}
