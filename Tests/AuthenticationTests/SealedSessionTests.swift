import AWSTypes
import Authentication
import TestRandomness
import Testing

@Suite("Sealed sessions")
struct SealedSessionTests {
    private let now = Timestamp(seconds: 1_795_509_000)
    private let ring: KeyRing
    private let plain: Session
    private let account: AccountID
    private let user: UserID
    private let role: RoleID

    init() throws {
        var entropy = SeededGenerator(seed: 1)
        ring = KeyRing(created: now, entropy: &entropy)
        account = try #require(AccountID("000000000001"))
        user = UserID(account: account, entropy: &entropy)
        role = RoleID(account: account, entropy: &entropy)
        plain = Session(
            accessKeyID: AccessKeyID(.temporary, account: account, entropy: &entropy),
            secret: SecretKey(entropy: &entropy), issued: now, expires: now + 3600, principal: .root(account: account))
    }

    private func reopened(_ session: Session) throws -> Session {
        var entropy = SeededGenerator(seed: 2)
        return try SealedSession.open(SealedSession.seal(session, with: ring, entropy: &entropy), with: ring)
    }

    @Test("Each kind of principal comes back")
    func principals() throws {
        let policy = try #require(ARN("arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials"))
        let principals: [SessionPrincipal] = [
            .user(account: account, id: user), .root(account: account),
            .role(account: account, id: role, name: "Deployer", sessionName: "alice@example.com"),
            .role(account: account, id: role, name: "", sessionName: ""),
            .federatedUser(account: account, name: "bob", issuer: user),
            .federatedUser(account: account, name: "bob", issuer: nil),
            .assumedRoot(account: account, taskPolicy: policy),
        ]
        for principal in principals {
            var session = plain
            session.principal = principal
            #expect(try reopened(session) == session)
            #expect(principal.account == account)
        }
    }

    @Test("Each member comes back, alone and with all others")
    func members() throws {
        let arn = try #require(ARN("arn:aws:iam::123456789012:policy/with:colons/and/path"))
        let changes: [(inout Session) -> Void] = [
            { $0.policies = ["{}", #"{"Statement":[]}"#, ""] },
            { $0.policyARNs = [arn, arn] },
            { $0.tags = [Tag(key: "Team", value: "Ünïcode 🚪"), Tag(key: "Empty", value: "")] },
            { $0.transitiveTagKeys = ["Team", ""] },
            { $0.sourceIdentity = "alice" },
            { $0.sourceIdentity = "" },
            { $0.mfaAuthenticatedAt = now - 5 },
            { $0.federatedProvider = "arn:aws:iam::123456789012:saml-provider/Okta" },
            { $0.contextKeys = [SessionContextKey("saml:sub", ["a", "b"]), SessionContextKey("saml:aud", [])] },
            { $0.issued = Timestamp(seconds: -1) },
            { $0.expires = Timestamp(seconds: .max) },
            { $0.secret = SecretKey(String(repeating: "long", count: 100)) },
        ]
        var all = plain
        for change in changes {
            var one = plain
            change(&one)
            #expect(one != plain)
            #expect(try reopened(one) == one)
            change(&all)
            #expect(try reopened(all) == all)
        }
    }

    @Test("No character of a token can be changed, and none cut off")
    func tampering() {
        var entropy = SeededGenerator(seed: 3)
        let token = SealedSession.seal(plain, with: ring, entropy: &entropy)
        let characters = Array(token)
        for place in characters.indices {
            for other: Character in ["A", "/", "=", " ", "é"] where other != characters[place] {
                var changed = characters
                changed[place] = other
                #expect(throws: SealedSessionFailure.self) { try SealedSession.open(String(changed), with: ring) }
            }
            #expect(throws: SealedSessionFailure.self) {
                try SealedSession.open(String(characters[..<place]), with: ring)
            }
        }
        #expect(throws: SealedSessionFailure.self) { try SealedSession.open(token + "AAAA", with: ring) }
        #expect(throws: SealedSessionFailure.self) { try SealedSession.open(token + "\n", with: ring) }
    }

    @Test("A token of another ring is as invalid as one that was made up")
    func otherRing() {
        var entropy = SeededGenerator(seed: 4)
        let other = KeyRing(created: now, entropy: &entropy)
        let token = SealedSession.seal(plain, with: other, entropy: &entropy)
        #expect(throws: SealedSessionFailure.record(.unknownKey)) { try SealedSession.open(token, with: ring) }
        let failure = SealedSessionFailure.record(.unknownKey)
        #expect(failure.awsError.code == "InvalidClientTokenId")
        #expect(failure.awsError.status == 403)
        #expect(failure.awsError.message == "The security token included in the request is invalid.")
    }

    private func open(content: [UInt8]) throws(SealedSessionFailure) -> Session {
        var entropy = SeededGenerator(seed: 5)
        let record = ring.seal(content, for: .sessionToken, entropy: &entropy)
        return try SealedSession.open(Base64.encode(record), with: ring)
    }

    private func content(of session: Session) throws -> [UInt8] {
        var entropy = SeededGenerator(seed: 6)
        let record = try #require(Base64.decode(SealedSession.seal(session, with: ring, entropy: &entropy)))
        return try ring.open(record, for: .sessionToken)
    }

    @Test("Content of a version to come, cut content and content that goes on are refused")
    func content() throws {
        var session = plain
        session.principal = .role(account: account, id: role, name: "R", sessionName: "s")
        session.tags = [Tag(key: "k", value: "v")]
        session.sourceIdentity = "alice"
        session.contextKeys = [SessionContextKey("k", ["v"])]
        let bytes = try content(of: session)
        #expect(try open(content: bytes) == session)
        #expect(throws: SealedSessionFailure.unknownVersion(2)) { try open(content: [2] + bytes.dropFirst()) }
        #expect(throws: SealedSessionFailure.malformedContent) { try open(content: bytes + [0]) }
        for length in bytes.indices {
            #expect(throws: SealedSessionFailure.malformedContent) { try open(content: Array(bytes.prefix(length))) }
        }
    }

    @Test("Content with absurd lengths is refused without taking memory for them")
    func lengths() throws {
        let bytes = try content(of: plain)
        for absurd: [UInt8] in [
            [0xFF, 0xFF, 0xFF, 0xFF, 0x0F], [UInt8](repeating: 0xFF, count: 9) + [1],
            [UInt8](repeating: 0xFF, count: 11),
        ] {
            #expect(throws: SealedSessionFailure.malformedContent) {
                try open(content: [1] + absurd + bytes.dropFirst(2))
            }
        }
    }

    @Test("A session is over at its expiry, and not a second before")
    func expiry() throws {
        #expect(throws: Never.self) { try plain.requireCurrent(at: now + 3599, presentedWith: plain.accessKeyID) }
        let error = #expect(throws: AWSError.self) {
            try plain.requireCurrent(at: now + 3600, presentedWith: plain.accessKeyID)
        }
        #expect(error == AWSError("ExpiredToken", status: 403, ""))
        #expect(error?.message == "The security token included in the request is expired")
    }

    @Test("A token is of no use with another access key, even when it is over")
    func otherAccessKey() throws {
        let other = try #require(AccessKeyID("ASIAIOSFODNN7EXAMPLE"))
        for moment in [now, now + 7200] {
            let error = #expect(throws: AWSError.self) { try plain.requireCurrent(at: moment, presentedWith: other) }
            #expect(error?.code == "InvalidClientTokenId")
        }
    }
}

@Suite("Packed policy size")
struct PackedPolicySizeTests {
    private func percent(_ policies: [String] = [], _ arns: [ARN] = [], _ tags: Tags = []) -> Int {
        PackedPolicySize(policies: policies, policyARNs: arns, tags: tags).percent
    }

    @Test("White space between the tokens of a policy takes no space, that within texts does")
    func whiteSpace() {
        let tight = #"{"Sid":"a b\" c","Action":["s3:*"]}"#
        let loose = "{ \"Sid\" :\t\"a b\\\" c\",\n  \"Action\": [ \"s3:*\" ]\r\n}" + String(repeating: " ", count: 4000)
        #expect(percent([tight]) == 1)
        #expect(percent([loose]) == 1)
        #expect(percent([#"{"Sid":""# + String(repeating: " ", count: 4000) + #""}"#]) == 98)
    }

    @Test("The longest policy that parameters allow takes half, and all shares add up")
    func shares() throws {
        let policy = String(repeating: "x", count: 2046)
        let arn = try #require(ARN("arn:aws:iam::123456789012:policy/" + String(repeating: "p", count: 989)))
        let tags = Tags((0..<4).map { Tag(key: "k\($0)", value: String(repeating: "v", count: 250)) })
        #expect(percent() == 0)
        #expect(percent([policy]) == 50)
        #expect(percent([], [arn]) == 25)
        #expect(percent([], [], tags) == 25)
        #expect(percent([policy], [arn], tags) == 100)
        #expect(percent([policy, "x"], [arn], tags) == 101)
    }
}
