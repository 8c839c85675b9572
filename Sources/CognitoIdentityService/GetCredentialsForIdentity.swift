import AWSProtocols
import AWSTypes
import Authentication
import IdentityModel
import Operations
import PolicyEngine

/// Gives an identity credentials of the role that its pool has for it: the enhanced flow.
struct GetCredentialsForIdentity: LoginOperation {
    let id: PoolIdentityID
    let logins: [String: String]
    let customRole: ARN?

    init(from input: WireInput) {
        id = input.require("IdentityId")
        logins = input.logins()
        customRole = input.text("CustomRoleArn", cognitoARNConstraint).flatMap { input.checked($0, "CustomRoleArn") }
    }

    var region: String { id.region }

    static func refusal(of failure: AWSError) -> AWSError { .refusedLogin(failure) }

    /// What sessions of these roles are called.
    static let sessionName = "CognitoIdentityCredentials"
    /// How long they last, in seconds.
    private static let duration = 3600

    func proofs(in state: IdentityState, for request: RequestFacts) throws(AWSError) -> [IdentityProof] {
        try LoginSettlement.finding(id, in: state).0.presented(logins).proofs()
    }

    func identity(
        claiming claims: [IdentityClaims], in state: IdentityState, for request: RequestFacts
    ) throws(AWSError) -> FederatedIdentity {
        let (settlement, identity) = try LoginSettlement.finding(id, in: state)
        let verified = try settlement.presented(logins).verified(claims, at: request.now)
        _ = try settlement.logIn(to: identity, with: verified, at: request.now)
        let choice = RoleChoice(pool: settlement.pool, logins: verified, custom: customRole)
        var federated = settlement.caller(identity, asking: try choice.role())
        let provider = CognitoIdentityService.provider
        federated.lastingKeys = [
            SessionContextKey("\(provider):aud", [settlement.pool.id.text]),
            SessionContextKey("\(provider):sub", [identity.id.text]),
            SessionContextKey("\(provider):amr", IdentityToken.methods(of: verified)),
        ]
        federated.contextKeys = federated.lastingKeys
        federated.tags = choice.tags()
        return federated
    }

    // MARK: Permission

    func facts(for caller: Caller, in state: IdentityState) throws(AWSError) -> AuthorizationFacts {
        guard case .federated(let identity) = caller.identity, let role = identity.role else {
            throw .invalidPoolConfiguration
        }
        let found = find(role, in: state)
        var check = AuthorizationCheck("sts:AssumeRoleWithWebIdentity", on: role, tagged: found?.role.tags ?? [])
        check.denial = .fixed(.invalidPoolConfiguration)
        check.resourcePolicy = .trust(found?.role.trustPolicy.policies ?? .empty)
        check.context.append((.roleSessionName, .string(Self.sessionName)))
        check.context += identity.contextKeys.map { (ContextKey($0.name), $0.contextValue) }
        if !identity.tags.isEmpty { check.context += requestContext(of: identity.tags) }
        let settlement = try LoginSettlement.finding(id, in: state).0
        var facts = PoolAccess.facts(of: Self.name, on: settlement, isGuest: logins.isEmpty)
        facts.checks.append(check)
        if !identity.tags.isEmpty { facts.checks.append(check.asking("sts:TagSession")) }
        return facts
    }

    private func find(_ arn: ARN, in state: IdentityState) -> (account: AccountState, role: Role)? {
        guard let account = arn.accountID.flatMap({ state[$0] }), account.account.closed == nil,
            let role = account.roles[RoleName(unchecked: arn.roleName)],
            Partition(rawValue: arn.partition).map({ role.arn(in: account.id, $0) == arn }) == true
        else { return nil }
        return (account, role)
    }

    // MARK: Credentials

    func run(
        claiming claims: [IdentityClaims], by caller: Caller, in draft: inout Draft, mint: inout CredentialMint
    ) throws(AWSError) -> Output {
        guard case .federated(let federated) = caller.identity, let role = federated.role,
            let found = find(role, in: draft.state)
        else { throw .invalidPoolConfiguration }
        let (settlement, identity) = try LoginSettlement.finding(id, in: draft.state)
        let verified = try settlement.presented(logins).verified(claims, at: draft.now)
        draft.replace(
            identity, by: try settlement.logIn(to: identity, with: verified, at: draft.now), in: settlement)
        let principal = SessionPrincipal.role(
            account: found.account.id, id: found.role.id, name: found.role.name.text, sessionName: Self.sessionName)
        let credentials = mint.credentials(of: principal, for: Self.duration) { session in
            if verified.isEmpty { GuestLimits.apply(to: &session, caller.partition) }
            session.tags = federated.tags
            session.federatedProvider = federated.provider
            session.contextKeys = federated.lastingKeys
        }
        return Output(id: id, credentials: credentials)
    }

    struct Output: Sendable {
        let id: PoolIdentityID
        let credentials: TemporaryCredentials
    }

    static func encode(_ output: Output, to writer: inout WireWriter) {
        writer.field("IdentityId", output.id)
        writer.structure("Credentials") { writer in
            writer.field("AccessKeyId", output.credentials.accessKeyID)
            writer.field("SecretKey", output.credentials.secret.exposed)
            writer.field("SessionToken", output.credentials.sessionToken)
            writer.field("Expiration", output.credentials.expiration)
        }
    }
}

/// What guests can't go beyond, whatever their role allows.
///
/// Source: Amazon Cognito Developer Guide, "IAM roles": AWS puts a policy of its own and a managed policy on the
/// sessions of guests.
enum GuestLimits {
    private static let actions = [
        "appsync:*", "cloudwatch:*", "codewhisperer:*", "cognito-identity:*", "cognito-idp:*", "cognito-sync:*",
        "comprehend:*", "dynamodb:*", "execute-api:*", "firehose:*", "gamelift:*", "iot:*", "kinesis:*", "lambda:*",
        "lex:*", "logs:*", "machinelearning:*", "mobileanalytics:*", "mobiletargeting:*", "personalize:*", "polly:*",
        "rekognition:*", "s3:*", "sagemaker:InvokeEndpoint", "sdb:*", "ses:*", "sns:*", "sqs:*",
        "textract:AnalyzeDocument", "textract:DetectDocumentText", "transcribe:*", "translate:*",
    ]

    private static let policy: String = {
        var writer = WireWriter(.json)
        writer.field("Version", "2012-10-17")
        writer.list("Statement", [actions]) { writer, actions in
            writer.field("Effect", "Allow")
            writer.list("Action", texts: actions)
            writer.field("Resource", "*")
        }
        return "{\(String(decoding: writer.bytes, as: UTF8.self))}"
    }()

    /// Puts the limits on a guest's session.
    static func apply(to session: inout Session, _ partition: Partition) {
        session.policies = [policy]
        session.policyARNs = [
            ARN(
                partition: partition, service: "iam", account: "aws",
                resource: "policy/AmazonCognitoUnAuthedIdentitiesSessionPolicy")
        ]
    }
}
