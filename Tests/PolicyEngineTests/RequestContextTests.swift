import AWSTypes
import PolicyLanguage
import Testing

@testable import PolicyEngine

@Suite("Request context")
struct RequestContextTests {
    @Test("What is set is read back, whatever the case of the key")
    func values() throws {
        var context = RequestContext(keyCapacity: 1, byteCapacity: 1)
        let address = try #require(IPAddress("2001:db8::1"))
        let number = try #require(PolicyNumber("-12.50"))
        context.set(.username, "alice")
        context.set(.secureTransport, true)
        context.set(.currentTime, Timestamp(seconds: -1))
        context.set(.sourceIP, .ipAddress(address))
        context.set(.multiFactorAuthAge, .number(number))
        context.set(.tagKeys, values: ["a", "b"])
        context.set(.principalTag("Team"), "red")
        context.set(ContextKey("app:Digest"), .binary([0, 255]))
        #expect(context["AWS:UserName"] == .string("alice"))
        #expect(context[.secureTransport] == .boolean(true))
        #expect(context[.currentTime] == .date(Timestamp(seconds: -1)))
        #expect(context[.sourceIP] == .ipAddress(address))
        #expect(context[.multiFactorAuthAge]?.texts == ["-12.5"])
        #expect(context[.tagKeys] == .strings(["a", "b"]))
        #expect(context["aws:principaltag/TEAM"] == .string("red"))
        #expect(context["APP:digest"]?.texts == ["AP8="])
        #expect(context[.userID] == nil)
        #expect(
            context.keys.map(\.description) == [
                "aws:username", "aws:SecureTransport", "aws:CurrentTime", "aws:SourceIp", "aws:MultiFactorAuthAge",
                "aws:TagKeys",
                "aws:PrincipalTag/team", "app:digest",
            ])
    }

    @Test("A key that is set again has its last value, and a removed one none")
    func replacing() {
        var context = RequestContext()
        context.set(.username, "alice")
        context.set(.principalTag("a"), "1")
        context.set(.username, "bob")
        context.set(.principalTag("A"), values: ["2"])
        #expect(context[.username] == .string("bob"))
        #expect(context[.principalTag("a")] == .strings(["2"]))
        context.remove(.username)
        context[.principalTag("a")] = nil
        #expect(context[.username] == nil && context.keys.isEmpty)
        context.set(.username, "carol")
        #expect(context[.username] == .string("carol"))
    }

    @Test("A copy keeps its own values")
    func copies() {
        var one = RequestContext()
        one.set(.username, "alice")
        var other = one
        other.set(.username, "bob")
        one.set(.userID, "AIDA")
        #expect(one[.username] == .string("alice") && other[.username] == .string("bob") && other[.userID] == nil)
    }

    @Test("Every known key is found by its name")
    func names() {
        for key in KnownKey.allCases {
            #expect(ContextKey(key.name.uppercased()) == ContextKey(key))
            #expect(ContextKey(key).description == key.name)
        }
        #expect(KnownKey.allCases.count < 128)
    }

    @Test("Texts are read as the type of their key, or stay texts")
    func parsing() {
        var context = RequestContext()
        context.set(.secureTransport, parsing: "TRUE")
        context.set(.multiFactorAuthAge, parsing: "much")
        context.set(.currentTime, parsing: "2024-06-01")
        #expect(context[.secureTransport] == .boolean(true))
        #expect(context[.multiFactorAuthAge] == .string("much"))
        #expect(context[.currentTime]?.texts == ["2024-06-01T00:00:00Z"])
    }

    @Test(
        "Numbers are exact decimals",
        arguments: [
            ("0", "0"), ("-0", "0"), ("+7", "7"), ("007", "7"), ("1.50", "1.5"),
            ("0.000000000000000001", "0.000000000000000001"),
            ("99999999999999999999", "99999999999999999999"), ("-3.25", "-3.25"),
        ])
    func numbers(text: String, canonical: String) {
        #expect(PolicyNumber(text)?.description == canonical)
    }

    @Test(
        "What is no decimal is no number",
        arguments: [
            "", "-", ".", "1.", ".5", "1e3", "1.2.3", "0x1", " 1", "0.0000000000000000001", "1000000000000000000000",
            "--1",
        ])
    func noNumbers(text: String) {
        #expect(PolicyNumber(text) == nil)
    }
}
