import AWSTypes
import IdentityModel
import Operations
import PolicyEngine
import PolicyLanguage

/// What may forbid an operation that anybody may ask for: the resource control policies of the pool's account.
enum PoolAccess {
    /// The question about an operation on a pool.
    ///
    /// Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon Cognito Identity".
    static func facts(
        of operation: String, on settlement: LoginSettlement, isGuest: Bool
    ) -> AuthorizationFacts {
        var check = AuthorizationCheck("cognito-identity:\(operation)", on: "*")
        check.resourceAccount = settlement.account.id
        check.resourcePolicy = .ordinary(everybody)
        check.denial = .fixed(
            .accessDenied("Access to cognito-identity:\(operation) is denied by a resource control policy."))
        let prefix = isGuest ? "cognito-identity-unauth" : "cognito-identity-auth"
        let arn = settlement.pool.arn(in: settlement.account.id).description
        check.context.append((ContextKey("\(prefix):AccountId"), .string(settlement.account.id.description)))
        check.context.append((ContextKey("\(prefix):IdentityPoolArn"), .string(arn)))
        return AuthorizationFacts(check)
    }

    private static let everybody: PolicySet = {
        let text = """
            {"Version": "2012-10-17", "Statement":
            {"Effect": "Allow", "Principal": "*", "Action": "cognito-identity:*", "Resource": "*"}}
            """
        let document = (try? PolicyDocument(parsing: text)) ?? .denyingEverything
        return PolicySet([CompiledPolicy(document, source: PolicySource(.resource, id: "Everybody"))])
    }()
}
