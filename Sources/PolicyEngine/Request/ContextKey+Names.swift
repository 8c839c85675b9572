extension ContextKey {
    /// `aws:AssumedRoot`
    public static var assumedRoot: ContextKey { ContextKey(.assumedRoot) }
    /// `aws:CalledVia`
    public static var calledVia: ContextKey { ContextKey(.calledVia) }
    /// `aws:CalledViaFirst`
    public static var calledViaFirst: ContextKey { ContextKey(.calledViaFirst) }
    /// `aws:CalledViaLast`
    public static var calledViaLast: ContextKey { ContextKey(.calledViaLast) }
    /// `aws:ChatbotSourceArn`
    public static var chatbotSourceARN: ContextKey { ContextKey(.chatbotSourceARN) }
    /// `aws:CurrentTime`
    public static var currentTime: ContextKey { ContextKey(.currentTime) }
    /// `aws:Ec2InstanceSourceVpc`
    public static var ec2InstanceSourceVPC: ContextKey { ContextKey(.ec2InstanceSourceVPC) }
    /// `aws:Ec2InstanceSourcePrivateIPv4`
    public static var ec2InstanceSourcePrivateIPv4: ContextKey { ContextKey(.ec2InstanceSourcePrivateIPv4) }
    /// `aws:EpochTime`
    public static var epochTime: ContextKey { ContextKey(.epochTime) }
    /// `aws:FederatedProvider`
    public static var federatedProvider: ContextKey { ContextKey(.federatedProvider) }
    /// `aws:MultiFactorAuthAge`
    public static var multiFactorAuthAge: ContextKey { ContextKey(.multiFactorAuthAge) }
    /// `aws:MultiFactorAuthPresent`
    public static var multiFactorAuthPresent: ContextKey { ContextKey(.multiFactorAuthPresent) }
    /// `aws:PrincipalAccount`
    public static var principalAccount: ContextKey { ContextKey(.principalAccount) }
    /// `aws:PrincipalArn`
    public static var principalARN: ContextKey { ContextKey(.principalARN) }
    /// `aws:PrincipalIsAWSService`
    public static var principalIsAWSService: ContextKey { ContextKey(.principalIsAWSService) }
    /// `aws:PrincipalOrgID`
    public static var principalOrgID: ContextKey { ContextKey(.principalOrgID) }
    /// `aws:PrincipalOrgPaths`
    public static var principalOrgPaths: ContextKey { ContextKey(.principalOrgPaths) }
    /// `aws:PrincipalServiceName`
    public static var principalServiceName: ContextKey { ContextKey(.principalServiceName) }
    /// `aws:PrincipalServiceNamesList`
    public static var principalServiceNamesList: ContextKey { ContextKey(.principalServiceNamesList) }
    /// `aws:PrincipalType`
    public static var principalType: ContextKey { ContextKey(.principalType) }
    /// `aws:referer`
    public static var referer: ContextKey { ContextKey(.referer) }
    /// `aws:RequestedRegion`
    public static var requestedRegion: ContextKey { ContextKey(.requestedRegion) }
    /// `aws:ResourceAccount`
    public static var resourceAccount: ContextKey { ContextKey(.resourceAccount) }
    /// `aws:ResourceOrgID`
    public static var resourceOrgID: ContextKey { ContextKey(.resourceOrgID) }
    /// `aws:ResourceOrgPaths`
    public static var resourceOrgPaths: ContextKey { ContextKey(.resourceOrgPaths) }
    /// `aws:SecureTransport`
    public static var secureTransport: ContextKey { ContextKey(.secureTransport) }
    /// `aws:SignInSessionArn`
    public static var signInSessionARN: ContextKey { ContextKey(.signInSessionARN) }
    /// `aws:SourceAccount`
    public static var sourceAccount: ContextKey { ContextKey(.sourceAccount) }
    /// `aws:SourceArn`
    public static var sourceARN: ContextKey { ContextKey(.sourceARN) }
    /// `aws:SourceOrgID`
    public static var sourceOrgID: ContextKey { ContextKey(.sourceOrgID) }
    /// `aws:SourceOrgPaths`
    public static var sourceOrgPaths: ContextKey { ContextKey(.sourceOrgPaths) }
    /// `aws:SourceIdentity`
    public static var sourceIdentity: ContextKey { ContextKey(.sourceIdentity) }
    /// `aws:SourceIp`
    public static var sourceIP: ContextKey { ContextKey(.sourceIP) }
    /// `aws:SourceVpc`
    public static var sourceVPC: ContextKey { ContextKey(.sourceVPC) }
    /// `aws:SourceVpcArn`
    public static var sourceVPCARN: ContextKey { ContextKey(.sourceVPCARN) }
    /// `aws:SourceVpce`
    public static var sourceVPCE: ContextKey { ContextKey(.sourceVPCE) }
    /// `aws:VpceAccount`
    public static var vpceAccount: ContextKey { ContextKey(.vpceAccount) }
    /// `aws:VpceOrgID`
    public static var vpceOrgID: ContextKey { ContextKey(.vpceOrgID) }
    /// `aws:VpceOrgPaths`
    public static var vpceOrgPaths: ContextKey { ContextKey(.vpceOrgPaths) }
    /// `aws:VpcSourceIp`
    public static var vpcSourceIP: ContextKey { ContextKey(.vpcSourceIP) }
    /// `aws:TagKeys`
    public static var tagKeys: ContextKey { ContextKey(.tagKeys) }
    /// `aws:TokenIssueTime`
    public static var tokenIssueTime: ContextKey { ContextKey(.tokenIssueTime) }
    /// `aws:UserAgent`
    public static var userAgent: ContextKey { ContextKey(.userAgent) }
    /// `aws:userid`
    public static var userID: ContextKey { ContextKey(.userID) }
    /// `aws:username`
    public static var username: ContextKey { ContextKey(.username) }
    /// `aws:ViaAWSService`
    public static var viaAWSService: ContextKey { ContextKey(.viaAWSService) }
    /// `aws:ViaAWSMCPService`
    public static var viaAWSMCPService: ContextKey { ContextKey(.viaAWSMCPService) }
    /// `aws:CalledViaAWSMCP`
    public static var calledViaAWSMCP: ContextKey { ContextKey(.calledViaAWSMCP) }
    /// `sts:ExternalId`
    public static var externalID: ContextKey { ContextKey(.externalID) }
    /// `sts:RoleSessionName`
    public static var roleSessionName: ContextKey { ContextKey(.roleSessionName) }
    /// `sts:SourceIdentity`
    public static var stsSourceIdentity: ContextKey { ContextKey(.stsSourceIdentity) }
    /// `sts:TransitiveTagKeys`
    public static var transitiveTagKeys: ContextKey { ContextKey(.transitiveTagKeys) }
    /// `sts:DurationSeconds`
    public static var durationSeconds: ContextKey { ContextKey(.durationSeconds) }
    /// `sts:AWSServiceName`
    public static var stsAWSServiceName: ContextKey { ContextKey(.stsAWSServiceName) }
    /// `sts:TaskPolicyArn`
    public static var taskPolicyARN: ContextKey { ContextKey(.taskPolicyARN) }
    /// `sts:IdentityTokenAudience`
    public static var identityTokenAudience: ContextKey { ContextKey(.identityTokenAudience) }
    /// `sts:SigningAlgorithm`
    public static var signingAlgorithm: ContextKey { ContextKey(.signingAlgorithm) }
    /// `sts:RequestContextProviders`
    public static var requestContextProviders: ContextKey { ContextKey(.requestContextProviders) }
    /// `iam:PassedToService`
    public static var passedToService: ContextKey { ContextKey(.passedToService) }
    /// `iam:AssociatedResourceArn`
    public static var associatedResourceARN: ContextKey { ContextKey(.associatedResourceARN) }
    /// `iam:AWSServiceName`
    public static var iamAWSServiceName: ContextKey { ContextKey(.iamAWSServiceName) }
    /// `iam:PolicyARN`
    public static var policyARN: ContextKey { ContextKey(.policyARN) }
    /// `iam:PermissionsBoundary`
    public static var permissionsBoundary: ContextKey { ContextKey(.permissionsBoundary) }
    /// `iam:OrganizationsPolicyId`
    public static var organizationsPolicyID: ContextKey { ContextKey(.organizationsPolicyID) }
    /// `iam:RegisterSecurityKey`
    public static var registerSecurityKey: ContextKey { ContextKey(.registerSecurityKey) }
    /// `iam:FIDO-certification`
    public static var fidoCertification: ContextKey { ContextKey(.fidoCertification) }
    /// `iam:FIDO-FIPS-140-2-certification`
    public static var fidoFIPS1402Certification: ContextKey { ContextKey(.fidoFIPS1402Certification) }
    /// `iam:FIDO-FIPS-140-3-certification`
    public static var fidoFIPS1403Certification: ContextKey { ContextKey(.fidoFIPS1403Certification) }
    /// `iam:ServiceSpecificCredentialServiceName`
    public static var serviceSpecificCredentialServiceName: ContextKey {
        ContextKey(.serviceSpecificCredentialServiceName)
    }
    /// `iam:ServiceSpecificCredentialAgeDays`
    public static var serviceSpecificCredentialAgeDays: ContextKey { ContextKey(.serviceSpecificCredentialAgeDays) }
    /// `iam:DelegationRequestOwner`
    public static var delegationRequestOwner: ContextKey { ContextKey(.delegationRequestOwner) }
    /// `iam:DelegationDuration`
    public static var delegationDuration: ContextKey { ContextKey(.delegationDuration) }
    /// `iam:NotificationChannel`
    public static var notificationChannel: ContextKey { ContextKey(.notificationChannel) }
    /// `iam:TemplateArn`
    public static var templateARN: ContextKey { ContextKey(.templateARN) }
    /// `saml:aud`
    public static var samlAudience: ContextKey { ContextKey(.samlAudience) }
    /// `saml:iss`
    public static var samlIssuer: ContextKey { ContextKey(.samlIssuer) }
    /// `saml:sub`
    public static var samlSubject: ContextKey { ContextKey(.samlSubject) }
    /// `saml:sub_type`
    public static var samlSubjectType: ContextKey { ContextKey(.samlSubjectType) }
    /// `saml:namequalifier`
    public static var samlNameQualifier: ContextKey { ContextKey(.samlNameQualifier) }
    /// `saml:doc`
    public static var samlDoc: ContextKey { ContextKey(.samlDoc) }
    /// `s3:prefix`
    public static var s3Prefix: ContextKey { ContextKey(.s3Prefix) }
    /// `s3:delimiter`
    public static var s3Delimiter: ContextKey { ContextKey(.s3Delimiter) }
    /// `s3:max-keys`
    public static var s3MaxKeys: ContextKey { ContextKey(.s3MaxKeys) }
    /// `s3:versionid`
    public static var s3VersionID: ContextKey { ContextKey(.s3VersionID) }
    /// `s3:authType`
    public static var s3AuthType: ContextKey { ContextKey(.s3AuthType) }
    /// `s3:signatureversion`
    public static var s3SignatureVersion: ContextKey { ContextKey(.s3SignatureVersion) }
    /// `s3:signatureAge`
    public static var s3SignatureAge: ContextKey { ContextKey(.s3SignatureAge) }
    /// `s3:TlsVersion`
    public static var s3TLSVersion: ContextKey { ContextKey(.s3TLSVersion) }
    /// `s3:x-amz-content-sha256`
    public static var s3ContentSHA256: ContextKey { ContextKey(.s3ContentSHA256) }
    /// `s3:x-amz-acl`
    public static var s3ACL: ContextKey { ContextKey(.s3ACL) }
    /// `s3:x-amz-server-side-encryption`
    public static var s3ServerSideEncryption: ContextKey { ContextKey(.s3ServerSideEncryption) }
    /// `s3:ResourceAccount`
    public static var s3ResourceAccount: ContextKey { ContextKey(.s3ResourceAccount) }
}
