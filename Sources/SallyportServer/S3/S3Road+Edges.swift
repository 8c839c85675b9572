import AWSProtocols
import AWSTypes
import Audit
import HTTPTypes
import IdentityModel
import IdentityStore
import Operations
import S3Protocol
import S3Service
import SigV4

/// What a request meets before and after its operation: browsers' questions, the answer's head, the audit log.
extension S3Road {
    /// Answers what a browser asks before it sends a page's request.
    ///
    /// Source: S3 API Reference, "OPTIONS object".
    func preflight(_ request: S3Request) throws(AWSError) -> S3Answer {
        guard let origin = request.header("origin") else {
            throw AWSError("BadRequest", status: 400, "Insufficient information. Origin request header needed.")
        }
        guard let method = request.header("access-control-request-method") else {
            throw AWSError("BadRequest", status: 400, "Invalid Access-Control-Request-Method: null")
        }
        guard let bucket = pipeline.store.snapshot.bucket(BucketName(unchecked: request.bucket))?.bucket else {
            throw .noSuchBucket(request.bucket)
        }
        guard bucket.cors?.isEmpty == false else {
            throw AWSError.accessDenied("CORSResponse: CORS is not enabled for this bucket.")
                .adding(.init("Method", method), .init("ResourceType", "BUCKET"))
        }
        let fields = (request.header("access-control-request-headers") ?? "").split(separator: ",").map { name in
            let name = name.drop { $0 == " " }
            return String(name.prefix { $0 != " " }).lowercased()
        }
        guard
            let allowed = bucket.corsHeaders(
                origin: origin, method: method, asking: fields.filter { !$0.isEmpty }, isPreflight: true)
        else {
            throw AWSError.accessDenied(
                "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, "
                    + "request method / Access-Control-Request-Method or Access-Control-Request-Headers are not "
                    + "whitelisted by the resource's CORS spec."
            ).adding(.init("Method", method), .init("ResourceType", "OBJECT"))
        }
        return S3Answer(S3Result(200, headers: allowed))
    }

    /// Adds what an answer says beside what its operation says.
    func addHeaders(to answer: inout S3Answer, _ head: RequestHead, _ trail: S3Trail) {
        guard let request = trail.request, let name = request.address.bucket,
            let bucket = pipeline.store.snapshot.bucket(BucketName(unchecked: name))?.bucket
        else { return }
        if request.operation == .headBucket { answer.headers[.amzBucketRegion] = bucket.region }
        guard request.operation != .preflight, bucket.cors != nil, let origin = head["origin"],
            let allowed = bucket.corsHeaders(origin: origin, method: head.method, asking: [], isPreflight: false)
        else { return }
        for (name, value) in allowed {
            if let name = HTTPField.Name(name) { answer.headers[name] = value }
        }
    }

    /// What the audit log is told of a request.
    func event(of incoming: IncomingRequest, _ trail: S3Trail, _ answer: S3Answer) -> AuditEvent {
        var event = AuditEvent(
            id: trail.id, time: trail.now, sourceIP: incoming.peer.address, userAgent: incoming.head["user-agent"])
        event.service = "s3"
        event.operation = trail.request?.operation.rawValue
        event.isReadOnly = trail.request?.operation.isReadOnly ?? true
        event.isDataEvent = trail.request?.operation.isOfObjects ?? false
        event.caller = trail.caller
        event.accessKeyID = trail.claim?.accessKeyID
        event.region = trail.claim?.scope.region
        event.parameters = S3Road.parameters(of: trail.request)
        event.size = incoming.head["content-length"].flatMap { Int($0) } ?? 0
        event.error = answer.error
        if pipeline.enforcement == .audit, event.error == nil {
            event.isDenialSuppressed = pipeline.decisions.entry(trail.id, in: nil)?.isDenied == true
        }
        return event
    }

    private static func isOfSignature(_ name: String) -> Bool {
        name.lowercased().hasPrefix("x-amz-") || ["AWSAccessKeyId", "Expires", "Signature"].contains(name)
    }

    /// What was asked for, as CloudTrail shows it; what signs a URL is left out.
    private static func parameters(of request: S3Request?) -> QueryParameters {
        var parameters = QueryParameters()
        guard let request else { return parameters }
        var pairs: [(String, String)] = []
        if let bucket = request.address.bucket { pairs.append(("bucketName", bucket)) }
        if let key = request.address.key { pairs.append(("key", key)) }
        pairs += request.query.parameters.filter { !isOfSignature($0.name) }.map { ($0, $1) }
        if let source = request.header("x-amz-copy-source") { pairs.append(("x-amz-copy-source", source)) }
        for (name, value) in pairs {
            try? parameters.add(formEncoded: "\(name.percentEncoded)=\(value.percentEncoded)".utf8)
        }
        return parameters
    }
}

/// The ids that S3 gives a request.
enum S3RequestID {
    private static let letters = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    /// `x-amz-request-id`: 16 letters and digits.
    static func make(with entropy: inout RequestEntropy) -> String {
        let (one, other) = (entropy.next(), entropy.next())
        return String(unsafeUninitializedCapacity: 16) { buffer in
            for place in 0..<16 {
                let bits = place < 8 ? one >> UInt64(5 * place) : other >> UInt64(5 * (place - 8))
                buffer[place] = letters[Int(bits & 31)]
            }
            return 16
        }
    }

    /// `x-amz-id-2`: a host's id, in base 64.
    static func hostID(with entropy: inout RequestEntropy) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(56)
        for _ in 0..<7 { withUnsafeBytes(of: entropy.next()) { bytes.append(contentsOf: $0) } }
        return Base64.encode(bytes)
    }
}
