import AWSProtocols
import AWSTypes
import Testing

@Suite("Parameters of the query protocol")
struct QueryParametersTests {
    private func read(_ form: String) throws -> QueryParameters {
        var parameters = QueryParameters()
        try parameters.add(formEncoded: form.utf8)
        return parameters
    }

    @Test(
        "Names and values are decoded as forms are",
        arguments: [
            ("UserName=bob", "UserName", "bob"), ("UserName=", "UserName", ""), ("UserName", "UserName", ""),
            ("A=a+b%20c%2Bd", "A", "a b c+d"), ("A=%c3%A9%F0%9F%9A%AA", "A", "é🚪"), ("A=b=c==", "A", "b=c=="),
            ("%41%2E1=x", "A.1", "x"), ("&&A=1&&", "A", "1"), ("A=%00%25", "A", "\u{0}%"), ("A=a;b", "A", "a;b"),
        ])
    func decoding(form: String, name: String, value: String) throws {
        #expect(try read(form)[name] == value)
    }

    @Test("A name that is not there has no value, and case counts")
    func absence() throws {
        let parameters = try read("UserName=bob")
        #expect(parameters["username"] == nil)
        #expect(parameters["Action"] == nil)
    }

    @Test("Of two parameters with one name the first counts, in the form as between query and body")
    func repetition() throws {
        var parameters = try read("A=1&A=2")
        try parameters.add(formEncoded: "A=3&B=4".utf8)
        #expect(parameters["A"] == "1")
        #expect(parameters["B"] == "4")
    }

    @Test(
        "A broken escape and bytes that are no UTF-8 are refused",
        arguments: ["A=%", "A=%4", "A=%4&B=1", "A=%zz", "A=%+1", "%G0=1", "A=%FF", "A=%C3", "A=%ED%A0%80", "A=%C0%80"])
    func broken(form: String) {
        #expect(throws: AWSError("MalformedQueryString", status: 400, "")) { try read(form) }
    }

    @Test("Raw bytes that are no UTF-8 are refused too")
    func raw() {
        var parameters = QueryParameters()
        #expect(throws: AWSError("MalformedQueryString", status: 400, "")) {
            try parameters.add(formEncoded: [0x41, 0x3D, 0xFF])
        }
    }

    @Test("A request has a limited number of parameters")
    func limit() throws {
        let most = (0..<QueryParameters.maximumCount).map { "p\($0)=" }.joined(separator: "&")
        #expect(try read(most)["p0"] == "")
        #expect(throws: AWSError("MalformedQueryString", status: 400, "")) { try read(most + "&one=more") }
    }

    @Test("What is percent-encoded decodes to itself, and shows unreserved characters only")
    func percentEncoding() throws {
        let text = "{\"Version\": \"2012-10-17\"}\r\n\u{0} aA9-._~é🚪+&=/"
        #expect(try read("A=" + text.percentEncoded)["A"] == text)
        #expect(text.percentEncoded.wholeMatch(of: /([A-Za-z0-9._~-]|%[0-9A-F]{2})*/) != nil)
        #expect("a b/c~d".percentEncoded == "a%20b%2Fc~d")
    }
}
