import AWSProtocols
import AWSTypes
import Authentication
import IdentityModel
import Operations
import PolicyEngine
import PolicyLanguage

/// Gives out credentials of a member account's root user, good for one task, to whom the organization lets see to
/// members' root users.
struct AssumeRoot: CredentialOperation {
    let target: AccountID
    let task: ARN
    let duration: Int?

    init(from input: WireInput) {
        target = input.targetPrincipal()
        task = input.taskPolicy()
        duration = input.integer("DurationSeconds", in: 0...AssumeRoot.longest)
    }

    /// The longest session, and the usual one, in seconds.
    private static let longest = 900

    // MARK: Permission

    /// The caller's policies have to allow it, and the organization: where that lets the caller's account act as the
    /// member's root user, it stands for a policy of the root user's that trusts the account.
    func facts(for caller: Caller, in state: IdentityState) throws(AWSError) -> AuthorizationFacts {
        if case .root = caller.identity { throw .accessDenied("Root accounts may not be assumed by root accounts.") }
        let root = ARN.iam(target, "root", in: caller.partition)
        var check = AuthorizationCheck("sts:AssumeRoot", on: root)
        check.resourceAccount = target
        check.denial = .withoutReason
        let mayAssume = state.mayAssumeRoot(of: target, from: caller.accountID, with: features)
        check.resourcePolicy = .trust(
            mayAssume ? try AssumeRoot.trust(in: caller.accountID, caller.partition) : .empty)
        check.context.append((.taskPolicyARN, .string(task.description)))
        return AuthorizationFacts(check)
    }

    /// AWS: tasks about credentials belong to the management of credentials, all tasks to sessions.
    ///
    /// Source: IAM User Guide, "Centrally manage root access for member accounts".
    private var features: Set<RootAccessFeature> {
        task.resource.hasPrefix("policy/root-task/IAM") ? [.credentialsManagement, .sessions] : [.sessions]
    }

    private static func trust(in account: AccountID, _ partition: Partition) throws(AWSError) -> PolicySet {
        let document = try PolicyDocument(
            parsing: """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow",\
                "Principal":{"AWS":"\(ARN.iam(account, "root", in: partition))"},\
                "Action":"sts:AssumeRoot","Resource":"*"}]}
                """, as: .resource(service: "sts"))
        return PolicySet([CompiledPolicy(document, source: PolicySource(.resource, id: "CentralizedRootAccess"))])
    }

    // MARK: Credentials

    func run(by caller: Caller, in state: IdentityState, mint: inout CredentialMint) -> Output {
        let sourceIdentity = caller.session?.sourceIdentity
        let principal = SessionPrincipal.assumedRoot(account: target, taskPolicy: task)
        let credentials = mint.credentials(of: principal, for: duration ?? AssumeRoot.longest) { session in
            session.sourceIdentity = sourceIdentity
        }
        return Output(credentials: credentials, sourceIdentity: sourceIdentity)
    }

    struct Output: Sendable {
        let credentials: TemporaryCredentials
        let sourceIdentity: String?
    }

    static func encode(_ output: Output, to writer: inout WireWriter) {
        writer.encode(output.credentials)
        writer.field("SourceIdentity", output.sourceIdentity)
    }
}

extension WireInput {
    /// `TargetPrincipal`: a member account, by its number or by its root user's ARN.
    fileprivate func targetPrincipal() -> AccountID {
        let text = requireText("TargetPrincipal", TextConstraint(12...2048))
        if let account = AccountID(text) { return account }
        if let arn = ARN(text), arn.service == "iam", arn.region.isEmpty, arn.resource == "root",
            let account = arn.accountID
        {
            return account
        }
        reject(.validation("The target principal \(text) is not an account or the root user of one."))
        return .zero
    }

    /// `TaskPolicyArn`: one of AWS's policies for tasks of root users.
    fileprivate func taskPolicy() -> ARN {
        let text = requireStructure("TaskPolicyArn").text("arn", arnConstraint) ?? ""
        if let arn = ARN(text), Partition(rawValue: arn.partition) != nil, arn.service == "iam", arn.region.isEmpty,
            arn.account == "aws", arn.resource.hasPrefix("policy/root-task/"),
            rootTasks.contains(String(arn.resource.dropFirst("policy/root-task/".count)))
        {
            return arn
        }
        reject(.validation("The task policy \(text) is not one of AWS's policies for tasks of root users."))
        return ARN(partition: .aws, service: "iam", account: "aws", resource: "-")
    }
}

/// The tasks that there are policies for, as AWS's model of STS lists them.
private let rootTasks: Set<String> = [
    "IAMAuditRootUserCredentials", "IAMCreateRootUserPassword", "IAMDeleteRootUserCredentials",
    "S3UnlockBucketPolicy", "SQSUnlockQueuePolicy",
]
