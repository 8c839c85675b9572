/// The condition keys with the prefix `aws:`, which no service declares.
///
/// AWS: "AWS global condition context keys" in the IAM user guide, and what AWS's managed policies use beside.
enum GlobalConditionKeys {
    /// A key by its name in lower case.
    static func key(_ name: String) -> ConditionKeyFacts? {
        exact[name] ?? forms.first { $0.covers(name) }
    }

    /// The names of all of them.
    static let names = all.map(\.name)

    /// Keys of which every value that is not written out in full could let others in.
    static let sensitive: Set<String> = [
        "aws:principalaccount", "aws:principalorgid", "aws:resourceaccount", "aws:resourceorgid", "aws:sourceaccount",
        "aws:sourceorgid", "aws:sourcevpc", "aws:sourcevpce", "aws:vpceaccount", "aws:vpceorgid",
    ]

    /// Keys that name for whom a service acts.
    static let sources: Set<String> = ["aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths"]

    /// Keys whose values are names of services, such as `ec2.amazonaws.com`.
    static let servicePrincipals: Set<String> = [
        "aws:calledvia", "aws:calledviafirst", "aws:calledvialast", "aws:principalservicename",
        "aws:principalservicenameslist", "iam:passedtoservice", "iam:awsservicename", "kms:viaservice",
    ]

    private static let exact = Dictionary(
        all.filter { $0.pattern == nil }.map { ($0.name.lowercased(), $0) }, uniquingKeysWith: { one, _ in one })
    /// The forms of keys with a tag's name.
    static let forms = all.filter { $0.pattern != nil }

    private static let all: [ConditionKeyFacts] =
        [
            "aws:CalledViaAWSMCP", "aws:CalledViaFirst", "aws:CalledViaLast", "aws:Ec2InstanceSourceVpc",
            "aws:FederatedProvider", "aws:PrincipalAccount", "aws:PrincipalOrgID", "aws:PrincipalOrgMasterAccountId",
            "aws:PrincipalServiceName", "aws:PrincipalTag/${TagKey}", "aws:PrincipalType", "aws:referer",
            "aws:RequestedRegion", "aws:RequestTag/${TagKey}", "aws:ResourceAccount", "aws:ResourceOrgID",
            "aws:ResourceTag/${TagKey}", "aws:SourceAccount", "aws:SourceIdentity", "aws:SourceOrgID",
            "aws:SourceOwner", "aws:SourceVpc", "aws:SourceVpce", "aws:UserAgent", "aws:userid", "aws:username",
            "aws:VpceAccount", "aws:VpceOrgID",
        ].map { ConditionKeyFacts($0, .string) }
        + [
            "aws:CalledVia", "aws:PrincipalOrgPaths", "aws:PrincipalServiceNamesList", "aws:ResourceOrgPaths",
            "aws:SourceOrgPaths", "aws:TagKeys", "aws:VpceOrgPaths",
        ].map { ConditionKeyFacts($0, .string, isMultivalued: true) }
        + [
            "aws:AssumedRoot", "aws:IsMcpServiceAction", "aws:MultiFactorAuthPresent", "aws:PrincipalIsAWSService",
            "aws:SecureTransport", "aws:ViaAWSMCPService", "aws:ViaAWSService",
        ].map { ConditionKeyFacts($0, .boolean) }
        + [
            "aws:ARN", "aws:ChatbotSourceArn", "aws:PrincipalArn", "aws:SignInSessionArn", "aws:SourceArn",
            "aws:SourceVpcArn",
        ].map { ConditionKeyFacts($0, .arn) }
        + ["aws:CurrentTime", "aws:EpochTime", "aws:TokenIssueTime"].map { ConditionKeyFacts($0, .date) }
        + ["aws:Ec2InstanceSourcePrivateIPv4", "aws:SourceIp", "aws:VpcSourceIp"].map {
            ConditionKeyFacts($0, .address)
        }
        + [ConditionKeyFacts("aws:MultiFactorAuthAge", .number)]
}
