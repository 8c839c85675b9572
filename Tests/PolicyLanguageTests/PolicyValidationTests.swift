import AWSTypes
import PolicyLanguage
import Testing

/// What AWS answers to documents that it does not save: one fault a document.
@Suite("Validation")
struct PolicyValidationTests {
    private static func identity(_ members: String, version: String? = "2012-10-17") -> String {
        "{\(version.map { "\"Version\": \"\($0)\", " } ?? "")\"Statement\": [{\(members)}]}"
    }

    private func message(_ text: String, as kind: PolicyKind) -> String? {
        do throws(AWSError) {
            _ = try PolicyDocument(parsing: text, as: kind)
            return nil
        } catch {
            return error.message
        }
    }

    private static let plain = #""Effect": "Allow", "Action": "s3:GetObject", "Resource": "*""#
    private static let legacy = "The policy failed legacy parsing"
    private static let syntax = "Syntax errors in policy."

    static let identityFaults: [(String, String)] = [
        ("{", syntax), ("[]", syntax),
        (identity(#""Effect": "Allow", "Action": "*", "Resource": "*", "Extra": 1"#), syntax),
        (identity(#""Effect": "Maybe", "Action": "*", "Resource": "*""#), syntax),
        (identity(#""Effect": "Allow", "Action": "*", "NotAction": "*", "Resource": "*""#), syntax),
        (identity(plain + #", "Condition": {"StringMatches": {"a:b": "c"}}"#), syntax),
        (identity(plain, version: "2012-10-18"), "The policy must contain a valid version string"),
        (identity(plain, version: "2008-10-17"), "Policy document must be version 2012-10-17 or greater."),
        (identity(plain, version: nil), "Policy document must be version 2012-10-17 or greater."),
        (identity(#""Effect": "allow", "Action": "*", "Resource": "*""#), legacy),
        // The version is looked at before the effect's case.
        (
            identity(#""Effect": "allow", "Action": "*", "Resource": "*""#, version: nil),
            "Policy document must be version 2012-10-17 or greater."
        ),
        (identity(plain + #", "Condition": {"DateLessThan": {"aws:CurrentTime": "yesterday"}}"#), legacy),
        (identity(#""Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3::"#), syntax),
        (identity(#""Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3::""#), legacy),
        (identity(#""Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws::::x""#), legacy),
        (identity(plain + #", "Principal": "*""#), "Policy document should not specify a principal."),
        (identity(plain + #", "NotPrincipal": "*""#), "Policy document should not specify a principal."),
        (
            #"{"Version": "2012-10-17", "Statement": [{"Sid": "A", \#(plain)}, {"Sid": "A", \#(plain)}]}"#,
            "Statement IDs (SID) in a single policy must be unique."
        ),
        (
            identity(#""Sid": "a b", "# + plain),
            "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*"
        ),
        (identity(#""Effect": "Allow", "Resource": "*""#), "Policy statement must contain actions."),
        (identity(#""Effect": "Allow", "Action": [], "Resource": "*""#), "Policy statement must contain actions."),
        (identity(#""Effect": "Allow", "Action": "*""#), "Policy statement must contain resources."),
        (identity(#""Effect": "Allow", "Action": "*", "NotResource": []"#), "Policy statement must contain resources."),
        (
            identity(#""Effect": "Allow", "Action": "GetObject", "Resource": "*""#),
            "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."
        ),
        (
            identity(#""Effect": "Allow", "NotAction": "s3", "Resource": "*""#),
            "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."
        ),
        (
            identity(#""Effect": "Allow", "Action": "s3:Get:Object", "Resource": "*""#),
            "Actions/Condition can contain only one colon."
        ),
        (identity(#""Effect": "Allow", "Action": "s*:GetObject", "Resource": "*""#), "Vendor s* is not valid"),
        (
            identity(#""Effect": "Allow", "Action": "s3:*", "Resource": "bucket""#),
            "Resource bucket must be in ARN format or \"*\"."
        ),
        (
            identity(#""Effect": "Allow", "Action": "s3:*", "Resource": "arn:azure:s3:::b""#),
            "Partition \"azure\" is not valid for resource \"arn:azure:s3:::b\"."
        ),
        (
            identity(#""Effect": "Allow", "Action": "s3:*", "Resource": "arn:azure:s3""#),
            "Partition \"azure\" is not valid for resource \"arn:azure:s3:*:*:*\"."
        ),
        (
            identity(#""Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws""#),
            "Resource vendor must be fully qualified and cannot contain regexes."
        ),
        (
            identity(#""Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s*:::b""#),
            "Resource vendor must be fully qualified and cannot contain regexes."
        ),
        (
            identity(#""Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:eu-west-1::b""#),
            "Resource arn:aws:s3:eu-west-1::b can not contain region information."
        ),
        (
            identity(#""Effect": "Allow", "Action": "iam:*", "Resource": "arn:aws:iam:eu-west-1::user/x""#),
            "IAM resource arn:aws:iam:eu-west-1::user/x cannot contain region information."
        ),
        (
            identity(#""Effect": "Allow", "Action": "iam:*", "Resource": "arn:aws:iam::111122223333:users/x""#),
            "IAM resource path must either be \"*\" or start with user/, federated-user/, role/, group/, instance-profile/, mfa/, "
                + "server-certificate/, policy/, sms-mfa/, saml-provider/, oidc-provider/, report/, access-report/."
        ),
    ]

    @Test("Identity policies and boundaries are refused with IAM's words", arguments: identityFaults)
    func identityPolicies(text: String, expected: String) {
        #expect(message(text, as: .identity) == expected)
        #expect(message(text, as: .boundary) == expected)
    }

    @Test(
        "What IAM takes is taken",
        arguments: [
            plain, #""Effect": "Deny", "NotAction": ["iam:*", "*"], "NotResource": "arn:aws:s3""#,
            #""Effect": "Allow", "Action": "*:*", "Resource": ["arn:*:sqs:*:*:q*", "arn:aws:s3:eu-west-1:111122223333:accesspoint/a"]"#,
            #""Effect": "Allow", "Action": "iam:*", "Resource": ["arn:aws:iam::111122223333:*", "arn:aws:iam::*:role/a"]"#,
            plain
                + #", "Condition": {"ForAllValues:StringLikeIfExists": {"aws:TagKeys": ["a", 1, true]}, "DateLessThan": {"aws:CurrentTime": ["2026-01-01", "1700000000"]}}"#,
            #""Sid": "", "# + plain,
        ])
    func acceptedPolicies(members: String) {
        #expect(message(Self.identity(members), as: .identity) == nil)
    }

    @Test("A session policy may be of the older version")
    func sessionPolicies() {
        #expect(message(Self.identity(Self.plain, version: nil), as: .session) == nil)
        #expect(
            message(Self.identity(Self.plain + #", "Principal": "*""#), as: .session)
                == "Policy document should not specify a principal.")
    }

    private static let assume = #""Effect": "Allow", "Action": "sts:AssumeRole""#
    private static let actionsMessage =
        "Trust Policy statement actions can only be sts:AssumeRole, sts:AssumeRoleWithSAML,  and sts:AssumeRoleWithWebIdentity"

    static let trustFaults: [(String, String?)] = [
        (assume + #", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}"#, nil),
        (
            assume
                + #", "Principal": {"AWS": ["111122223333", "*", "AIDAQ4GGZLOH3JXKTLUM2", "arn:aws:sts::111122223333:assumed-role/R/s"]}"#,
            nil
        ),
        (assume + #", "Principal": {"Service": "ec2.amazonaws.com"}"#, nil),
        (
            #""Effect": "Allow", "Action": ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity", "sts:SetContext"], "Principal": "*""#,
            nil
        ),
        (
            #""Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity", "Principal": {"Federated": "accounts.google.com"}"#,
            nil
        ),
        (#""Effect": "Allow", "Action": "STS:Assume*", "Principal": {"AWS": "*"}"#, nil),
        (assume, "Missing required field Principal"),
        (assume + #", "Principal": {}"#, "Missing required field Principal"),
        (assume + #", "NotPrincipal": "*""#, "Has prohibited field NotPrincipal"),
        (assume + #", "Principal": "*", "Resource": "*""#, "Has prohibited field Resource"),
        (assume + #", "Principal": "*", "NotResource": "*""#, "Has prohibited field Resource"),
        (#""Effect": "Allow", "Principal": "*""#, "Policy statement must contain actions."),
        (#""Effect": "Allow", "Action": "s3:GetObject", "Principal": "*""#, actionsMessage),
        (#""Effect": "Allow", "Action": "sts:GetCallerIdentity", "Principal": "*""#, actionsMessage),
        (#""Effect": "Allow", "Action": "*", "Principal": "*""#, actionsMessage),
        (
            assume + #", "Principal": {"Federated": "accounts.google.com"}"#,
            "AssumeRole policy may only specify STS AssumeRole actions."
        ),
        (
            assume + #", "Principal": {"AWS": "arn:aws:iam::111122223333:user/*"}"#,
            #"Invalid principal in policy: "AWS":"arn:aws:iam::111122223333:user/*""#
        ),
        (assume + #", "Principal": {"AWS": "bob"}"#, #"Invalid principal in policy: "AWS":"bob""#),
        (
            assume + #", "Principal": {"AWS": "arn:aws:iam::111122223333:group/g"}"#,
            #"Invalid principal in policy: "AWS":"arn:aws:iam::111122223333:group/g""#
        ),
        (assume + #", "Principal": {"Service": "ec2"}"#, #"Invalid principal in policy: "SERVICE":"ec2""#),
        (
            #""Effect": "Allow", "Action": "sts:AssumeRoleWithSAML", "Principal": {"Federated": "idp"}"#,
            "Federated principals must be valid domain names or SAML metadata ARNs"
        ),
    ]

    @Test("Trust policies are taken or refused with IAM's words", arguments: trustFaults)
    func trustPolicies(members: String, expected: String?) {
        #expect(message("{\"Statement\": {\(members)}}", as: .trust) == expected)
    }

    private static let bucket =
        #""Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*""#

    static let bucketFaults: [(String, String?)] = [
        ("{\"Statement\": {\(bucket)}}", nil),
        ("[]", "Policies must be valid JSON and the first byte must be '{'"),
        ("{", "This policy contains invalid Json"),
        ("{}", "Missing required field Statement"),
        (#"{"Statement": []}"#, "Could not parse the policy: Statement is empty!"),
        ("{\"Version\": \"2000-01-01\", \"Statement\": {\(bucket)}}", "The policy must contain a valid version string"),
        ("{\"Statement\": {\(bucket), \"Extra\": 1}}", "Unknown field Extra"),
        (#"{"Statement": {"Principal": "*"}}"#, "Missing required field Effect"),
        (#"{"Statement": {"Effect": "Yes"}}"#, "Invalid effect: Yes"),
        (#"{"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}"#, "Missing required field Principal"),
        (
            #"{"Statement": {"Effect": "Allow", "Principal": {"AWS": "x"}, "Action": "s3:*", "Resource": "*"}}"#,
            "Invalid principal in policy"
        ),
        (#"{"Statement": {"Effect": "Allow", "Principal": "*", "Resource": "*"}}"#, "Missing required field Action"),
        (
            #"{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "sqs:*", "Resource": "*"}}"#,
            "Policy has invalid action"
        ),
        (#"{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:*"}}"#, "Missing required field Resource"),
        ("{\"Statement\": {\(bucket), \"Condition\": {\"Odd\": {\"a:b\": \"c\"}}}}", "Invalid Condition type : Odd"),
        (
            "{\"Statement\": {\(bucket), \"Condition\": {\"Bool\": {\"ab\": \"c\"}}}}",
            "Policy has an invalid condition key"
        ),
        (
            "{\"Statement\": {\(bucket), \"Condition\": {\"IpAddress\": {\"aws:SourceIp\": \"c\"}}}}",
            "Invalid IP address in Conditions"
        ),
    ]

    @Test("Bucket policies are taken or refused with S3's words", arguments: bucketFaults)
    func bucketPolicies(text: String, expected: String?) {
        #expect(message(text, as: .resource(service: "s3")) == expected)
    }

    @Test("Organizations' policies are taken or refused")
    func organizationPolicies() {
        let refusal = AWSError.malformedOrganizationPolicy.message
        #expect(message(Self.identity(Self.plain), as: .serviceControl) == nil)
        #expect(message(Self.identity(Self.plain, version: nil), as: .serviceControl) == refusal)
        #expect(
            message(
                Self.identity(#""Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3""#), as: .serviceControl)
                == refusal)
        #expect(message(Self.identity(Self.plain + #", "Principal": "*""#), as: .serviceControl) == refusal)
        let deny = #""Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*""#
        #expect(message(Self.identity(deny), as: .resourceControl) == nil)
        #expect(message(Self.identity(deny.replacing("Deny", with: "Allow")), as: .resourceControl) == refusal)
        #expect(message(Self.identity(deny.replacing("s3:*", with: "*")), as: .resourceControl) == refusal)
        #expect(message(Self.identity(deny.replacing("Action", with: "NotAction")), as: .resourceControl) == refusal)
        #expect(
            message(Self.identity(#""Effect": "Deny", "Action": "s3:*", "Resource": "*""#), as: .resourceControl)
                == refusal)
    }

    @Test("Refusals have the code and status of their service")
    func codes() {
        #expect(throws: AWSError("MalformedPolicyDocument", status: 400, "")) {
            try PolicyDocument(parsing: "{", as: .identity)
        }
        #expect(throws: AWSError("MalformedPolicy", status: 400, "")) {
            try PolicyDocument(parsing: "{", as: .resource(service: "s3"))
        }
        #expect(throws: AWSError("MalformedPolicyDocumentException", status: 400, "")) {
            try PolicyDocument(parsing: "{", as: .serviceControl)
        }
    }
}
