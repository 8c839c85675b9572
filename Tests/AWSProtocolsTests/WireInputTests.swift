import AWSProtocols
import AWSTypes
import TestSupport
import Testing

@Suite("Members of a request")
struct WireInputTests {
    private let text = TextConstraint(2...5, .nameOrEmpty)

    private func input(_ members: KeyValuePairs<String, String>) throws -> WireInput {
        WireInput(try QueryParameters(members))
    }

    /// The message with which `read` is refused.
    private func refusal(
        _ members: KeyValuePairs<String, String>, _ read: (WireInput) -> Void
    ) throws -> String? {
        let input = try input(members)
        read(input)
        let error = #expect(throws: AWSError.self) { try input.finish() }
        return error?.message
    }

    // MARK: Constraints, in the wording of sts-api's validation messages

    @Test("One broken constraint is one validation error that quotes value and member")
    func one() throws {
        let message = try refusal(["RoleSessionName": "abcdef"]) { _ = $0.requireText("RoleSessionName", text) }
        #expect(
            message == """
                1 validation error detected: Value 'abcdef' at 'roleSessionName' failed to satisfy constraint: \
                Member must have length less than or equal to 5
                """)
    }

    @Test("A member that has to be there is null where it is missing")
    func null() throws {
        let message = try refusal([:]) { _ = $0.requireText("RoleArn", text) }
        #expect(
            message == """
                1 validation error detected: Value null at 'roleArn' failed to satisfy constraint: \
                Member must not be null
                """)
    }

    @Test("Several broken constraints are told at once, in the order of reading")
    func several() throws {
        let message = try refusal(["A": "a b c d", "D": "9"]) { input in
            _ = input.requireText("A", text)
            _ = input.requireText("B", text)
            _ = input.integer("D", in: 10...20)
        }
        #expect(
            message == #"""
                4 validation errors detected: Value 'a b c d' at 'a' failed to satisfy constraint: Member must have \#
                length less than or equal to 5; Value 'a b c d' at 'a' failed to satisfy constraint: Member must \#
                satisfy regular expression pattern: [\w+=,.@-]*; Value null at 'b' failed to satisfy constraint: \#
                Member must not be null; Value '9' at 'd' failed to satisfy constraint: Member must have value \#
                greater than or equal to 10
                """#)
    }

    @Test("Broken constraints go before errors of another kind, and of those the first counts")
    func order() throws {
        let other = AWSError("InvalidInput", status: 400, "first")
        let rejected = try input([:])
        rejected.reject(other)
        rejected.reject(.accessDenied("second"))
        #expect(#expect(throws: other) { try rejected.finish() }?.message == "first")
        let message = try refusal([:]) { input in
            input.reject(other)
            _ = input.requireText("A", text)
        }
        #expect(message?.hasPrefix("1 validation error detected") == true)
    }

    @Test("What fits is returned, and nothing is thrown")
    func fits() throws {
        let input = try input(["Name": "bob", "Count": "7", "Flag": "TRUE", "Kind": "AWS"])
        #expect(input.requireText("Name", text) == "bob")
        #expect(input.text("Other", text) == nil)
        #expect(input.integer("Count", in: 1...10) == 7)
        #expect(input.integer("Other", in: 1...10) == nil)
        #expect(input.boolean("Flag") == true)
        #expect(input.boolean("Other") == nil)
        #expect(input.choice("Kind") == Scope.aws)
        #expect(input.choice("Other") == Scope?.none)
        try input.finish()
    }

    private enum Scope: String, CaseIterable {
        case all = "All"
        case aws = "AWS"
    }

    @Test("A word outside of an enumeration is refused with the words there are")
    func choices() throws {
        let message = try refusal(["Scope": "aws"]) { _ = $0.requireChoice("Scope", standIn: Scope.all) }
        #expect(
            message == """
                1 validation error detected: Value 'aws' at 'scope' failed to satisfy constraint: \
                Member must satisfy enum value set: [All, AWS]
                """)
        #expect(try refusal([:]) { _ = $0.requireChoice("Scope", standIn: Scope.all) }?.contains("null") == true)
    }

    @Test(
        "Numbers and truths that can't be read are malformed",
        arguments: ["", "x", "1.5", " 1", "99999999999999999999"])
    func malformed(value: String) throws {
        for read in [{ _ = $0.integer("A", in: 1...10) }, { _ = $0.boolean("A") }] as [(WireInput) -> Void] {
            let input = try input(["A": value])
            read(input)
            #expect(throws: AWSError("MalformedInput", status: 400, "")) { try input.finish() }
        }
    }

    // MARK: Lists

    @Test("A list is ordered by its numbers, and gaps close up")
    func lists() throws {
        let input = try input([
            "Keys.member.10": "jj", "Keys.member.2": "bb", "Keys.member.7": "gg", "Keys.member.0": "no",
            "Keys.member.x": "no", "Keys.member.-1": "no", "KeysX.member.1": "no", "Keys.1": "no",
        ])
        #expect(input.texts("Keys", text) == ["bb", "gg", "jj"])
        try input.finish()
    }

    @Test("An empty list is there, a missing one is not")
    func emptyLists() throws {
        let input = try input(["Empty": ""])
        #expect(input.texts("Empty", text) == [])
        #expect(input.texts("Missing", text) == nil)
        try input.finish()
        #expect(try refusal([:]) { _ = $0.requireList("Tags") { _ in 0 } }?.contains("Value null at 'tags'") == true)
    }

    @Test("Structures in a list read their own members, and messages tell their place")
    func structures() throws {
        let members: KeyValuePairs = [
            "Tags.member.1.Key": "k1", "Tags.member.1.Value": "v1", "Tags.member.3.Key": "toolong",
            "Tags.member.3.Value": "v3",
        ]
        func read(_ input: WireInput) -> [[String]]? {
            input.list("Tags") { [$0.requireText("Key", text), $0.requireText("Value", text)] }
        }
        #expect(read(try input(members)) == [["k1", "v1"], ["toolong", "v3"]])
        #expect(
            try refusal(members) { _ = read($0) } == """
                1 validation error detected: Value 'toolong' at 'tags.2.member.key' failed to satisfy constraint: \
                Member must have length less than or equal to 5
                """)
    }

    @Test("A list that is too long is refused before its elements are looked at")
    func longLists() throws {
        let message = try refusal(["K.member.1": "aa", "K.member.2": "bb", "K.member.3": "toolong"]) { input in
            #expect(input.texts("K", count: 0...2, text) == [])
        }
        #expect(
            message?.contains("at 'k' failed to satisfy constraint: Member must have length less than or equal to 2")
                == true)
    }
}
