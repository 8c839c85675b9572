import AWSTypes
import Authentication
import IdentityModel
import Operations
import PolicyEngine
import STSService
import TestSupport
import Testing

@Suite("Session tags, source identities and chains of roles")
struct SessionChainTests {
    private var world = World()
    private let key: Credential

    init() throws {
        for name in ["A", "B", "C"] {
            try world.role(name, trusting: #"{"AWS": "*"}"#, maxSessionDuration: 43_200) {
                try $0.inlinePolicies.allow("sts:*")
            }
        }
        key = world.key(of: try world.user("bob") { try $0.inlinePolicies.allow("sts:*") })
    }

    private func session(_ credential: Credential) throws -> Session {
        guard case .temporary(let session) = credential else { throw Missing(what: "session") }
        return session
    }

    private func checks(
        _ members: KeyValuePairs<String, String> = [:], on role: String = "B", by credential: Credential
    ) throws -> [AuthorizationCheck] {
        let required: [(String, String)] = [
            ("RoleArn", "arn:aws:iam::123456789012:role/\(role)"), ("RoleSessionName", "session"),
        ]
        return try world.checks(of: "AssumeRole", of: STSService.definition, required + Array(members), by: credential)
    }

    private func texts(_ check: AuthorizationCheck, _ key: ContextKey) -> [String]? {
        check.context.last { $0.key == key }?.value.texts
    }

    private let team: [(name: String, value: String)] = [("Tags.member.1.Key", "Team"), ("Tags.member.1.Value", "red")]

    // MARK: Extra permissions

    @Test("Tags need sts:TagSession, a source identity sts:SetSourceIdentity, passed or inherited")
    mutating func permissions() throws {
        #expect(try checks(by: key).map(\.action) == ["sts:AssumeRole"])
        let tagged = try checks(
            ["Tags.member.1.Key": "Team", "Tags.member.1.Value": "red", "TransitiveTagKeys.member.1": "Team"], by: key)
        #expect(tagged.map(\.action) == ["sts:AssumeRole", "sts:TagSession"])
        for check in tagged {
            #expect(texts(check, .requestTag("team")) == ["red"])
            #expect(texts(check, "aws:TagKeys") == ["Team"])
            #expect(texts(check, "sts:TransitiveTagKeys") == ["Team"])
            #expect(texts(check, "sts:RoleSessionName") == ["session"])
        }
        let identified = try checks(["SourceIdentity": "alice"], by: key)
        #expect(identified.map(\.action) == ["sts:AssumeRole", "sts:SetSourceIdentity"])
        #expect(texts(identified[0], "sts:SourceIdentity") == ["alice"])
        let role = try #require(try world.account().roles[RoleName(unchecked: "A")])
        let carrying = world.session(of: role) {
            $0.tags = [Tag(key: "Team", value: "red")]
            $0.transitiveTagKeys = ["Team"]
            $0.sourceIdentity = "alice"
        }
        let inherited = try checks(by: carrying)
        #expect(inherited.map(\.action) == ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"])
        #expect(texts(inherited[0], "sts:SourceIdentity") == ["alice"])
    }

    @Test("A trust policy that does not let tags or a source identity through denies them")
    mutating func untrustedExtras() throws {
        try world.role("Plain", trusting: #"{"AWS": "*"}"#, actions: #""sts:AssumeRole""#)
        _ = try world.assume("Plain", by: key)
        for extra in [team, [("SourceIdentity", "alice")]] {
            let error = #expect(throws: AWSError.accessDenied("")) {
                try world.assume("Plain", extra, by: key)
            }
            #expect(error?.message.contains(extra.count == 2 ? "sts:TagSession" : "sts:SetSourceIdentity") == true)
        }
    }

    // MARK: Tags

    @Test("Transitive tags go on through the chain, others end with their session")
    mutating func transitivity() throws {
        let first = try world.assume(
            "A",
            team + [
                ("Tags.member.2.Key", "Local"), ("Tags.member.2.Value", "x"), ("TransitiveTagKeys.member.1", "Team"),
            ],
            by: key)
        #expect(try session(first).tags.map(\.key) == ["Team", "Local"])
        let second = try world.assume("B", by: first)
        #expect(Array(try session(second).tags) == [Tag(key: "Team", value: "red")])
        let third = try world.assume("C", by: second)
        #expect(Array(try session(third).tags) == [Tag(key: "Team", value: "red")])
        #expect(try session(third).transitiveTagKeys == ["Team"])
    }

    @Test("An inherited tag can't be passed again, whatever its case; others can")
    mutating func repassing() throws {
        let first = try world.assume("A", team + [("TransitiveTagKeys.member.1", "Team")], by: key)
        for name in ["Team", "TEAM"] {
            #expect(throws: AWSError("InvalidParameterValue", status: 400, "")) {
                try world.assume("B", [("Tags.member.1.Key", name), ("Tags.member.1.Value", "red")], by: first)
            }
        }
        let second = try world.assume("B", [("Tags.member.1.Key", "Cost"), ("Tags.member.1.Value", "1")], by: first)
        #expect(Set(try session(second).tags.map(\.key)) == ["Team", "Cost"])
    }

    @Test("An inherited tag stands in for the role's tag of the same key, and for no other")
    mutating func resourceTags() throws {
        try world.role("Tagged", trusting: #"{"AWS": "*"}"#) {
            $0.tags = [Tag(key: "TEAM", value: "blue"), Tag(key: "Cost", value: "1")]
        }
        #expect(try checks(on: "Tagged", by: key).map { texts($0, .resourceTag("team")) } == [["blue"]])
        let role = try #require(try world.account().roles[RoleName(unchecked: "A")])
        let carrying = world.session(of: role) {
            $0.tags = [Tag(key: "Team", value: "red"), Tag(key: "Other", value: "x"), Tag(key: "Cost", value: "2")]
            $0.transitiveTagKeys = ["Team", "Other"]
        }
        for check in try checks(on: "Tagged", by: carrying) {
            #expect(texts(check, .resourceTag("team")) == ["red"])
            #expect(texts(check, .iamResourceTag("team")) == ["red"])
            #expect(texts(check, .resourceTag("cost")) == ["1"])
            #expect(texts(check, .resourceTag("other")) == nil)
        }
    }

    @Test("Tags are fifty at the most, with keys that differ in more than case, and transitive keys are among them")
    mutating func tagRules() throws {
        let invalid = AWSError("InvalidParameterValue", status: 400, "")
        let duplicates = team + [("Tags.member.2.Key", "TEAM"), ("Tags.member.2.Value", "x")]
        let error = #expect(throws: invalid) { try world.assume("A", duplicates, by: key) }
        #expect(error?.message == "Duplicate tag keys found. Please note that Tag keys are case insensitive.")
        #expect(throws: invalid) { try world.assume("A", team + [("TransitiveTagKeys.member.1", "Other")], by: key) }
        #expect(throws: invalid) {
            try world.assume("A", [("Tags.member.1.Key", "Aws:x"), ("Tags.member.1.Value", "")], by: key)
        }
        for broken in [
            ("", "x"), (String(repeating: "k", count: 129), "x"), ("k", String(repeating: "v", count: 257)),
            ("k!", "x"),
        ] {
            #expect(throws: AWSError.validation("")) {
                try world.assume("A", [("Tags.member.1.Key", broken.0), ("Tags.member.1.Value", broken.1)], by: key)
            }
        }
        let many = (1...51).flatMap { [("Tags.member.\($0).Key", "k\($0)"), ("Tags.member.\($0).Value", "")] }
        #expect(throws: AWSError.validation("")) { try world.assume("A", many, by: key) }
        _ = try world.assume("A", Array(many.prefix(100)), by: key)
    }

    // MARK: Source identity

    @Test("A source identity stays through the chain, and can neither be dropped nor changed")
    mutating func sourceIdentity() throws {
        let first = try world.assume("A", [("SourceIdentity", "alice")], by: key)
        #expect(try session(first).sourceIdentity == "alice")
        let second = try world.assume("B", by: first)
        let third = try world.assume("C", [("SourceIdentity", "alice")], by: second)
        #expect(try session(third).sourceIdentity == "alice")
        #expect(throws: AWSError.accessDenied("")) { try world.assume("C", [("SourceIdentity", "eve")], by: second) }
        for identity in ["aws:x", "AWS:x", "x", "a b"] {
            #expect(throws: AWSError.validation("")) { try world.assume("A", [("SourceIdentity", identity)], by: key) }
        }
    }

    // MARK: Durations

    @Test("A chained session lasts an hour at the most, whatever the role allows")
    mutating func chainedDuration() throws {
        let first = try world.assume("A", [("DurationSeconds", "43200")], by: key)
        let second = try session(try world.assume("B", [("DurationSeconds", "3600")], by: first))
        #expect(second.expires - second.issued == 3600)
        let error = #expect(throws: AWSError.validation("")) {
            try world.assume("B", [("DurationSeconds", "3601")], by: first)
        }
        #expect(
            error?.message
                == "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.")
    }

    @Test("A session of GetSessionToken is no link of a chain")
    mutating func sessionTokenDuration() throws {
        let own = Credential.temporary(try world.session(in: try world.sts("GetSessionToken", by: key)))
        let assumed = try session(try world.assume("A", [("DurationSeconds", "43200")], by: own))
        #expect(assumed.expires - assumed.issued == 43_200)
    }

    @Test("GetSessionToken lasts half a day for users, and an hour for root whatever is asked")
    mutating func sessionTokens() throws {
        let root = world.key(of: .root)
        let rows: [(Credential, String?, Int64)] = [
            (key, nil, 43_200), (key, "900", 900), (key, "129600", 129_600), (root, nil, 3600), (root, "900", 900),
            (root, "129600", 3600),
        ]
        for (credential, asked, seconds) in rows {
            let members = asked.map { [("DurationSeconds", $0)] } ?? []
            let answer = try world.call("GetSessionToken", of: STSService.definition, members, by: credential)
            let session = try world.session(in: answer)
            #expect(session.expires - session.issued == seconds)
        }
        for seconds in ["899", "129601"] {
            #expect(throws: AWSError.validation("")) {
                try world.sts("GetSessionToken", ["DurationSeconds": seconds], by: key)
            }
        }
    }
}
