import AWSTypes
import IdentityModel
import PolicyEngine

extension RequestContext {
    /// The condition keys about the organizations of the caller and of the resource's owner.
    ///
    /// Source: IAM User Guide, "AWS global condition context keys": the keys are there for every account that is in
    /// an organization, the management account among them.
    mutating func fillOrganizations(
        ofPrincipal principal: OrganizationControls?, ofResource resource: OrganizationControls?
    ) {
        if let principal {
            set(.principalOrgID, principal.id.text)
            set(.principalOrgPaths, values: CollectionOfOne(principal.path))
        }
        if let resource {
            set(.resourceOrgID, resource.id.text)
            set(.resourceOrgPaths, values: CollectionOfOne(resource.path))
        }
    }
}

extension Caller {
    /// The service control policies that bind the caller's requests, from the root to the account.
    package func serviceControl(in state: IdentityState) -> [PolicySet] {
        isServiceLinkedRole ? [] : state.organizationControls(of: accountID)?.serviceControl ?? []
    }

    /// Whether the caller is a session of a role that belongs to a service of AWS, which no policy of an organization
    /// binds.
    var isServiceLinkedRole: Bool {
        if case .role(let role, _) = identity { role.path.text.hasPrefix("/aws-service-role/") } else { false }
    }
}

/// What resource control policies govern.
enum ResourceControl {
    /// Whether they govern an action: those of some services only.
    static func governs(_ action: String) -> Bool {
        guard let colon = action.utf8.firstIndex(of: UInt8(ascii: ":")) else { return false }
        return services.contains(action[..<colon].lowercased())
    }

    /// The services that AWS's service authorization reference marks as supporting resource control policies.
    private static let services: Set<String> = [
        "aoss", "appconfig", "appstream", "autoscaling", "autoscaling-plans", "budgets", "clouddirectory",
        "cloudfront", "cloudsearch", "cloudtrail-data", "codeartifact", "codebuild", "codecommit", "codepipeline",
        "cognito-identity", "cognito-idp", "comprehend", "comprehendmedical", "compute-optimizer",
        "cost-optimization-hub", "dax", "dsql", "dynamodb", "ecr", "ecr-public", "events", "firehose", "fis", "fms",
        "gamelift", "health", "inspector-scan", "kendra", "kinesisvideo", "kms", "logs", "memorydb", "networkmonitor",
        "notifications", "opensearch", "pca-connector-ad", "personalize", "polly", "pricing", "resource-groups",
        "rolesanywhere", "s3", "secretsmanager", "servicediscovery", "signin", "sqs", "sts", "support", "swf",
        "textract", "timestream-influxdb", "transcribe", "transfer", "translate", "wafv2", "workspaces", "xray",
    ]
}
