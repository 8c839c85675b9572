import AWSTypes
import TestRandomness
import Testing

@Suite("Tags")
struct TagsTests {
    @Test("Keys that differ in case only are one key, and the later tag stays, in the earlier's place")
    func case_() {
        var tags: Tags = [Tag(key: "Team", value: "a"), Tag(key: "Cost", value: "b")]
        tags.set(Tag(key: "TEAM", value: "c"))
        #expect(tags.map(\.key) == ["TEAM", "Cost"])
        #expect(tags["team"] == "c")
        #expect(tags["tEaM"] == "c")
        #expect(tags["Teams"] == nil)
    }

    @Test("Removing asks not for the case")
    func removal() {
        var tags: Tags = [Tag(key: "Team", value: "a"), Tag(key: "Ärger", value: "b")]
        tags.remove("ÄRGER")
        tags.remove("nothing")
        #expect(Array(tags) == [Tag(key: "Team", value: "a")])
    }

    @Test("A tag may have an empty value")
    func empty() {
        let tags: Tags = [Tag(key: "Empty", value: "")]
        #expect(tags["empty"] == "")
        #expect(tags.count == 1)
    }
}

@Suite("Secret keys")
struct SecretKeyTests {
    @Test("A secret shows itself in no description, dump or interpolation")
    func redaction() {
        let secret = SecretKey("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
        var dumped = ""
        dump((secret, [secret]), to: &dumped)
        for text in ["\(secret)", String(reflecting: secret), "\([secret])", "\(Optional(secret) as Any)", dumped] {
            #expect(!text.contains("wJalr"))
        }
        #expect(secret.exposed == "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
    }

    @Test("Secrets are equal when their texts are")
    func equality() {
        #expect(SecretKey("abc") == SecretKey("abc"))
        for other in ["abd", "xbc", "ab", "abcd", ""] { #expect(SecretKey("abc") != SecretKey(other)) }
        #expect(constantTimeEquals([UInt8](), [UInt8]()))
    }

    @Test("Fresh secrets have 40 characters of base 64, all of them random")
    func fresh() {
        var entropy = SeededGenerator(seed: 5)
        let secrets = (0..<1000).map { _ in SecretKey(entropy: &entropy).exposed }
        #expect(secrets.allSatisfy { $0.wholeMatch(of: /[A-Za-z0-9+\/]{40}/) != nil })
        for place in 0..<40 { #expect(Set(secrets.map { Array($0)[place] }).count == 64) }
    }
}

@Suite("Constraints of texts")
struct TextConstraintTests {
    private let constraint = TextConstraint(2...4, .nameOrEmpty)

    @Test("Each broken constraint is worded as AWS words it")
    func wording() {
        #expect(constraint.violations(of: "abcd").isEmpty)
        #expect(
            constraint.violations(of: "abcde").map(\.description) == ["Member must have length less than or equal to 4"]
        )
        #expect(
            constraint.violations(of: "a").map(\.description) == ["Member must have length greater than or equal to 2"])
        #expect(
            constraint.violations(of: "a b").map(\.description) == [
                #"Member must satisfy regular expression pattern: [\w+=,.@-]*"#
            ])
        #expect(
            constraint.violations(of: "a b c").map(\.description) == [
                "Member must have length less than or equal to 4",
                #"Member must satisfy regular expression pattern: [\w+=,.@-]*"#,
            ])
    }

    @Test("Length counts code points, neither bytes nor what looks like one character")
    func length() {
        let constraint = TextConstraint(1...2)
        #expect(constraint.violations(of: "é🚪").isEmpty)
        #expect(constraint.violations(of: "e\u{301}x").count == 1)
    }

    @Test("Names of IAM's entities have a wording in place of the pattern")
    func names() {
        let constraint = TextConstraint(1...64, .name)
        #expect(constraint.violations(of: "a/b").isEmpty)
        #expect(
            constraint.wordedFault(of: "a/b")
                == "It must contain only alphanumeric characters and/or the following: +=,.@_-")
        #expect(constraint.wordedFault(of: "Bob+=,.@_-1") == nil)
        for character in [" ", "/", "é", ":", "*", "\u{0}", "\n"] {
            #expect(constraint.wordedFault(of: "a\(character)") != nil)
        }
    }
}

@Suite("ASCII")
struct ASCIITests {
    @Test("Case is folded for A to Z only")
    func folding() {
        #expect("aws:SourceIp".equalsIgnoringASCIICase("AWS:sourceIP"))
        #expect(!"[".equalsIgnoringASCIICase("{"))
        #expect(!"@".equalsIgnoringASCIICase("`"))
        #expect(!"é".equalsIgnoringASCIICase("É"))
        #expect(!"abc".equalsIgnoringASCIICase("ab"))
        #expect("".equalsIgnoringASCIICase(""))
    }

    @Test("A set has the characters it was made of, and no byte above 127")
    func sets() {
        let set = ASCIISet("a@~\u{0}é")
        let members = (UInt8.min...UInt8.max).filter(set.contains)
        #expect(members == [0, 0x40, 0x61, 0x7E])
        #expect((UInt8.min...UInt8.max).filter(ASCIISet.word.contains).count == 63)
        #expect(ASCIISet.digits.union("ab").subtracting("0a").containsAll("123456789b".utf8))
        #expect(!ASCIISet.digits.subtracting("0").contains(0x30))
    }

    @Test("Errors are equal by code and status, and the sender is at fault below 500")
    func errors() {
        #expect(AWSError.validation("a") == AWSError.validation("b"))
        #expect(AWSError("X", status: 400, "") != AWSError("X", status: 403, ""))
        #expect(AWSError.accessDenied("").fault == .sender)
        #expect(AWSError.internalFailure.fault == .receiver)
    }
}
