import AWSTypes
import PolicyLanguage
import Testing

@Suite("Values of policies")
struct PolicyValueTests {
    @Test("Operators are taken apart")
    func operators() {
        let name = ConditionOperator("forallvalues:STRINGNOTLIKEifexists")
        #expect(name.quantifier == .forAllValues)
        #expect(name.comparison == .stringNotLike)
        #expect(name.ifExists)
        #expect(ConditionOperator("ForAnyValue:ArnLike").quantifier == .forAnyValue)
        for unknown in [
            "", "NullIfExists", "NotBool", "StringEqual", "ForAnyValue:", "IfExists", "ForSome:Bool", "BinaryNotEquals",
        ] {
            #expect(ConditionOperator(unknown).comparison == nil, "\(unknown)")
        }
        for comparison in ConditionOperator.Comparison.allCases {
            #expect(ConditionOperator(comparison.rawValue).comparison == comparison)
        }
    }

    static let templates: [(String, [PolicyTemplate.Part])] = [
        ("", []), ("a", [.text("a")]), ("a*?b", [.text("a"), .anyRun, .anyCharacter, .text("b")]),
        ("${aws:username}", [.variable(key: "aws:username", default: nil)]),
        ("x${k, 'd'}y", [.text("x"), .variable(key: "k", default: "d"), .text("y")]),
        ("${k, 'a}b'}c", [.variable(key: "k", default: "a}b"), .text("c")]),
        ("${k, ''}", [.variable(key: "k", default: "")]),
        ("${k,'d'}", [.variable(key: "k,'d'", default: nil)]), ("${k, 'd}", [.variable(key: "k, 'd", default: nil)]),
        ("${*}${?}${$}", [.text("*?$")]), ("${$}{k}", [.text("${k}")]), ("${k", [.text("${k")]), ("$k", [.text("$k")]),
        ("${}", [.variable(key: "", default: nil)]), ("$${k}", [.text("$"), .variable(key: "k", default: nil)]),
    ]

    @Test("Templates are taken apart into text, wildcards and variables", arguments: templates)
    func parts(text: String, parts: [PolicyTemplate.Part]) {
        #expect(PolicyTemplate(text, wildcards: true, variables: true).parts == parts)
    }

    @Test("Without variables and wildcards a template is its text")
    func plainTemplates() {
        #expect(PolicyTemplate("${a}*?", wildcards: false, variables: false).plainText == "${a}*?")
        #expect(PolicyTemplate("", wildcards: true, variables: true).plainText == "")
        #expect(PolicyTemplate("a*", wildcards: true, variables: true).plainText == nil)
    }

    @Test(
        "Addresses are read and written",
        arguments: [
            ("0.0.0.0", "0.0.0.0"), ("255.255.255.255", "255.255.255.255"), ("::", "::"), ("::1", "::1"),
            ("2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"), ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"),
            ("::ffff:192.0.2.1", "::ffff:c000:201"),
            ("1::", "1::"), ("fe80:0:0:0:0:0:0:0", "fe80::"),
        ])
    func addresses(text: String, canonical: String) {
        #expect(IPAddress(text)?.description == canonical)
    }

    @Test(
        "What is no address is none",
        arguments: [
            "", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "1.2.3.", "+1.2.3.4", ":::", "1::2::3", "1:2:3:4:5:6:7",
            "1:2:3:4:5:6:7:8:9", "12345::", "g::", ":1", "1:", "1:2:3:4:5:6:7::8:9",
        ])
    func noAddresses(text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test("Networks contain their addresses, and never those of the other version")
    func networks() throws {
        let network = try #require(IPNetwork("192.0.2.130/25"))
        #expect(network.base.description == "192.0.2.128")
        let inside = try #require(IPAddress("192.0.2.255"))
        let outside = try #require(IPAddress("192.0.2.127"))
        #expect(network.contains(inside) && !network.contains(outside))
        let everything = try #require(IPNetwork("::/0"))
        let mapped = try #require(IPAddress("::c000:2ff"))
        #expect(!everything.contains(inside) && everything.contains(mapped))
        for text in ["192.0.2.0/33", "::/129", "192.0.2.0/", "192.0.2.0/-1", "192.0.2.0/1/2", "/8", "192.0.2.0/+8"] {
            #expect(IPNetwork(text) == nil, "\(text)")
        }
    }

    @Test("Dates are days, moments or seconds")
    func dates() {
        #expect(PolicyDate("2024-06-01")?.timestamp == PolicyDate("1717200000")?.timestamp)
        #expect(PolicyDate("2024-06-01T00:00:00.5Z")?.timestamp.seconds == 1_717_200_000)
        #expect(PolicyDate("2024")?.timestamp == PolicyDate("2024-01-01T00:00:00Z")?.timestamp)
        #expect(PolicyDate("-1")?.timestamp.seconds == -1)
        for text in ["", "yesterday", "+1", "1.5", "2024-13-01", "2024-06-01T00:00", "99999999999999999999"] {
            #expect(PolicyDate(text) == nil, "\(text)")
        }
    }
}
