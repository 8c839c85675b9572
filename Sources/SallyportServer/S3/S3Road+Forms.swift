import AWSProtocols
import AWSTypes
import HTTPTypes
import Hummingbird
import HummingbirdCore
import IdentityModel
import IdentityStore
import NIOCore
import Operations
import S3Protocol
import S3Service
import SigV4

/// Uploads by a browser's form: its fields say what a PUT's head says, and its file is the object.
///
/// Source: S3 API Reference, "POST Object".
extension S3Road {
    /// Answers a form.
    func answerForm(
        _ incoming: IncomingRequest, _ request: S3Request, _ trail: inout S3Trail
    ) async throws(AWSError) -> S3Answer {
        var bytes = incoming.body.makeAsyncIterator()
        var reader = try FormReader(contentType: request.header("content-type") ?? "")
        let form = try await S3Form(reading: &bytes, with: &reader)
        let state = pipeline.store.snapshot
        guard let (account, bucket) = state.bucket(BucketName(unchecked: request.bucket)) else {
            throw .noSuchBucket(request.bucket)
        }
        let (caller, carriage, policy) = try authenticate(form, incoming, bucket, of: account, &trail, in: state)
        trail.caller = caller
        let key = try form.key()
        let put = request.asPut(of: key, fields: form.headers)
        let place = ObjectPlace(bucket: bucket, owner: account, key: key, versionID: nil)
        let tags = try form.fields["tagging"].map { text throws(AWSError) in
            try S3Tags.parse(document: Array(text.utf8), of: .object)
        }
        let authorization = S3Authorization(put, by: caller, carriage: carriage, in: state)
        try pipeline.authorize(
            authorization.facts(of: place, .missing, putting: tags), named: request.operation.rawValue, by: caller,
            in: state)
        try AccessControlList.check(objectACLOf: put, in: bucket, ownedBy: account)
        let (body, source) = RequestBody.makeStream()
        let call = ObjectCall(
            request: put, id: trail.id, now: trail.now, caller: caller, place: place, facts: nil, source: nil,
            tags: tags, proof: nil, document: [], body: body, refusalOfDeletion: { _, _ in .plainAccessDenied },
            absence: { .plainAccessDenied })
        async let written = objects.run(call)
        let problem = await form.pour(rest: &bytes, through: &reader, into: source, policy?.lengths)
        let answer = await written
        if let problem { return S3Answer(refusing: problem) }
        return answer.error == nil ? form.answer(to: answer, bucket: bucket.name.text, key: key, request) : answer
    }

    /// Finds out who signed a form, and whether its policy allows what is in it.
    private func authenticate(
        _ form: S3Form, _ incoming: IncomingRequest, _ bucket: Bucket, of owner: AccountState, _ trail: inout S3Trail,
        in state: IdentityState
    ) throws(AWSError) -> (Caller, S3Carriage, FormPolicy?) {
        let now = trail.now
        let signature: FormSignature?
        do {
            signature = try FormSignature { form.fields[$0] }
        } catch {
            throw error.s3Error(signedBy: nil, now: now)
        }
        guard let signature else {
            if form.fields["policy"] != nil || form.fields["awsaccesskeyid"] != nil {
                throw SignatureFailure.unsupportedAlgorithm("AWS").s3Error(signedBy: nil, now: now)
            }
            let facts = incoming.withoutBody.facts(id: trail.id, now: now, region: "us-east-1")
            return (
                Caller(anonymousIn: owner, request: facts), S3Carriage(formSignedAt: nil, now: now), nil
            )
        }
        guard let text = form.fields["policy"] else {
            throw .invalidArgument("Bucket POST must contain a field named 'policy'.", "policy", "")
        }
        let credential = try pipeline.authenticator.authenticate(form: signature, policy: text, at: now, in: state)
        let policy = try FormPolicy(base64: text)
        var fields = form.fields
        fields["bucket"] = bucket.name.text
        try policy.check(fields, at: now)
        let facts = incoming.withoutBody.facts(id: trail.id, now: now, region: signature.scope.region)
        let caller = try Caller(credential, request: facts, in: state)
        return (caller, S3Carriage(formSignedAt: signature.timestamp, now: now), policy)
    }
}

/// What came before the file in a form.
struct S3Form: Sendable {
    private(set) var fields: [String: String] = [:]
    private var fileName: String?
    private var fileType: String?
    private var begin: [FormReader.Event] = []

    /// Reads up to the file.
    init(reading bytes: inout RequestBody.AsyncIterator, with reader: inout FormReader) async throws(AWSError) {
        while true {
            guard let buffer = try await S3Form.next(&bytes) else { throw .malformedForm }
            let events = try reader.take(buffer.readableBytesView)
            for (place, event) in events.enumerated() {
                switch event {
                case .field(let name, let value):
                    if fields.updateValue(value, forKey: name) != nil {
                        throw .invalidArgument("POST requires exactly one field of each name.", name, value)
                    }
                case .file(let name, let contentType):
                    fileName = name
                    fileType = contentType
                    begin = Array(events[(place + 1)...])
                    return
                case .bytes, .end: break
                }
            }
        }
    }

    fileprivate static func next(_ bytes: inout RequestBody.AsyncIterator) async throws(AWSError) -> ByteBuffer? {
        do {
            return try await bytes.next()
        } catch {
            throw AWSError(
                "IncompleteBody", status: 400,
                "You did not provide the number of bytes specified by the Content-Length HTTP header")
        }
    }

    /// The key, with the file's name put where it is asked for.
    func key() throws(AWSError) -> String {
        guard let field = fields["key"], !field.isEmpty else {
            throw .invalidArgument(
                "Bucket POST must contain a field named 'key'.  If it is specified, please check the order of the "
                    + "fields.", "key", "")
        }
        let file = (fileName ?? "").split { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? ""
        let key = field.split(separator: "${filename}", omittingEmptySubsequences: false).joined(separator: file)
        if key.utf8.count > S3Address.longestKey { throw .keyTooLong(key) }
        return key
    }

    /// The fields that are header fields of a PUT.
    var headers: [HeaderField] {
        var fields = fields
        if fields["content-type"] == nil { fields["content-type"] = fileType }
        return fields.sorted { $0.key < $1.key }.compactMap { name, value in
            switch name {
            case "acl": HeaderField("x-amz-acl", value)
            case "cache-control", "content-disposition", "content-encoding", "content-type", "expires":
                HeaderField(name, value)
            case "x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-signature", "x-amz-security-token": nil
            case let name where name.hasPrefix("x-amz-"): HeaderField(name, value)
            default: nil
            }
        }
    }

    /// Passes the file on as it arrives; what is wrong with it ends the stream, so that nothing of it is kept.
    func pour(
        rest bytes: inout RequestBody.AsyncIterator, through reader: inout FormReader, into source: RequestBody.Source,
        _ lengths: ClosedRange<Int64>?
    ) async -> AWSError? {
        do throws(AWSError) {
            var length: Int64 = 0
            var events = begin
            while true {
                for event in events {
                    guard case .bytes(let part) = event else { continue }
                    length += Int64(part.count)
                    if let lengths, length > lengths.upperBound { throw .tooLarge(length, lengths.upperBound) }
                    await source.yield(ByteBuffer(bytes: part))
                }
                guard let buffer = try await S3Form.next(&bytes) else { break }
                events = try reader.take(buffer.readableBytesView)
            }
            try reader.finish()
            if let lengths, length < lengths.lowerBound { throw .tooSmall(length, lengths.lowerBound) }
            source.finish()
            return nil
        } catch {
            source.finish(error)
            return error
        }
    }

    /// What the browser is sent: nothing, a document, or to another page.
    func answer(to written: S3Answer, bucket: String, key: String, _ request: S3Request) -> S3Answer {
        var answer = written
        answer.body = .none
        let etag = written.headers[.eTag] ?? ""
        let path = "/\(bucket)/\(key.percentEncoded)"
        let location = "http://\(request.header("host") ?? "")\(path)"
        answer.headers[.location] = location
        if let page = fields["success_action_redirect"] ?? fields["redirect"], page.hasPrefix("http") {
            let mark = page.contains("?") ? "&" : "?"
            answer.status = 303
            answer.headers[.location] =
                "\(page)\(mark)bucket=\(bucket.percentEncoded)&key=\(key.percentEncoded)&etag=\(etag.percentEncoded)"
            return answer
        }
        switch fields["success_action_status"] {
        case "200": answer.status = 200
        case "201":
            answer.status = 201
            answer.body = .bytes(
                S3XML.document("PostResponse", namespace: nil) { writer in
                    writer.field("Location", location)
                    writer.field("Bucket", bucket)
                    writer.field("Key", key)
                    writer.field("ETag", etag)
                }, type: S3ErrorDocument.contentType)
        default: answer.status = 204
        }
        return answer
    }
}

extension AWSError {
    fileprivate static func tooLarge(_ length: Int64, _ most: Int64) -> AWSError {
        AWSError("EntityTooLarge", status: 400, "Your proposed upload exceeds the maximum allowed size")
            .adding(.init("ProposedSize", "\(length)"), .init("MaxSizeAllowed", "\(most)"))
    }

    fileprivate static func tooSmall(_ length: Int64, _ least: Int64) -> AWSError {
        AWSError("EntityTooSmall", status: 400, "Your proposed upload is smaller than the minimum allowed size")
            .adding(.init("ProposedSize", "\(length)"), .init("MinSizeAllowed", "\(least)"))
    }
}
