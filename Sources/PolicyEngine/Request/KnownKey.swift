/// The keys that have a place of their own in every context: AWS's global keys, and those of STS, IAM and S3.
///
/// Source: IAM User Guide, "AWS global condition context keys", and the service authorization reference.
enum KnownKey: UInt8, CaseIterable {
    case assumedRoot
    case calledVia
    case calledViaFirst
    case calledViaLast
    case chatbotSourceARN
    case currentTime
    case ec2InstanceSourceVPC
    case ec2InstanceSourcePrivateIPv4
    case epochTime
    case federatedProvider
    case multiFactorAuthAge
    case multiFactorAuthPresent
    case principalAccount
    case principalARN
    case principalIsAWSService
    case principalOrgID
    case principalOrgPaths
    case principalServiceName
    case principalServiceNamesList
    case principalType
    case referer
    case requestedRegion
    case resourceAccount
    case resourceOrgID
    case resourceOrgPaths
    case secureTransport
    case signInSessionARN
    case sourceAccount
    case sourceARN
    case sourceOrgID
    case sourceOrgPaths
    case sourceIdentity
    case sourceIP
    case sourceVPC
    case sourceVPCARN
    case sourceVPCE
    case vpceAccount
    case vpceOrgID
    case vpceOrgPaths
    case vpcSourceIP
    case tagKeys
    case tokenIssueTime
    case userAgent
    case userID
    case username
    case viaAWSService
    case viaAWSMCPService
    case calledViaAWSMCP
    case externalID
    case roleSessionName
    case stsSourceIdentity
    case transitiveTagKeys
    case durationSeconds
    case stsAWSServiceName
    case taskPolicyARN
    case identityTokenAudience
    case signingAlgorithm
    case requestContextProviders
    case passedToService
    case associatedResourceARN
    case iamAWSServiceName
    case policyARN
    case permissionsBoundary
    case organizationsPolicyID
    case registerSecurityKey
    case fidoCertification
    case fidoFIPS1402Certification
    case fidoFIPS1403Certification
    case serviceSpecificCredentialServiceName
    case serviceSpecificCredentialAgeDays
    case delegationRequestOwner
    case delegationDuration
    case notificationChannel
    case templateARN
    case samlAudience
    case samlIssuer
    case samlSubject
    case samlSubjectType
    case samlNameQualifier
    case samlDoc
    case s3Prefix
    case s3Delimiter
    case s3MaxKeys
    case s3VersionID
    case s3AuthType
    case s3SignatureVersion
    case s3SignatureAge
    case s3TLSVersion
    case s3ContentSHA256
    case s3ACL
    case s3ServerSideEncryption
    case s3ResourceAccount

    /// The name as AWS writes it.
    var name: String {
        switch self {
        case .assumedRoot: "aws:AssumedRoot"
        case .calledVia: "aws:CalledVia"
        case .calledViaFirst: "aws:CalledViaFirst"
        case .calledViaLast: "aws:CalledViaLast"
        case .chatbotSourceARN: "aws:ChatbotSourceArn"
        case .currentTime: "aws:CurrentTime"
        case .ec2InstanceSourceVPC: "aws:Ec2InstanceSourceVpc"
        case .ec2InstanceSourcePrivateIPv4: "aws:Ec2InstanceSourcePrivateIPv4"
        case .epochTime: "aws:EpochTime"
        case .federatedProvider: "aws:FederatedProvider"
        case .multiFactorAuthAge: "aws:MultiFactorAuthAge"
        case .multiFactorAuthPresent: "aws:MultiFactorAuthPresent"
        case .principalAccount: "aws:PrincipalAccount"
        case .principalARN: "aws:PrincipalArn"
        case .principalIsAWSService: "aws:PrincipalIsAWSService"
        case .principalOrgID: "aws:PrincipalOrgID"
        case .principalOrgPaths: "aws:PrincipalOrgPaths"
        case .principalServiceName: "aws:PrincipalServiceName"
        case .principalServiceNamesList: "aws:PrincipalServiceNamesList"
        case .principalType: "aws:PrincipalType"
        case .referer: "aws:referer"
        case .requestedRegion: "aws:RequestedRegion"
        case .resourceAccount: "aws:ResourceAccount"
        case .resourceOrgID: "aws:ResourceOrgID"
        case .resourceOrgPaths: "aws:ResourceOrgPaths"
        case .secureTransport: "aws:SecureTransport"
        case .signInSessionARN: "aws:SignInSessionArn"
        case .sourceAccount: "aws:SourceAccount"
        case .sourceARN: "aws:SourceArn"
        case .sourceOrgID: "aws:SourceOrgID"
        case .sourceOrgPaths: "aws:SourceOrgPaths"
        case .sourceIdentity: "aws:SourceIdentity"
        case .sourceIP: "aws:SourceIp"
        case .sourceVPC: "aws:SourceVpc"
        case .sourceVPCARN: "aws:SourceVpcArn"
        case .sourceVPCE: "aws:SourceVpce"
        case .vpceAccount: "aws:VpceAccount"
        case .vpceOrgID: "aws:VpceOrgID"
        case .vpceOrgPaths: "aws:VpceOrgPaths"
        case .vpcSourceIP: "aws:VpcSourceIp"
        case .tagKeys: "aws:TagKeys"
        case .tokenIssueTime: "aws:TokenIssueTime"
        case .userAgent: "aws:UserAgent"
        case .userID: "aws:userid"
        case .username: "aws:username"
        case .viaAWSService: "aws:ViaAWSService"
        case .viaAWSMCPService: "aws:ViaAWSMCPService"
        case .calledViaAWSMCP: "aws:CalledViaAWSMCP"
        case .externalID: "sts:ExternalId"
        case .roleSessionName: "sts:RoleSessionName"
        case .stsSourceIdentity: "sts:SourceIdentity"
        case .transitiveTagKeys: "sts:TransitiveTagKeys"
        case .durationSeconds: "sts:DurationSeconds"
        case .stsAWSServiceName: "sts:AWSServiceName"
        case .taskPolicyARN: "sts:TaskPolicyArn"
        case .identityTokenAudience: "sts:IdentityTokenAudience"
        case .signingAlgorithm: "sts:SigningAlgorithm"
        case .requestContextProviders: "sts:RequestContextProviders"
        case .passedToService: "iam:PassedToService"
        case .associatedResourceARN: "iam:AssociatedResourceArn"
        case .iamAWSServiceName: "iam:AWSServiceName"
        case .policyARN: "iam:PolicyARN"
        case .permissionsBoundary: "iam:PermissionsBoundary"
        case .organizationsPolicyID: "iam:OrganizationsPolicyId"
        case .registerSecurityKey: "iam:RegisterSecurityKey"
        case .fidoCertification: "iam:FIDO-certification"
        case .fidoFIPS1402Certification: "iam:FIDO-FIPS-140-2-certification"
        case .fidoFIPS1403Certification: "iam:FIDO-FIPS-140-3-certification"
        case .serviceSpecificCredentialServiceName: "iam:ServiceSpecificCredentialServiceName"
        case .serviceSpecificCredentialAgeDays: "iam:ServiceSpecificCredentialAgeDays"
        case .delegationRequestOwner: "iam:DelegationRequestOwner"
        case .delegationDuration: "iam:DelegationDuration"
        case .notificationChannel: "iam:NotificationChannel"
        case .templateARN: "iam:TemplateArn"
        case .samlAudience: "saml:aud"
        case .samlIssuer: "saml:iss"
        case .samlSubject: "saml:sub"
        case .samlSubjectType: "saml:sub_type"
        case .samlNameQualifier: "saml:namequalifier"
        case .samlDoc: "saml:doc"
        case .s3Prefix: "s3:prefix"
        case .s3Delimiter: "s3:delimiter"
        case .s3MaxKeys: "s3:max-keys"
        case .s3VersionID: "s3:versionid"
        case .s3AuthType: "s3:authType"
        case .s3SignatureVersion: "s3:signatureversion"
        case .s3SignatureAge: "s3:signatureAge"
        case .s3TLSVersion: "s3:TlsVersion"
        case .s3ContentSHA256: "s3:x-amz-content-sha256"
        case .s3ACL: "s3:x-amz-acl"
        case .s3ServerSideEncryption: "s3:x-amz-server-side-encryption"
        case .s3ResourceAccount: "s3:ResourceAccount"
        }
    }

    /// The type that AWS documents; text where it names none.
    var valueType: ContextValue.ValueType {
        switch self {
        case .assumedRoot, .multiFactorAuthPresent, .principalIsAWSService, .secureTransport, .viaAWSService,
            .viaAWSMCPService:
            .boolean
        case .epochTime, .multiFactorAuthAge, .durationSeconds, .serviceSpecificCredentialAgeDays, .s3MaxKeys,
            .s3SignatureAge, .s3TLSVersion:
            .number
        case .currentTime, .tokenIssueTime:
            .date
        case .ec2InstanceSourcePrivateIPv4, .sourceIP, .vpcSourceIP:
            .ipAddress
        default: .string
        }
    }
}
