import AWSTypes
import SigV4
import Testing

@Suite("Presigned requests that are refused")
struct PresignedRefusalTests {
    private let example = SignedExample(rules: .standard("sts"))
    private let now = SignedExample.now

    private func refusal(of head: RequestHead, at moment: Timestamp? = nil) -> SignatureFailure? {
        failure(of: head, at: moment ?? now, rules: example.rules)
    }

    @Test("The unbroken example is verified until its time is over")
    func life() throws {
        let head = try example.presigned(expires: 3600)
        #expect(refusal(of: head, at: now + 3600) == nil)
        let error = refusal(of: head, at: now + 3601)?.queryServiceError
        #expect(error == AWSError("RequestExpired", status: 400, "Request has expired."))
    }

    @Test("A request presigned for 60 seconds is good for 15 minutes, but for S3")
    func shortLife() throws {
        #expect(refusal(of: try example.presigned(expires: 60), at: now + 900) == nil)
        #expect(
            refusal(of: try example.presigned(expires: 60), at: now + 901)?.queryServiceError.code == "RequestExpired")
        let s3 = try SignedExample(rules: .s3).presigned(expires: 60)
        #expect(failure(of: s3, at: now + 60, rules: .s3) == nil)
        #expect(failure(of: s3, at: now + 61, rules: .s3) == .presignedExpired(end: now + 60, now: now + 61))
    }

    @Test(
        "A life that is no number of seconds within a week is refused",
        arguments: ["0", "604801", "-1", "1.5", "", "+5"])
    func malformedLife(text: String) throws {
        let head = try example.presigned().replacingInTarget("X-Amz-Expires=900", "X-Amz-Expires=\(text)")
        #expect(refusal(of: head) == .malformedExpires(text.hasPrefix("+") ? " 5" : text))
    }

    @Test(
        "Each parameter is required",
        arguments: ["X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Signature", "X-Amz-SignedHeaders", "X-Amz-Date"])
    func missing(name: String) throws {
        let head = try example.presigned().replacingInTarget("\(name)=", "Other=")
        #expect(refusal(of: head) == .incompleteQuery(missing: [name]))
        #expect(
            refusal(of: head)?.queryServiceError.message
                == "AWS query-string parameters must include '\(name)'. Re-examine the query-string parameters.")
    }

    @Test("S3 requires a life too")
    func s3Life() throws {
        let head = try SignedExample(rules: .s3).presigned().replacingInTarget("&X-Amz-Expires=900", "")
        #expect(failure(of: head, at: now, rules: .s3) == .incompleteQuery(missing: ["X-Amz-Expires"]))
    }

    @Test("A parameter that came twice is refused")
    func repeated() throws {
        var head = try example.presigned()
        head.target += "&X-Amz-Date=20261124T083000Z"
        #expect(refusal(of: head) == .repeated("X-Amz-Date"))
    }

    @Test("An added, a changed and a removed parameter break the signature")
    func changedQuery() throws {
        for (old, new) in [
            ("Identity&", "Identity&A=1&"), ("Identity&", "identity&"), ("Action=GetCallerIdentity&", ""),
        ] {
            guard case .mismatch = refusal(of: try example.presigned().replacingInTarget(old, new)) else {
                throw SignatureFailure.unsigned
            }
        }
    }

    @Test("A plus sign in the query is a space, as it is for whoever reads the parameters")
    func plus() throws {
        let head = RequestHead(
            method: "GET", target: "/?a=b%20c&d=%2B", fields: [HeaderField("Host", "sts.amazonaws.com")])
        let signed = try #require(example.signer).presign(head, payload: .absent, expires: 900, at: now)
        #expect(refusal(of: signed.replacingInTarget("b%20c", "b+c")) == nil)
        guard case .mismatch = refusal(of: signed.replacingInTarget("%2B", "+")) else {
            throw SignatureFailure.unsigned
        }
    }
}

@Suite("What S3 alone refuses")
struct S3RefusalTests {
    private let example = SignedExample(rules: .s3)
    private let body = SignedBody.read(ContentHash(of: SignedExample.body))

    @Test("A token that is not signed is refused")
    func unsignedToken() throws {
        var head = try example.header()
        head.fields.append(HeaderField("x-amz-security-token", "token"))
        #expect(
            failure(of: head, body: body, at: SignedExample.now, rules: .s3)
                == .headersNotSigned(["x-amz-security-token"]))
    }

    @Test("A missing content hash is refused")
    func missingHash() throws {
        var head = try example.header()
        head.fields.removeAll { $0.name == "X-Amz-Content-SHA256" }
        #expect(failure(of: head, body: body, at: SignedExample.now, rules: .s3) == .contentHashMissing)
    }

    @Test(
        "A content hash that is none is refused",
        arguments: ["hash", "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD", "", "AB"])
    func malformedHash(text: String) throws {
        let head = try example.header().changing("X-Amz-Content-SHA256") { $0 = text }
        #expect(failure(of: head, body: body, at: SignedExample.now, rules: .s3) == .malformedContentHash(text))
    }

    @Test("The path is signed as it is: dots and slashes side by side make a difference")
    func path() throws {
        let fields = [HeaderField("Host", "s3.amazonaws.com")]
        let head = RequestHead(method: "GET", target: "/bucket/a//b/../c", fields: fields)
        var signed = try #require(example.signer).sign(head, payload: .sha256(.ofNothing), at: SignedExample.now)
        #expect(failure(of: signed, at: SignedExample.now, rules: .s3) == nil)
        signed.target = "/bucket/a/c"
        guard case .mismatch = failure(of: signed, at: SignedExample.now, rules: .s3) else {
            throw SignatureFailure.unsigned
        }
    }
}
