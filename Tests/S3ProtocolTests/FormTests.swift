import AWSTypes
import S3Protocol
import Testing

@Suite("Forms of browsers, as they arrive")
struct FormReaderTests {
    private static let body = [
        "------WebKit\r\nContent-Disposition: form-data; name=\"Key\"\r\n\r\na/${filename}\r\n",
        "------WebKit\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x;y.txt\"\r\n",
        "Content-Type: text/plain\r\n\r\nline\r\n--\r\n------WebKi\r\n------WebKit--\r\n",
    ].joined()

    /// What comes out of a body that arrives in pieces of so many bytes; the file in one piece.
    private func read(_ body: String, pieces: Int) throws -> [FormReader.Event] {
        var reader = try FormReader(contentType: "multipart/form-data; boundary=\"----WebKit\"")
        var events: [FormReader.Event] = []
        var file: [UInt8] = []
        let bytes = Array(body.utf8)
        for start in stride(from: 0, to: bytes.count, by: pieces) {
            for event in try reader.take(bytes[start..<min(start + pieces, bytes.count)]) {
                if case .bytes(let part) = event { file += part } else { events.append(event) }
            }
        }
        try reader.finish()
        return events + [.bytes(file)]
    }

    @Test("Fields and file come out whole however the bytes are cut", arguments: [1, 2, 3, 7, 50, 10_000])
    func pieces(_ pieces: Int) throws {
        #expect(
            try read(FormReaderTests.body, pieces: pieces) == [
                .field(name: "key", value: "a/${filename}"),
                .file(name: "x;y.txt", contentType: "text/plain"), .end,
                .bytes(Array("line\r\n--\r\n------WebKi".utf8)),
            ])
    }

    @Test("A form that does not end, has no file, or has too much before it is refused")
    func refused() {
        #expect(throws: AWSError.self) { try read(String(FormReaderTests.body.dropLast(20)), pieces: 9) }
        let empty = "------WebKit\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\nk\r\n------WebKit--\r\n"
        let error = #expect(throws: AWSError.self) { try read(empty, pieces: 9) }
        #expect(error?.code == "InvalidArgument")
        let long = "------WebKit\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\n"
        let excess = #expect(throws: AWSError.self) {
            try read(long + String(repeating: "a", count: 30_000), pieces: 1000)
        }
        #expect(excess?.code == "MaxPostPreDataLengthExceededError")
        #expect(throws: AWSError.self) { try FormReader(contentType: "multipart/form-data") }
    }
}

@Suite("What whoever signed a form allows")
struct FormPolicyTests {
    private let now = Timestamp(seconds: 1_795_509_000)

    private func policy(_ conditions: String, expiration: String = "2099-01-01T00:00:00.000Z") throws -> FormPolicy {
        try FormPolicy(
            base64: Base64.encode(Array("{\"expiration\":\"\(expiration)\",\"conditions\":[\(conditions)]}".utf8)))
    }

    private func refusal(_ policy: FormPolicy, _ fields: [String: String]) -> String? {
        do {
            try policy.check(fields, at: now)
            return nil
        } catch {
            return error.message
        }
    }

    @Test("Fields have to be as the conditions say, and none may be there that they don't name")
    func conditions() throws {
        let policy = try policy(
            #"{"bucket":"b"},["starts-with","$key","user/"],["eq","$acl","private"],["content-length-range",1,10]"#)
        #expect(policy.lengths == 1...10)
        let good = ["bucket": "b", "key": "user/a", "acl": "private", "policy": "p", "x-ignore-me": "1"]
        #expect(refusal(policy, good) == nil)
        #expect(
            refusal(policy, good.merging(["key": "other"]) { $1 })
                == #"Invalid according to Policy: Policy Condition failed: ["starts-with", "$key", "user/"]"#)
        #expect(
            refusal(policy, good.merging(["x-amz-meta-a": "1"]) { $1 })
                == "Invalid according to Policy: Extra input fields: x-amz-meta-a")
    }

    @Test("A policy is good until it expires")
    func expiry() throws {
        let policy = try policy(#"{"bucket":"b"}"#, expiration: "2020-01-01T00:00:00Z")
        #expect(refusal(policy, ["bucket": "b"]) == "Invalid according to Policy: Policy expired.")
    }

    @Test(
        "What is no policy is refused",
        arguments: ["", "!", "e30=", "eyJleHBpcmF0aW9uIjoieCJ9", Base64.encode(Array("[1]".utf8))])
    func malformed(_ text: String) {
        let error = #expect(throws: AWSError.self) { try FormPolicy(base64: text) }
        #expect(error?.code == "InvalidPolicyDocument")
    }
}
