import AWSTypes
import PolicyEngine

extension WhatIf {
    /// Answers the question from the policies that are passed, and nothing else.
    ///
    /// What the principal's name tells is filled into the context, and the time; whatever else a policy asks for has to
    /// be given, and is reported as missing where it isn't.
    public func reports(at now: Timestamp) throws(Fault) -> [DecisionReport] {
        let subject = try Subject(principal)
        let policies = try readPolicies()
        let owner = try readResourceAccount()
        return questions.map { action, resource in
            var layers = PolicyLayers()
            policies.add(to: &layers, on: resource)
            let account = owner ?? ARN(resource)?.accountID ?? subject.account
            var context = subject.context
            context.set(.currentTime, now)
            context.set(.epochTime, now)
            if let account { context.set(.resourceAccount, account.description) }
            fill(&context)
            let request = AuthorizationRequest(
                principal: subject.principal, action: action, resource: resource, resourceAccount: account,
                context: context)
            let (decision, trace) = layers.explain(request)
            return DecisionReport(request, decision, trace)
        }
    }

    /// Each action with each resource, in the order given.
    public var questions: [(action: String, resource: String)] {
        actions.flatMap { action in resources.map { (action, $0) } }
    }

    /// Puts the condition keys that are passed into a context, each as the type that AWS documents for it.
    public func fill(_ context: inout RequestContext) {
        for (name, values) in self.context {
            let key = ContextKey(name)
            if values.count == 1 {
                context.set(key, parsing: values[0])
            } else {
                context.set(key, .list(values.map { ContextValue($0, as: key.valueType) }))
            }
        }
    }

    /// The account that the resources are said to belong to.
    public func readResourceAccount() throws(Fault) -> AccountID? {
        guard let resourceAccount else { return nil }
        guard let account = AccountID(resourceAccount) else {
            throw Fault("'\(resourceAccount)' is no account.", remedy: "Write its twelve digits.")
        }
        return account
    }
}

/// Who asks, as far as a name tells.
private struct Subject {
    let principal: RequestPrincipal
    var context = RequestContext()

    var account: AccountID? { principal.account }

    init(_ text: String) throws(WhatIf.Fault) {
        if text == "*" || text == "anonymous" {
            principal = .anonymous
            return
        }
        if let account = AccountID(text) {
            principal = .root(account, partition: .aws)
            fill("Account", arn: .iam(account, "root"), id: account.description)
            return
        }
        if let arn = ARN(text) {
            guard let principal = Subject.principal(arn) else {
                throw WhatIf.Fault(
                    "'\(text)' is the ARN of no principal.",
                    remedy: "Write that of a user, a role, a session (assumed-role, federated-user) or root.")
            }
            self.principal = principal
            fill(arn)
            return
        }
        guard text.hasSuffix(".amazonaws.com") || text.hasSuffix(".amazonaws.com.cn") else {
            throw WhatIf.Fault(
                "'\(text)' is no principal.",
                remedy: "Write an ARN, an account's number, a service such as lambda.amazonaws.com, or *.")
        }
        principal = .service(names: [text])
        context.set(.principalIsAWSService, true)
        context.set(.principalServiceName, text)
    }

    private static func principal(_ arn: ARN) -> RequestPrincipal? {
        let fields = arn.resource.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard let account = arn.accountID, fields.last?.isEmpty == false else { return nil }
        let partition = Partition(rawValue: arn.partition) ?? .aws
        switch (arn.service, fields[0], fields.count) {
        case ("iam", "root", 1): return .root(account, partition: partition)
        case ("iam", "user", 2...): return .user(arn: arn)
        case ("iam", "role", 2...):
            let session = ARN.sts(account, "assumed-role/\(fields[fields.count - 1])/session", in: partition)
            return .roleSession(arn: session, role: arn)
        case ("sts", "assumed-role", 3):
            return .roleSession(arn: arn, role: .iam(account, "role/\(fields[1])", in: partition))
        case ("sts", "federated-user", 2): return .federatedRoot(arn: arn)
        case ("iam", "saml-provider", 2...), ("iam", "oidc-provider", 2...):
            return .federated(provider: arn.description)
        default: return nil
        }
    }

    private mutating func fill(_ arn: ARN) {
        switch principal {
        case .root(let account, _): fill("Account", arn: arn, id: account.description)
        case .user:
            fill("User", arn: arn, id: nil)
            if let name = arn.resource.split(separator: "/").last { context.set(.username, String(name)) }
        case .roleSession(let session): fill("AssumedRole", arn: ARN(session.role) ?? arn, id: nil)
        case .federatedUser: fill("FederatedUser", arn: arn, id: nil)
        case .anonymous, .service, .federated: break
        }
    }

    private mutating func fill(_ type: String, arn: ARN, id: String?) {
        context.set(.principalType, type)
        context.set(.principalARN, arn.description)
        context.set(.principalIsAWSService, false)
        if let account = arn.accountID { context.set(.principalAccount, account.description) }
        if let id { context.set(.userID, id) }
    }
}
