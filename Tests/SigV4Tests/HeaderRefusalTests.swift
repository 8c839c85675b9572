import AWSTypes
import SigV4
import Testing

@Suite("Signatures in the header that are refused")
struct HeaderRefusalTests {
    private let example = SignedExample(rules: .standard("sts"))
    private let now = SignedExample.now

    private func refusal(of head: RequestHead, at moment: Timestamp? = nil) -> AWSError? {
        let body = SignedBody.read(ContentHash(of: SignedExample.body))
        return failure(of: head, body: body, at: moment ?? now, rules: example.rules)?.queryServiceError
    }

    private func expect(
        _ head: RequestHead, at moment: Timestamp? = nil, _ code: String, _ status: Int, _ message: String,
        _ location: SourceLocation = #_sourceLocation
    ) {
        let error = refusal(of: head, at: moment)
        #expect(error == AWSError(code, status: status, message), sourceLocation: location)
        #expect(error?.message == message, sourceLocation: location)
    }

    @Test("The unbroken example is verified")
    func unbroken() throws {
        #expect(try refusal(of: example.header()) == nil)
    }

    @Test("A request without a signature misses its token")
    func unsigned() throws {
        var head = try example.header()
        head.fields.removeAll { $0.name == "Authorization" }
        #expect(try SignatureClaim(of: head) == nil)
        expect(head, "MissingAuthenticationToken", 403, "Request is missing Authentication Token")
    }

    @Test("Another scheme is told every part that it lacks, without an echo of its secret")
    func otherScheme() throws {
        let head = try example.header().changing("Authorization") { $0 = "Bearer secret" }
        expect(
            head, "IncompleteSignature", 400,
            "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. "
                + "Authorization header requires 'SignedHeaders' parameter. (Hashed with SHA-256 and encoded with "
                + "Base64) Authorization=v/3iBBM0e3oA4TY94/l8pp5BncCupV9KSnUBj6s6Do4=")
    }

    @Test("Each part of the field is required", arguments: ["Credential", "SignedHeaders", "Signature"])
    func missingPart(part: String) throws {
        let error = try refusal(of: example.header().replacing("\(part)=", "X\(part)="))
        #expect(error?.code == "IncompleteSignature")
        #expect(error?.message.hasPrefix("Authorization header requires '\(part)' parameter. (Hashed") == true)
    }

    @Test("A date is required")
    func missingDate() throws {
        var head = try example.header()
        head.fields.removeAll { $0.name == "X-Amz-Date" }
        let error = refusal(of: head)
        #expect(error?.code == "IncompleteSignature")
        let message = "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ("
        #expect(error?.message.hasPrefix(message) == true)
    }

    @Test("A part without an equals sign is malformed")
    func missingEquals() throws {
        let error = try refusal(of: example.header().replacing("SignedHeaders=", "SignedHeaders"))
        #expect(error?.code == "IncompleteSignature")
        #expect(error?.message.hasPrefix("Invalid key=value pair (missing equal-sign) in Authorization header") == true)
    }

    @Test("Sibling algorithms are not supported", arguments: ["AWS4-ECDSA-P256-SHA256", "AWS4-HMAC-SHA512"])
    func algorithm(name: String) throws {
        let head = try example.header().replacing("AWS4-HMAC-SHA256", name)
        expect(head, "IncompleteSignature", 400, "Unsupported AWS 'algorithm': '\(name)'.")
    }

    @Test("A date that is no date is refused", arguments: ["20261124", "20261324T083000Z", "20261124T083000", "now"])
    func date(text: String) throws {
        let head = try example.header().changing("X-Amz-Date") { $0 = text }
        let message =
            "Date must be in ISO-8601 'basic format'. Got '\(text)'. See http://en.wikipedia.org/wiki/ISO_8601"
        expect(head, "IncompleteSignature", 400, message)
    }

    @Test("A credential has five parts", arguments: ["", "/more"])
    func credentialParts(end: String) throws {
        let credential = "AKIAIOSFODNN7EXAMPLE/20261124/us-east-1/sts"
        let head = try example.header().replacing("\(credential)/aws4_request", "\(credential)\(end)\(end)")
        expect(
            head, "IncompleteSignature", 400,
            "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, "
                + "got '\(credential)\(end)\(end)'")
    }

    @Test("A request from more than 15 minutes ago is refused, one from 15 minutes is not")
    func expired() throws {
        let head = try example.header()
        #expect(refusal(of: head, at: now + 900) == nil)
        expect(
            head, at: now + 901, "SignatureDoesNotMatch", 403,
            "Signature expired: 20261124T083000Z is now earlier than 20261124T083001Z (20261124T084501Z - 15 min.)")
    }

    @Test("A request from more than 15 minutes ahead is refused, one from 15 minutes is not")
    func notYetCurrent() throws {
        let head = try example.header()
        #expect(refusal(of: head, at: now - 900) == nil)
        expect(
            head, at: now - 901, "SignatureDoesNotMatch", 403,
            "Signature not yet current: 20261124T083000Z is still later than 20261124T082959Z "
                + "(20261124T081459Z + 15 min.)")
    }

    @Test("A scope of another service, end or day is refused with a sentence for each")
    func scope() throws {
        let right = "20261124/us-east-1/sts/aws4_request"
        let service = "Credential should be scoped to correct service: 'sts'."
        let end = "Credential should be scoped with a valid terminator: 'aws4_request', not 'aws5'."
        let day =
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: "
            + "'20261123' != '20261124', from '20261124T083000Z'."
        let region = "Credential should be scoped to a valid region."
        let cases = [
            ("20261124/us-east-1/iam/aws4_request", service), ("20261124/us-east-1/sts/aws5", end),
            ("20261123/us-east-1/sts/aws4_request", day), ("20261124//sts/aws4_request", region),
            ("20261123//iam/aws5", [region, service, end, day].joined(separator: " ")),
        ]
        for (wrong, message) in cases {
            expect(try example.header().replacing(right, wrong), "SignatureDoesNotMatch", 403, message)
        }
    }

    @Test("A shortened day does not pass for the day")
    func shortDay() throws {
        let head = try example.header().replacing("/20261124/", "/2026/")
        #expect(refusal(of: head)?.message.hasPrefix("Date in Credential scope") == true)
    }

    @Test("The host must be signed")
    func host() throws {
        expect(
            try example.header().replacing("content-type;host;", "content-type;"), "SignatureDoesNotMatch", 403,
            "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.")
    }

    @Test("Fields of Amazon's must be signed, in whatever case they come")
    func unsignedFields() throws {
        var head = try example.header()
        head.fields.append(HeaderField("X-AMZ-Target", "Other"))
        head.fields.append(HeaderField("x-amzn-trace-id", "not one of them"))
        expect(
            head, "SignatureDoesNotMatch", 403,
            "There were headers present in the request which were not signed: x-amz-target")
    }

    @Test(
        "What a signature depends on must not come twice",
        arguments: ["Authorization", "X-Amz-Date", "X-Amz-Security-Token", "X-Amz-Content-SHA256"])
    func repeated(name: String) throws {
        var head = try example.header()
        head.fields.append(HeaderField(name, "20261124T083000Z"))
        head.fields.append(HeaderField(name, "20261124T083000Z"))
        expect(head, "IncompleteSignature", 400, "'\(name.lowercased())' was given more than once.")
    }

    @Test("Header and query must not both carry a signature")
    func bothPlaces() throws {
        var head = try example.header()
        head.target = try example.presigned().target
        #expect(refusal(of: head)?.code == "IncompleteSignature")
    }

    @Test("A changed signature does not match, whichever digit it is")
    func changedSignature() throws {
        let head = try example.header()
        let signature = try #require(try SignatureClaim(of: head)).signature
        for place in signature.indices {
            var changed = signature
            changed.replaceSubrange(place...place, with: signature[place] == "0" ? "1" : "0")
            expect(
                head.replacing(signature, changed), "SignatureDoesNotMatch", 403,
                "The request signature we calculated does not match the signature you provided. Check your AWS Secret "
                    + "Access Key and signing method. Consult the service documentation for details.")
        }
        #expect(refusal(of: head.replacing(signature, signature.uppercased()))?.code == "SignatureDoesNotMatch")
        #expect(refusal(of: head.replacing(signature, "\(signature)0"))?.code == "SignatureDoesNotMatch")
    }

    @Test("Words in place of the body's hash do not free a service that is not S3 from hashing the body")
    func unsignedPayload() throws {
        var head = try example.header()
        head.fields.removeAll { $0.name == "Authorization" }
        head.fields.append(HeaderField("x-amz-content-sha256", "UNSIGNED-PAYLOAD"))
        let signed = try #require(example.signer).sign(head, payload: .unsignedPayload, at: now)
        #expect(refusal(of: signed)?.code == "SignatureDoesNotMatch")
    }

    @Test("A mismatch carries what should have been signed")
    func mismatch() throws {
        let head = try example.header().changing("Host") { $0 = "other" }
        let failure = failure(of: head, body: .read(ContentHash(of: SignedExample.body)), at: now, rules: example.rules)
        guard case .mismatch(let mismatch) = failure else { throw failure ?? .unsigned }
        #expect(mismatch.canonicalRequest.hasPrefix("POST\n/\n\ncontent-type:text/plain\nhost:other\nx-amz-date:2026"))
        #expect(
            mismatch.stringToSign.hasPrefix("AWS4-HMAC-SHA256\n20261124T083000Z\n20261124/us-east-1/sts/aws4_request\n")
        )
        #expect(mismatch.accessKeyID.text == "AKIAIOSFODNN7EXAMPLE")
    }
}
