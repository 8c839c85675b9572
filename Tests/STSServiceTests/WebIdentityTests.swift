import AWSTypes
import Authentication
import IdentityModel
import Operations
import PolicyLanguage
import STSService
import TestSupport
import Testing

@Suite("Assuming a role with a web identity token")
struct WebIdentityTests {
    private var world = World()
    private static let provider = #"{"Federated": "arn:aws:iam::123456789012:oidc-provider/idp.example.com/x"}"#
    private static let actions = #"["sts:AssumeRoleWithWebIdentity", "sts:TagSession", "sts:SetSourceIdentity"]"#

    init() throws {
        world.change { draft in
            draft.put(
                .oidcProvider(
                    OIDCProvider(
                        url: OIDCProviderURL(unchecked: "idp.example.com/x"), created: draft.now,
                        clientIDs: ["client", "other"], thumbprints: [])),
                in: World.account)
        }
    }

    /// The claims of a token that is in order, with changes as JSON members; an empty value leaves a member out.
    private func claims(_ changes: KeyValuePairs<String, String> = [:]) -> String {
        var members = [
            "iss": #""https://idp.example.com/x""#, "aud": #""client""#, "sub": #""ann""#,
            "iat": "\(world.now.seconds - 60)", "exp": "\(world.now.seconds + 600)",
        ]
        for (name, value) in changes { members[name] = value.isEmpty ? nil : value }
        return "{" + members.map { #""\#($0)": \#($1)"# }.joined(separator: ",") + "}"
    }

    private static func token(_ claims: String, header: String = #"{"alg":"ES256","kid":"k"}"#) -> String {
        [header, claims, "signature"].map { Base64URL.encode(Array($0.utf8)) }.joined(separator: ".")
    }

    /// What the token says, as if it had been verified.
    private static func told(by proof: IdentityProof) -> IdentityClaims {
        guard case .webIdentity(let proof) = proof else { return .webIdentity(JSONValue(.null, at: nowhere)) }
        return .webIdentity(proof.token.claims)
    }

    private static let nowhere = SourceRange(start: origin, end: origin)
    private static let origin = SourcePosition(offset: 0, line: 1, column: 1)

    @discardableResult
    private mutating func assume(
        _ claims: String, role: String = "R", _ further: (String, String)...
    ) throws -> Answer {
        try assume(claims, role: role, further)
    }

    @discardableResult
    private mutating func assume(_ claims: String, role: String, _ further: [(String, String)]) throws -> Answer {
        let members = [
            ("RoleArn", "arn:aws:iam::123456789012:role/\(role)"), ("RoleSessionName", "visit"),
            ("WebIdentityToken", Self.token(claims)),
        ]
        return try world.federate(
            "AssumeRoleWithWebIdentity", of: STSService.definition, members + further, claiming: Self.told)
    }

    private mutating func refusal(
        _ claims: String, role: String = "R", _ further: (String, String)...
    ) throws -> AWSError? {
        do {
            try assume(claims, role: role, further)
            return nil
        } catch let error as AWSError {
            return error
        }
    }

    // MARK: Who gets in

    @Test("A role that trusts the provider gives a session that carries what the provider told")
    mutating func trusted() throws {
        let role = try world.role("R", trusting: Self.provider, actions: Self.actions)
        let answer = try assume(claims(["amr": #"["mfa", "pwd"]"#, "repository": #""a/b""#]))
        #expect(answer["SubjectFromWebIdentityToken"] == "ann")
        #expect(answer["Audience"] == "client")
        #expect(answer["Provider"] == "arn:aws:iam::123456789012:oidc-provider/idp.example.com/x")
        #expect(answer["AssumedRoleId"] == "\(role.id):visit")
        let session = try world.session(in: answer)
        #expect(session.federatedProvider == "arn:aws:iam::123456789012:oidc-provider/idp.example.com/x")
        #expect(
            session.contextKeys == [
                SessionContextKey("idp.example.com/x:aud", ["client"]),
                SessionContextKey("idp.example.com/x:sub", ["ann"]),
                SessionContextKey("idp.example.com/x:amr", ["mfa", "pwd"]),
            ])
    }

    @Test("A role that is not there and one that trusts nobody are refused alike")
    mutating func untrusted() throws {
        try world.role("R")
        let denial = "Not authorized to perform sts:AssumeRoleWithWebIdentity"
        #expect(try refusal(claims())?.message == denial)
        #expect(try refusal(claims(), role: "Missing")?.message == denial)
        #expect(try refusal(claims())?.status == 403)
    }

    @Test(
        "The trust policy sees the claims as the provider's condition keys",
        arguments: [
            (#"{"StringEquals": {"idp.example.com/x:sub": "ann", "idp.example.com/x:aud": "client"}}"#, true),
            (#"{"StringEquals": {"idp.example.com/x:sub": "bob"}}"#, false),
            (#"{"StringLike": {"idp.example.com/x:repository": "acme/*"}}"#, true),
            (#"{"ForAnyValue:StringEquals": {"idp.example.com/x:groups": "ops"}}"#, true),
            (#"{"ForAllValues:StringEquals": {"idp.example.com/x:groups": "ops"}}"#, false),
            (#"{"Null": {"idp.example.com:sub": "false"}}"#, false),
            (#"{"StringEquals": {"sts:RoleSessionName": "visit"}}"#, true),
            (#"{"Null": {"aws:PrincipalArn": "false"}}"#, false),
        ])
    mutating func conditions(condition: String, isAllowed: Bool) throws {
        try world.role("R", trusting: Self.provider, actions: Self.actions, condition: condition)
        let claims = claims(["repository": #""acme/app""#, "groups": #"["dev", "ops"]"#])
        #expect((try refusal(claims) == nil) == isAllowed)
    }

    @Test("azp counts for the audience where there is one")
    mutating func authorizedParty() throws {
        try world.role("R", trusting: Self.provider, actions: Self.actions)
        #expect(try refusal(claims(["aud": #""else""#]))?.message == "Incorrect token audience")
        #expect(try refusal(claims(["aud": #""client""#, "azp": #""else""#]))?.message == "Incorrect token audience")
        #expect(try assume(claims(["aud": #""else""#, "azp": #""other""#]))["Audience"] == "other")
        #expect(try assume(claims(["aud": #"["else", "other"]"#]))["Audience"] == "other")
    }

    @Test("Google needs no provider, and is known by its name")
    mutating func google() throws {
        try world.role(
            "R", trusting: #"{"Federated": "accounts.google.com"}"#, actions: Self.actions,
            condition: #"{"StringEquals": {"accounts.google.com:aud": "app", "accounts.google.com:oaud": "web"}}"#)
        for issuer in [#""accounts.google.com""#, #""https://accounts.google.com""#] {
            let answer = try assume(claims(["iss": issuer, "aud": #""web""#, "azp": #""app""#]))
            #expect(answer["Provider"] == "accounts.google.com")
        }
    }

    // MARK: What a token has to say

    @Test(
        "Each required claim is asked for",
        arguments: ["aud", "sub", "iat", "exp", "iss"])
    mutating func required(claim: String) throws {
        try world.role("R", trusting: Self.provider, actions: Self.actions)
        let error = try refusal(claims([claim: ""]))
        #expect(error?.message == "Missing a required claim: \(claim)")
        #expect(error == AWSError("InvalidIdentityToken", status: 400, ""))
    }

    @Test("Tokens that are over, too old or not yet valid are refused")
    mutating func times() throws {
        try world.role("R", trusting: Self.provider, actions: Self.actions)
        let now = world.now.seconds
        let expired = try refusal(claims(["exp": "\(now)"]))
        #expect(expired?.code == "ExpiredTokenException")
        #expect(
            expired?.message
                == "Token expired: current date/time \(now) must be before the expiration date/time \(now)")
        #expect(try refusal(claims(["iat": "\(now - 86_401)"]))?.message == "Token too old: 86401")
        #expect(try refusal(claims(["iat": "\(now - 86_400)"])) == nil)
        #expect(try refusal(claims(["nbf": "\(now + 301)"]))?.code == "InvalidIdentityToken")
        #expect(try refusal(claims(["iat": "\(now + 301)"]))?.code == "InvalidIdentityToken")
        #expect(try refusal(claims(["nbf": "\(now + 300)", "exp": "\(now + 600).5"])) == nil)
        #expect(try refusal(claims(["exp": #""soon""#]))?.message == "Missing a required claim: exp")
    }

    @Test("A provider that the role's account does not know is named, to the last slash")
    mutating func unknownIssuer() throws {
        try world.role("R", trusting: Self.provider, actions: Self.actions)
        for issuer in ["https://idp.example.com/x/", "https://idp.example.com", "http://idp.example.com/x"] {
            #expect(
                try refusal(claims(["iss": "\"\(issuer)\""]))?.message
                    == "No OpenIDConnect provider found in your account for \(issuer)")
        }
    }

    @Test(
        "What is no signed token is no token",
        arguments: [
            "abcd", "a.b.c", "a..b", token("[]"), token("{}", header: "[]"), token("{}", header: #"{"kid":"k"}"#),
            token(#"{"iss":"a","iss":"b"}"#), token("{}", header: #"{"alg":"ES256","crit":["x"],"x":1}"#),
        ])
    mutating func malformed(token: String) throws {
        let members = [
            ("RoleArn", "arn:aws:iam::123456789012:role/R"), ("RoleSessionName", "visit"), ("WebIdentityToken", token),
        ]
        let error = #expect(throws: AWSError.self) {
            try world.federate("AssumeRoleWithWebIdentity", of: STSService.definition, members) { _ in
                .webIdentity(JSONValue(.null, at: Self.nowhere))
            }
        }
        #expect(
            error?.message
                == "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)")
    }

    // MARK: What a session gets

    @Test(
        "Session tags come nested or flat, with the keys that are inherited",
        arguments: [
            #"{"principal_tags": {"Team": ["red"], "Cost": ["7"]}, "transitive_tag_keys": ["Team"]}"#, nil,
        ])
    mutating func tags(nested: String?) throws {
        try world.role("R", trusting: Self.provider, actions: Self.actions)
        let answer: Answer
        if let nested {
            answer = try assume(claims(["https://aws.amazon.com/tags": nested]))
        } else {
            answer = try assume(
                claims([
                    "https://aws.amazon.com/tags/principal_tags/Team": #"["red"]"#,
                    "https://aws.amazon.com/tags/principal_tags/Cost": #""7""#,
                    "https://aws.amazon.com/tags/transitive_tag_keys": #"["Team"]"#,
                ]))
        }
        let session = try world.session(in: answer)
        #expect(session.tags["Team"] == "red" && session.tags["Cost"] == "7" && session.tags.count == 2)
        #expect(session.transitiveTagKeys == ["Team"])
        #expect(answer["PackedPolicySize"] != nil)
    }

    @Test("Tags and a source identity need permissions of their own")
    mutating func permissions() throws {
        try world.role("R", trusting: Self.provider, actions: #""sts:AssumeRoleWithWebIdentity""#)
        #expect(try refusal(claims()) == nil)
        let tags = claims(["https://aws.amazon.com/tags/principal_tags/Team": #""red""#])
        let identity = claims(["https://aws.amazon.com/source_identity": #""ann""#])
        #expect(try refusal(tags)?.code == "AccessDenied")
        #expect(try refusal(identity)?.code == "AccessDenied")
        try world.role("S", trusting: Self.provider, actions: Self.actions)
        #expect(try world.session(in: assume(identity, role: "S")).sourceIdentity == "ann")
        #expect(
            try refusal(claims(["https://aws.amazon.com/source_identity": #""aws:ann""#]), role: "S")?.message
                == "Source Identity must match [a-zA-Z_0-9+=,.@-]{2,64} and not begin with \"aws:\"")
    }

    @Test("A session lasts as long as asked, up to the role's maximum")
    mutating func duration() throws {
        try world.role("R", trusting: Self.provider, actions: Self.actions, maxSessionDuration: 7200)
        #expect(try world.session(in: assume(claims())).expires == world.now + 3600)
        #expect(try world.session(in: assume(claims(), ("DurationSeconds", "7200"))).expires == world.now + 7200)
        #expect(
            try refusal(claims(), ("DurationSeconds", "7201"))?.message
                == "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")
    }
}
