extension ContextKey {
    /// The key `aws:AssumedRoot`.
    public static var assumedRoot: ContextKey { ContextKey(.assumedRoot) }
    /// The key `aws:CalledVia`.
    public static var calledVia: ContextKey { ContextKey(.calledVia) }
    /// The key `aws:CalledViaFirst`.
    public static var calledViaFirst: ContextKey { ContextKey(.calledViaFirst) }
    /// The key `aws:CalledViaLast`.
    public static var calledViaLast: ContextKey { ContextKey(.calledViaLast) }
    /// The key `aws:ChatbotSourceArn`.
    public static var chatbotSourceARN: ContextKey { ContextKey(.chatbotSourceARN) }
    /// The key `aws:CurrentTime`.
    public static var currentTime: ContextKey { ContextKey(.currentTime) }
    /// The key `aws:Ec2InstanceSourceVpc`.
    public static var ec2InstanceSourceVPC: ContextKey { ContextKey(.ec2InstanceSourceVPC) }
    /// The key `aws:Ec2InstanceSourcePrivateIPv4`.
    public static var ec2InstanceSourcePrivateIPv4: ContextKey { ContextKey(.ec2InstanceSourcePrivateIPv4) }
    /// The key `aws:EpochTime`.
    public static var epochTime: ContextKey { ContextKey(.epochTime) }
    /// The key `aws:FederatedProvider`.
    public static var federatedProvider: ContextKey { ContextKey(.federatedProvider) }
    /// The key `aws:MultiFactorAuthAge`.
    public static var multiFactorAuthAge: ContextKey { ContextKey(.multiFactorAuthAge) }
    /// The key `aws:MultiFactorAuthPresent`.
    public static var multiFactorAuthPresent: ContextKey { ContextKey(.multiFactorAuthPresent) }
    /// The key `aws:PrincipalAccount`.
    public static var principalAccount: ContextKey { ContextKey(.principalAccount) }
    /// The key `aws:PrincipalArn`.
    public static var principalARN: ContextKey { ContextKey(.principalARN) }
    /// The key `aws:PrincipalIsAWSService`.
    public static var principalIsAWSService: ContextKey { ContextKey(.principalIsAWSService) }
    /// The key `aws:PrincipalOrgID`.
    public static var principalOrgID: ContextKey { ContextKey(.principalOrgID) }
    /// The key `aws:PrincipalOrgPaths`.
    public static var principalOrgPaths: ContextKey { ContextKey(.principalOrgPaths) }
    /// The key `aws:PrincipalServiceName`.
    public static var principalServiceName: ContextKey { ContextKey(.principalServiceName) }
    /// The key `aws:PrincipalServiceNamesList`.
    public static var principalServiceNamesList: ContextKey { ContextKey(.principalServiceNamesList) }
    /// The key `aws:PrincipalType`.
    public static var principalType: ContextKey { ContextKey(.principalType) }
    /// The key `aws:referer`.
    public static var referer: ContextKey { ContextKey(.referer) }
    /// The key `aws:RequestedRegion`.
    public static var requestedRegion: ContextKey { ContextKey(.requestedRegion) }
    /// The key `aws:ResourceAccount`.
    public static var resourceAccount: ContextKey { ContextKey(.resourceAccount) }
    /// The key `aws:ResourceOrgID`.
    public static var resourceOrgID: ContextKey { ContextKey(.resourceOrgID) }
    /// The key `aws:ResourceOrgPaths`.
    public static var resourceOrgPaths: ContextKey { ContextKey(.resourceOrgPaths) }
    /// The key `aws:SecureTransport`.
    public static var secureTransport: ContextKey { ContextKey(.secureTransport) }
    /// The key `aws:SignInSessionArn`.
    public static var signInSessionARN: ContextKey { ContextKey(.signInSessionARN) }
    /// The key `aws:SourceAccount`.
    public static var sourceAccount: ContextKey { ContextKey(.sourceAccount) }
    /// The key `aws:SourceArn`.
    public static var sourceARN: ContextKey { ContextKey(.sourceARN) }
    /// The key `aws:SourceOrgID`.
    public static var sourceOrgID: ContextKey { ContextKey(.sourceOrgID) }
    /// The key `aws:SourceOrgPaths`.
    public static var sourceOrgPaths: ContextKey { ContextKey(.sourceOrgPaths) }
    /// The key `aws:SourceIdentity`.
    public static var sourceIdentity: ContextKey { ContextKey(.sourceIdentity) }
    /// The key `aws:SourceIp`.
    public static var sourceIP: ContextKey { ContextKey(.sourceIP) }
    /// The key `aws:SourceVpc`.
    public static var sourceVPC: ContextKey { ContextKey(.sourceVPC) }
    /// The key `aws:SourceVpcArn`.
    public static var sourceVPCARN: ContextKey { ContextKey(.sourceVPCARN) }
    /// The key `aws:SourceVpce`.
    public static var sourceVPCE: ContextKey { ContextKey(.sourceVPCE) }
    /// The key `aws:VpceAccount`.
    public static var vpceAccount: ContextKey { ContextKey(.vpceAccount) }
    /// The key `aws:VpceOrgID`.
    public static var vpceOrgID: ContextKey { ContextKey(.vpceOrgID) }
    /// The key `aws:VpceOrgPaths`.
    public static var vpceOrgPaths: ContextKey { ContextKey(.vpceOrgPaths) }
    /// The key `aws:VpcSourceIp`.
    public static var vpcSourceIP: ContextKey { ContextKey(.vpcSourceIP) }
    /// The key `aws:TagKeys`.
    public static var tagKeys: ContextKey { ContextKey(.tagKeys) }
    /// The key `aws:TokenIssueTime`.
    public static var tokenIssueTime: ContextKey { ContextKey(.tokenIssueTime) }
    /// The key `aws:UserAgent`.
    public static var userAgent: ContextKey { ContextKey(.userAgent) }
    /// The key `aws:userid`.
    public static var userID: ContextKey { ContextKey(.userID) }
    /// The key `aws:username`.
    public static var username: ContextKey { ContextKey(.username) }
    /// The key `aws:ViaAWSService`.
    public static var viaAWSService: ContextKey { ContextKey(.viaAWSService) }
    /// The key `aws:ViaAWSMCPService`.
    public static var viaAWSMCPService: ContextKey { ContextKey(.viaAWSMCPService) }
    /// The key `aws:CalledViaAWSMCP`.
    public static var calledViaAWSMCP: ContextKey { ContextKey(.calledViaAWSMCP) }
    /// The key `sts:ExternalId`.
    public static var externalID: ContextKey { ContextKey(.externalID) }
    /// The key `sts:RoleSessionName`.
    public static var roleSessionName: ContextKey { ContextKey(.roleSessionName) }
    /// The key `sts:SourceIdentity`.
    public static var stsSourceIdentity: ContextKey { ContextKey(.stsSourceIdentity) }
    /// The key `sts:TransitiveTagKeys`.
    public static var transitiveTagKeys: ContextKey { ContextKey(.transitiveTagKeys) }
    /// The key `sts:DurationSeconds`.
    public static var durationSeconds: ContextKey { ContextKey(.durationSeconds) }
    /// The key `sts:AWSServiceName`.
    public static var stsAWSServiceName: ContextKey { ContextKey(.stsAWSServiceName) }
    /// The key `sts:TaskPolicyArn`.
    public static var taskPolicyARN: ContextKey { ContextKey(.taskPolicyARN) }
    /// The key `sts:IdentityTokenAudience`.
    public static var identityTokenAudience: ContextKey { ContextKey(.identityTokenAudience) }
    /// The key `sts:SigningAlgorithm`.
    public static var signingAlgorithm: ContextKey { ContextKey(.signingAlgorithm) }
    /// The key `sts:RequestContextProviders`.
    public static var requestContextProviders: ContextKey { ContextKey(.requestContextProviders) }
    /// The key `iam:PassedToService`.
    public static var passedToService: ContextKey { ContextKey(.passedToService) }
    /// The key `iam:AssociatedResourceArn`.
    public static var associatedResourceARN: ContextKey { ContextKey(.associatedResourceARN) }
    /// The key `iam:AWSServiceName`.
    public static var iamAWSServiceName: ContextKey { ContextKey(.iamAWSServiceName) }
    /// The key `iam:PolicyARN`.
    public static var policyARN: ContextKey { ContextKey(.policyARN) }
    /// The key `iam:PermissionsBoundary`.
    public static var permissionsBoundary: ContextKey { ContextKey(.permissionsBoundary) }
    /// The key `iam:OrganizationsPolicyId`.
    public static var organizationsPolicyID: ContextKey { ContextKey(.organizationsPolicyID) }
    /// The key `iam:RegisterSecurityKey`.
    public static var registerSecurityKey: ContextKey { ContextKey(.registerSecurityKey) }
    /// The key `iam:FIDO-certification`.
    public static var fidoCertification: ContextKey { ContextKey(.fidoCertification) }
    /// The key `iam:FIDO-FIPS-140-2-certification`.
    public static var fidoFIPS1402Certification: ContextKey { ContextKey(.fidoFIPS1402Certification) }
    /// The key `iam:FIDO-FIPS-140-3-certification`.
    public static var fidoFIPS1403Certification: ContextKey { ContextKey(.fidoFIPS1403Certification) }
    /// The key `iam:ServiceSpecificCredentialServiceName`.
    public static var serviceSpecificCredentialServiceName: ContextKey {
        ContextKey(.serviceSpecificCredentialServiceName)
    }
    /// The key `iam:ServiceSpecificCredentialAgeDays`.
    public static var serviceSpecificCredentialAgeDays: ContextKey { ContextKey(.serviceSpecificCredentialAgeDays) }
    /// The key `iam:DelegationRequestOwner`.
    public static var delegationRequestOwner: ContextKey { ContextKey(.delegationRequestOwner) }
    /// The key `iam:DelegationDuration`.
    public static var delegationDuration: ContextKey { ContextKey(.delegationDuration) }
    /// The key `iam:NotificationChannel`.
    public static var notificationChannel: ContextKey { ContextKey(.notificationChannel) }
    /// The key `iam:TemplateArn`.
    public static var templateARN: ContextKey { ContextKey(.templateARN) }
    /// The key `saml:aud`.
    public static var samlAudience: ContextKey { ContextKey(.samlAudience) }
    /// The key `saml:iss`.
    public static var samlIssuer: ContextKey { ContextKey(.samlIssuer) }
    /// The key `saml:sub`.
    public static var samlSubject: ContextKey { ContextKey(.samlSubject) }
    /// The key `saml:sub_type`.
    public static var samlSubjectType: ContextKey { ContextKey(.samlSubjectType) }
    /// The key `saml:namequalifier`.
    public static var samlNameQualifier: ContextKey { ContextKey(.samlNameQualifier) }
    /// The key `saml:doc`.
    public static var samlDoc: ContextKey { ContextKey(.samlDoc) }
    /// The key `s3:prefix`.
    public static var s3Prefix: ContextKey { ContextKey(.s3Prefix) }
    /// The key `s3:delimiter`.
    public static var s3Delimiter: ContextKey { ContextKey(.s3Delimiter) }
    /// The key `s3:max-keys`.
    public static var s3MaxKeys: ContextKey { ContextKey(.s3MaxKeys) }
    /// The key `s3:versionid`.
    public static var s3VersionID: ContextKey { ContextKey(.s3VersionID) }
    /// The key `s3:authType`.
    public static var s3AuthType: ContextKey { ContextKey(.s3AuthType) }
    /// The key `s3:signatureversion`.
    public static var s3SignatureVersion: ContextKey { ContextKey(.s3SignatureVersion) }
    /// The key `s3:signatureAge`.
    public static var s3SignatureAge: ContextKey { ContextKey(.s3SignatureAge) }
    /// The key `s3:TlsVersion`.
    public static var s3TLSVersion: ContextKey { ContextKey(.s3TLSVersion) }
    /// The key `s3:x-amz-content-sha256`.
    public static var s3ContentSHA256: ContextKey { ContextKey(.s3ContentSHA256) }
    /// The key `s3:x-amz-acl`.
    public static var s3ACL: ContextKey { ContextKey(.s3ACL) }
    /// The key `s3:x-amz-server-side-encryption`.
    public static var s3ServerSideEncryption: ContextKey { ContextKey(.s3ServerSideEncryption) }
    /// The key `s3:ResourceAccount`.
    public static var s3ResourceAccount: ContextKey { ContextKey(.s3ResourceAccount) }
}
