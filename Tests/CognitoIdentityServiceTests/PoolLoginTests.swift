import AWSTypes
import Authentication
import CognitoIdentityService
import IdentityModel
import Operations
import OrganizationsService
import PolicyLanguage
import TestSupport
import Testing

@Suite("Logging in to identity pools")
struct PoolLoginTests {
    private func expect(
        _ code: String, _ message: String? = nil, location: SourceLocation = #_sourceLocation,
        _ body: () throws -> Void
    ) {
        let error = #expect(throws: AWSError.self, sourceLocation: location) { try body() }
        #expect(error?.code == "\(code)Exception" && error?.status == 400, sourceLocation: location)
        if let message { #expect(error?.message == message, sourceLocation: location) }
    }

    @Test("A token is good until the second that it ends in")
    func expiry() throws {
        var pools = try PoolWorld()
        let token = pools.token("ann", expires: 60)
        pools.world.now = pools.world.now + 59
        try pools.logIn("GetId", #"{"IdentityPoolId": "\#(pools.pool)", \#(pools.logins(token))}"#)
        pools.world.now = pools.world.now + 1
        let now = pools.world.now.seconds
        expect("NotAuthorized", "Invalid login token. Token expired: \(now) >= \(now)") {
            try pools.logIn("GetId", #"{"IdentityPoolId": "\#(pools.pool)", \#(pools.logins(token))}"#)
        }
    }

    @Test(
        "Claims that are missing or not yet true are told by name",
        arguments: [
            (#"{"iss": "https://idp.example.com", "aud": "client", "sub": "a"}"#, "Missing a required claim: exp"),
            (
                #"{"iss": "https://idp.example.com", "aud": "client", "exp": 9999999999}"#,
                "Missing a required claim: sub"
            ),
            (#"{"iss": "https://idp.example.com", "sub": "a", "exp": 9999999999}"#, "Missing a required claim: aud"),
            (
                #"{"iss": "https://idp.example.com", "aud": "other", "sub": "a", "exp": 9999999999}"#,
                "Incorrect token audience."
            ),
            (
                #"{"iss": "https://idp.example.com", "aud": "client", "azp": "other", "sub": "a", "exp": 9999999999}"#,
                "Incorrect token audience."
            ),
            (
                #"{"iss": "https://idp.example.com", "aud": "client", "sub": "a", "exp": 9999999999, "nbf": 9999999998}"#,
                "Token is not yet valid."
            ),
            (#"{"iss": "https://other.example.com", "sub": "a"}"#, "Issuer doesn't match providerName"),
        ])
    func claims(payload: String, message: String) throws {
        var pools = try PoolWorld()
        let token = [#"{"alg":"RS256"}"#, payload, "s"].map { Base64URL.encode(Array($0.utf8)) }.joined(separator: ".")
        expect("NotAuthorized", "Invalid login token. \(message)") {
            try pools.logIn("GetId", #"{"IdentityPoolId": "\#(pools.pool)", \#(pools.logins(token))}"#)
        }
    }

    @Test("Sessions last an hour, and have the pool's condition keys and the tags that claims make")
    func sessions() throws {
        var pools = try PoolWorld()
        try pools.call(
            "SetPrincipalTagAttributeMap",
            #"""
            {"IdentityPoolId": "\#(pools.pool)", "IdentityProviderName": "idp.example.com:client",
            "PrincipalTags": {"unit": "department"}}
            """#)
        let token = pools.token("ann", #", "department": "legal""#)
        let id = try pools.identity(of: "ann")
        let session = try pools.session(
            pools.logIn("GetCredentialsForIdentity", #"{"IdentityId": "\#(id)", \#(pools.logins(token))}"#))
        #expect(session.expires - session.issued == 3600)
        #expect(session.tags["unit"] == "legal" && session.tags.count == 1)
        #expect(session.policies.isEmpty && session.policyARNs.isEmpty)
        #expect(session.federatedProvider == "cognito-identity.amazonaws.com")
        #expect(
            session.contextKeys == [
                SessionContextKey("cognito-identity.amazonaws.com:aud", [pools.pool]),
                SessionContextKey("cognito-identity.amazonaws.com:sub", [id]),
                SessionContextKey(
                    "cognito-identity.amazonaws.com:amr",
                    ["authenticated", "idp.example.com", "idp.example.com:client:ann"]),
            ])
    }

    @Test("A guest's session is limited by AWS's own policies")
    func guests() throws {
        var pools = try PoolWorld()
        let id = try #require(pools.logIn("GetId", #"{"IdentityPoolId": "\#(pools.pool)"}"#)["IdentityId"]?.string)
        let session = try pools.session(pools.logIn("GetCredentialsForIdentity", #"{"IdentityId": "\#(id)"}"#))
        #expect(session.policies.count == 1)
        #expect(try PolicyDocument(parsing: session.policies[0]).statements.count == 1)
        #expect(
            session.policyARNs.map(\.description)
                == ["arn:aws:iam::aws:policy/AmazonCognitoUnAuthedIdentitiesSessionPolicy"])
    }

    @Test("Two logins of different identities don't go together, and one user of a provider is one identity")
    func conflicts() throws {
        var pools = try PoolWorld()
        let ann = try pools.identity(of: "ann")
        let bob = try pools.identity(of: "bob")
        #expect(ann != bob)
        #expect(try pools.identity(of: "ann") == ann)
        expect("NotAuthorized") {
            try pools.logIn(
                "GetCredentialsForIdentity", #"{"IdentityId": "\#(ann)", \#(pools.logins(pools.token("bob")))}"#)
        }
        let developer = #""login.example": "user", "idp.example.com": "\#(pools.token("ann"))""#
        try pools.logIn(
            "GetOpenIdTokenForDeveloperIdentity", #"{"IdentityPoolId": "\#(pools.pool)", "Logins": {\#(developer)}}"#)
        expect("ResourceConflict") {
            let logins = #""login.example": "user", "idp.example.com": "\#(pools.token("bob"))""#
            try pools.logIn(
                "GetOpenIdTokenForDeveloperIdentity", #"{"IdentityPoolId": "\#(pools.pool)", "Logins": {\#(logins)}}"#)
        }
    }

    @Test("A token of the pool's own is good for its own pool and identity, and for its lifetime")
    func ownTokens() throws {
        var pools = try PoolWorld()
        let made = try pools.logIn(
            "GetOpenIdTokenForDeveloperIdentity",
            #"{"IdentityPoolId": "\#(pools.pool)", "Logins": {"login.example": "user"}}"#)
        let (id, token) = (made["IdentityId"]?.string ?? "", made["Token"]?.string ?? "")
        let logins = #""Logins": {"cognito-identity.amazonaws.com": "\#(token)"}"#
        try pools.logIn("GetCredentialsForIdentity", #"{"IdentityId": "\#(id)", \#(logins)}"#)
        let other = try pools.call(
            "CreateIdentityPool", #"{"IdentityPoolName": "other", "AllowUnauthenticatedIdentities": true}"#)
        expect("NotAuthorized", "Invalid login token. Incorrect token audience.") {
            try pools.logIn(
                "GetId", #"{"IdentityPoolId": "\#(other["IdentityPoolId"]?.string ?? "")", \#(logins)}"#)
        }
        pools.world.now = pools.world.now + 899
        try pools.logIn("GetCredentialsForIdentity", #"{"IdentityId": "\#(id)", \#(logins)}"#)
        pools.world.now = pools.world.now + 1
        expect("NotAuthorized") {
            try pools.logIn("GetCredentialsForIdentity", #"{"IdentityId": "\#(id)", \#(logins)}"#)
        }
    }

    @Test("What is deleted with a pool leads nowhere")
    func deletion() throws {
        var pools = try PoolWorld()
        let id = try pools.identity(of: "ann")
        try pools.call("DeleteIdentityPool", #"{"IdentityPoolId": "\#(pools.pool)"}"#)
        expect("ResourceNotFound", "Identity '\(id)' not found.") {
            try pools.logIn("GetCredentialsForIdentity", #"{"IdentityId": "\#(id)"}"#)
        }
        #expect(pools.world.state.violations() == [])
    }

    @Test("A resource control policy can keep guests out of an account's pools")
    func resourceControl() throws {
        var pools = try PoolWorld()
        let organizations = OrganizationsService.definition
        let world = { (pools: inout PoolWorld, name: String, body: String) in
            try pools.world.call(name, of: organizations, json: body, by: pools.root)
        }
        _ = try world(&pools, "CreateOrganization", "{}")
        let root = try world(&pools, "ListRoots", "{}")["Roots"]?.elements?.first?["Id"]?.string ?? ""
        let answer = try world(
            &pools, "CreateAccount", #"{"Email": "a@example.com", "AccountName": "member"}"#)
        let creation = answer["CreateAccountStatus"]?["Id"]?.string ?? ""
        let status = try world(
            &pools, "DescribeCreateAccountStatus", #"{"CreateAccountRequestId": "\#(creation)"}"#)
        let member = try #require(
            (status["CreateAccountStatus"]?["AccountId"]?.string).flatMap { AccountID($0) })
        let memberRoot = pools.world.key(of: .root, in: member)
        let pool =
            try pools.call(
                "CreateIdentityPool", #"{"IdentityPoolName": "app", "AllowUnauthenticatedIdentities": true}"#,
                by: memberRoot)["IdentityPoolId"]?.string ?? ""
        try pools.logIn("GetId", #"{"IdentityPoolId": "\#(pool)"}"#)
        _ = try world(
            &pools, "EnablePolicyType", #"{"RootId": "\#(root)", "PolicyType": "RESOURCE_CONTROL_POLICY"}"#)
        let content = """
            {\\"Version\\": \\"2012-10-17\\", \\"Statement\\": {\\"Effect\\": \\"Deny\\", \\"Principal\\": \\"*\\", \
            \\"Action\\": \\"cognito-identity:GetId\\", \\"Resource\\": \\"*\\", \\"Condition\\": {\\"Null\\": \
            {\\"cognito-identity-unauth:IdentityPoolArn\\": \\"false\\"}}}}
            """
        let policy = try world(
            &pools, "CreatePolicy",
            #"{"Name": "n", "Description": "", "Type": "RESOURCE_CONTROL_POLICY", "Content": "\#(content)"}"#)
        let id = policy["Policy"]?["PolicySummary"]?["Id"]?.string ?? ""
        _ = try world(&pools, "AttachPolicy", #"{"PolicyId": "\#(id)", "TargetId": "\#(member)"}"#)
        let error = #expect(throws: AWSError.self) { try pools.logIn("GetId", #"{"IdentityPoolId": "\#(pool)"}"#) }
        #expect(error?.code == "AccessDenied")
    }
}

@Suite("The role of an identity")
struct RoleChoiceTests {
    private func role(
        _ mapping: String, claims: String = "", custom: String? = nil
    ) throws -> String {
        var pools = try PoolWorld()
        for name in ["a", "b"] {
            try pools.world.role(
                name, trusting: #"{"Federated": "cognito-identity.amazonaws.com"}"#,
                actions: #"["sts:AssumeRoleWithWebIdentity"]"#)
        }
        try pools.setRoles(
            mappings: #", "RoleMappings": {"idp.example.com": \#(mapping)}"#
                .replacing("ROLE", with: "arn:aws:iam::\(World.account):role"))
        let claims = claims.replacing("ROLE", with: "arn:aws:iam::\(World.account):role")
        let id = try pools.identity(of: "ann")
        let chosen = custom.map { #", "CustomRoleArn": "arn:aws:iam::\#(World.account):role/\#($0)""# } ?? ""
        let session = try pools.session(
            pools.logIn(
                "GetCredentialsForIdentity",
                #"{"IdentityId": "\#(id)", \#(pools.logins(pools.token("ann", claims))) \#(chosen)}"#))
        guard case .role(_, _, let name, _) = session.principal else { return "" }
        return name
    }

    private static let token = #"{"Type": "Token", "AmbiguousRoleResolution": "Deny"}"#

    @Test(
        "The preferred role comes first, then the only one, then what the mapping falls back on",
        arguments: [
            (#", "cognito:preferred_role": "ROLE/a", "cognito:roles": ["ROLE/b"]"#, nil, "a"),
            (#", "cognito:roles": ["ROLE/b"]"#, nil, "b"),
            (#", "cognito:roles": ["ROLE/a", "ROLE/b"]"#, "b", "b"),
            (#", "cognito:roles": ["ROLE/a", "ROLE/b"]"#, nil, nil),
            (#", "cognito:roles": ["ROLE/a"]"#, "b", nil),
            ("", nil, nil),
        ] as [(String, String?, String?)])
    func token(claims: String, custom: String?, expected: String?) throws {
        guard let expected else {
            #expect(throws: AWSError("NotAuthorizedException", status: 400, "")) {
                try role(RoleChoiceTests.token, claims: claims, custom: custom)
            }
            return
        }
        #expect(try role(RoleChoiceTests.token, claims: claims, custom: custom) == expected)
    }

    @Test(
        "The first rule that fits chooses; a claim that is missing fits nothing",
        arguments: [
            ("Equals", "x", #", "c": "x""#, "a"), ("Equals", "x", #", "c": "xy""#, "user"),
            ("StartsWith", "x", #", "c": "xy""#, "a"), ("StartsWith", "y", #", "c": "xy""#, "user"),
            ("Contains", "y", #", "c": "xyz""#, "a"), ("Contains", "q", #", "c": "xyz""#, "user"),
            ("NotEqual", "x", #", "c": "y""#, "a"), ("NotEqual", "x", #", "c": "x""#, "user"),
            ("NotEqual", "x", "", "user"), ("Equals", "x", #", "c": ["w", "x"]"#, "a"),
            ("Equals", "true", #", "c": true"#, "a"),
        ])
    func rules(match: String, value: String, claims: String, expected: String) throws {
        let mapping = #"""
            {"Type": "Rules", "AmbiguousRoleResolution": "AuthenticatedRole", "RulesConfiguration": {"Rules": [
            {"Claim": "c", "MatchType": "\#(match)", "Value": "\#(value)", "RoleARN": "ROLE/a"}]}}
            """#
        #expect(try role(mapping, claims: claims) == expected)
    }
}
