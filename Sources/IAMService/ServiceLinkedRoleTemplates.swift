import IdentityModel

/// What a service's own role is called, and what it may do.
struct ServiceLinkedRoleTemplate: Sendable {
    /// The service that assumes it, such as `ecs.amazonaws.com`.
    let service: String
    /// The role's name, without a suffix.
    let roleName: String
    /// The managed policy of AWS that it has, by path and name; nil: none is known.
    let policy: String?
    /// Whether an account may have several, told apart by a suffix.
    let takesSuffix: Bool

    /// The template of a service; nil for what can't be the name of a service.
    ///
    /// AWS publishes no list. A service that is not known here gets the name that AWS's pattern gives it, and no
    /// permissions.
    init?(service: String) {
        guard let stem = Self.stem(of: service) else { return nil }
        self.service = service
        if let known = serviceLinkedRoles[stem[...]] {
            roleName = "AWSServiceRoleFor\(known.name)"
            policy = "/aws-service-role/\(known.policy)"
            takesSuffix = known.takesSuffix
        } else {
            let words = stem.split { $0 == "." || $0 == "-" }
            roleName = "AWSServiceRoleFor" + words.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
            policy = nil
            takesSuffix = false
        }
    }

    private static func stem(of service: String) -> String? {
        for ending in [".amazonaws.com", ".amazonaws.com.cn"] where service.hasSuffix(ending) {
            let stem = String(service.dropLast(ending.count))
            let labels = stem.split(separator: ".", omittingEmptySubsequences: false)
            let isName = labels.allSatisfy { label in
                !label.isEmpty && label.utf8.allSatisfy { characters.contains($0) }
            }
            return isName ? stem : nil
        }
        return nil
    }

    private static let characters = Set("abcdefghijklmnopqrstuvwxyz0123456789-".utf8)
}

/// The services that are known, by the part of the name before `.amazonaws.com`.
private let serviceLinkedRoles: [Substring: (name: Substring, policy: Substring, takesSuffix: Bool)] = {
    let rows = serviceLinkedRoleTable.split(separator: "\n").map { $0.split(separator: " ") }.filter { $0.count >= 3 }
    return Dictionary(rows.map { ($0[0], ($0[1], $0[2], $0.count > 3)) }) { first, _ in first }
}()

/// Service, role after `AWSServiceRoleFor`, policy below `/aws-service-role/`; a plus where suffixes are taken.
///
/// Sources: the conditions and resources in AWS's own managed policies, and the pages on service-linked roles in the
/// services' guides.
private let serviceLinkedRoleTable = """
    access-analyzer AccessAnalyzer AccessAnalyzerServiceRolePolicy
    accountdiscovery.ssm AmazonSSM_AccountDiscovery AWSSystemsManagerAccountDiscoveryServicePolicy
    acm CertificateManager CertificateManagerServiceRolePolicy
    agentless.inspector2 AmazonInspector2Agentless AmazonInspector2AgentlessServiceRolePolicy
    airflow AmazonMWAA AmazonMWAAServiceRolePolicy
    airflow-serverless AmazonMWAAServerless AmazonMWAAServerlessServiceRolePolicy
    apidestinations.events AmazonEventBridgeApiDestinations AmazonEventBridgeApiDestinationsServiceRolePolicy
    appfabric AppFabric AWSAppFabricServiceRolePolicy
    application-insights ApplicationInsights CloudwatchApplicationInsightsServiceLinkedRolePolicy
    application-signals.cloudwatch CloudWatchApplicationSignals CloudWatchApplicationSignalsServiceRolePolicy
    appmesh AppMesh AWSAppMeshServiceRolePolicy
    apprunner AppRunner AppRunnerServiceRolePolicy
    appstream.application-autoscaling ApplicationAutoScaling_AppStreamFleet AWSApplicationAutoscalingAppStreamFleetPolicy
    appsync AppSync AWSAppSyncServiceRolePolicy
    artifact Artifact AWSArtifactServiceRolePolicy
    auditmanager AuditManager AWSAuditManagerServiceRolePolicy
    autoscaling AutoScaling AutoScalingServiceRolePolicy +
    autoscaling-plans AutoScalingPlans_EC2AutoScaling AWSAutoScalingPlansEC2AutoScalingPolicy
    backup Backup AWSBackupServiceLinkedRolePolicyForBackup
    batch Batch BatchServiceRolePolicy
    bedrock-agentcore BedrockAgentCoreGatewayNetwork AWSBedrockAgentCoreGatewayNetworkServiceRolePolicy
    braket AmazonBraket AmazonBraketServiceRolePolicy
    bugbust BugBust AWSBugBustServiceRolePolicy
    cassandra-streams AmazonKeyspacesCDC KeyspacesCDCServiceRolePolicy
    cassandra.application-autoscaling ApplicationAutoScaling_CassandraTable AWSApplicationAutoscalingCassandraTablePolicy
    channels.lex LexChannels LexChannelPolicy
    channels.lexv2 LexV2Channels AmazonLexChannelsAccess +
    chime AmazonChime AmazonChimeServiceRolePolicy
    cks.kms KeyManagementServiceCustomKeyStores AWSKeyManagementServiceCustomKeyStoresServiceRolePolicy
    clientvpn ClientVPN ClientVPNServiceRolePolicy
    clientvpn-connections ClientVPNConnections ClientVPNServiceConnectionsRolePolicy
    cloud9 AWSCloud9 AWSCloud9ServiceRolePolicy
    cloudhsm CloudHSM CloudHSMServiceRolePolicy
    cloudtrail CloudTrail CloudTrailServiceRolePolicy
    codeguru-profiler CodeGuruProfiler AWSServiceRoleForCodeGuru-Profiler
    codeguru-reviewer AmazonCodeGuruReviewer AmazonCodeGuruReviewerServiceRolePolicy
    codestar-notifications CodeStarNotifications AWSCodeStarNotificationsServiceRolePolicy
    cognito-idp AmazonCognitoIdp AmazonCognitoIdpServiceRolePolicy
    comprehend.application-autoscaling ApplicationAutoScaling_ComprehendEndpoint AWSApplicationAutoscalingComprehendEndpointPolicy
    compute-optimizer ComputeOptimizer ComputeOptimizerServiceRolePolicy
    config Config AWSConfigServiceRolePolicy
    config-conforms ConfigConforms ConfigConformsServiceRolePolicy
    config-multiaccountsetup ConfigMultiAccountSetup AWSConfigMultiAccountSetupPolicy
    connect AmazonConnect AmazonConnectServiceLinkedRolePolicy +
    continuousexport.discovery ApplicationDiscoveryServiceContinuousExport ApplicationDiscoveryServiceContinuousExportServiceRolePolicy
    contributorinsights.dynamodb DynamoDBCloudWatchContributorInsights DynamoDBCloudWatchContributorInsightsServiceRolePolicy
    controltower AWSControlTower AWSControlTowerAccountServiceRolePolicy
    cost-optimization-hub.bcm CostOptimizationHub CostOptimizationHubServiceRolePolicy
    custom-resource.application-autoscaling ApplicationAutoScaling_CustomResource AWSApplicationAutoScalingCustomResourcePolicy
    datasync DataSync AWSDataSyncServiceRolePolicy
    dax DAX DAXServiceRolePolicy
    delivery.logs LogDelivery AWSServiceRoleForLogDeliveryPolicy
    detective Detective AmazonDetectiveServiceLinkedRolePolicy
    devops-guru DevOpsGuru AmazonDevOpsGuruServiceRolePolicy
    dms DMSServerless AWSDMSServerlessServiceRolePolicy
    dms-fleet-advisor DMSFleetAdvisor AWSDMSFleetAdvisorServiceRolePolicy
    docdb-elastic DocDB-Elastic AmazonDocDB-ElasticServiceRolePolicy
    drs ElasticDisasterRecovery AWSElasticDisasterRecoveryServiceRolePolicy
    dynamodb.application-autoscaling ApplicationAutoScaling_DynamoDBTable AWSApplicationAutoscalingDynamoDBTablePolicy
    ec2-instance-connect Ec2InstanceConnect Ec2InstanceConnectEndpoint
    ec2.application-autoscaling ApplicationAutoScaling_EC2SpotFleetRequest AWSApplicationAutoscalingEC2SpotFleetRequestPolicy
    ec2fastlaunch EC2FastLaunch EC2FastLaunchServiceRolePolicy
    ec2fleet EC2Fleet AWSEC2FleetServiceRolePolicy
    ec2scheduled EC2ScheduledInstances AWSServiceRoleForEC2ScheduledInstances
    ecr ECRTemplate ECRTemplateServiceRolePolicy
    ecs ECS AmazonECSServiceRolePolicy
    ecs.application-autoscaling ApplicationAutoScaling_ECSService AWSApplicationAutoscalingECSServicePolicy
    eks AmazonEKS AmazonEKSServiceRolePolicy
    eks-connector AmazonEKSConnector AmazonEKSConnectorServiceRolePolicy
    eks-fargate AmazonEKSForFargate AmazonEKSForFargateServiceRolePolicy
    eks-nodegroup AmazonEKSNodegroup AWSServiceRoleForAmazonEKSNodegroup
    elasticache ElastiCache ElastiCacheServiceRolePolicy
    elasticache.application-autoscaling ApplicationAutoScaling_ElastiCacheRG AWSApplicationAutoscalingElastiCacheRGPolicy
    elasticbeanstalk ElasticBeanstalk AWSElasticBeanstalkServiceRolePolicy
    elasticfilesystem AmazonElasticFileSystem AmazonElasticFileSystemServiceRolePolicy
    elasticloadbalancing ElasticLoadBalancing AWSElasticLoadBalancingServiceRolePolicy
    elasticmapreduce EMRCleanup AmazonEMRCleanupPolicy
    elasticmapreduce.application-autoscaling ApplicationAutoScaling_EMRInstanceGroup AWSApplicationAutoscalingEMRInstanceGroupPolicy
    email.cognito-idp AmazonCognitoIdpEmailService AmazonCognitoIdpEmailServiceRolePolicy
    emr-containers AmazonEMRContainers AmazonEMRContainersServiceRolePolicy
    emrwal EMRWAL EMRDescribeClusterPolicyForEMRWAL
    es AmazonElasticsearchService AmazonElasticsearchServiceRolePolicy
    events CloudWatchEvents CloudWatchEventsServiceRolePolicy
    events.workmail AmazonWorkMailEvents AmazonWorkMailEventsServiceRolePolicy
    fis FIS AmazonFISServiceRolePolicy
    fms FMS FMSServiceRolePolicy
    fsx AmazonFSx AmazonFSxServiceRolePolicy
    globalaccelerator GlobalAccelerator AWSGlobalAcceleratorSLRPolicy
    grafana AmazonGrafana AmazonGrafanaServiceLinkedRolePolicy
    guardduty AmazonGuardDuty AmazonGuardDutyServiceRolePolicy
    imagebuilder ImageBuilder AWSServiceRoleForImageBuilder
    inspector AmazonInspector AmazonInspectorServiceRolePolicy
    inspector2 AmazonInspector2 AmazonInspector2ServiceRolePolicy
    internetmonitor InternetMonitor CloudWatchInternetMonitorServiceRolePolicy
    iotmanagedintegrations IoTManagedIntegrations AWSIoTManagedIntegrationsRolePolicy
    iotsitewise IoTSiteWise AWSServiceRoleForIoTSiteWise
    ipam IPAM AWSIPAMServiceRolePolicy
    justintimeaccess.ssm SystemsManagerJustInTimeAccess AWSSystemsManagerJustInTimeAccessServicePolicy
    kafka Kafka KafkaServiceRolePolicy
    kafka.application-autoscaling ApplicationAutoScaling_KafkaCluster AWSApplicationAutoscalingKafkaClusterPolicy
    kafkaconnect KafkaConnect KafkaConnectServiceRolePolicy
    kinesisreplication.dynamodb DynamoDBKinesisDataStreamsReplication DynamoDBKinesisReplicationServiceRolePolicy
    lakeformation LakeFormationDataAccess LakeFormationDataAccessServiceRolePolicy
    lambda Lambda AWSLambdaServiceRolePolicy
    lambda.application-autoscaling ApplicationAutoScaling_LambdaConcurrency AWSApplicationAutoscalingLambdaConcurrencyPolicy
    lex LexBots LexBotPolicy
    lexv2 LexV2Bots AmazonLexV2BotPolicy +
    license-management.marketplace MarketplaceLicenseManagement AWSMarketplaceLicenseManagementServiceRolePolicy
    license-manager AWSLicenseManagerRole AWSLicenseManagerServiceRolePolicy
    license-manager.master-account AWSLicenseManagerMasterAccountRole AWSLicenseManagerMasterAccountRolePolicy
    license-manager.member-account AWSLicenseManagerMemberAccountRole AWSLicenseManagerMemberAccountRolePolicy
    lightsail Lightsail LightsailExportAccess
    logger.cloudfront CloudFrontLogger AWSCloudFrontLogger
    m2 AWSM2 AWSM2ServicePolicy
    macie AmazonMacie AmazonMacieServiceRolePolicy
    maintenance.elasticbeanstalk ElasticBeanstalkMaintenance AWSElasticBeanstalkMaintenance
    malware-protection.guardduty AmazonGuardDutyMalwareProtection AmazonGuardDutyMalwareProtectionServiceRolePolicy
    managedupdates.elasticbeanstalk ElasticBeanstalkManagedUpdates AWSElasticBeanstalkManagedUpdatesServiceRolePolicy
    management.chatbot AWSChatbot AWSChatbotServiceLinkedRolePolicy
    member.org.stacksets.cloudformation CloudFormationStackSetsOrgMember CloudFormationStackSetsOrgMemberServiceRolePolicy
    memorydb MemoryDB MemoryDBServiceRolePolicy
    mgn ApplicationMigrationService AWSApplicationMigrationServiceRolePolicy
    migrationhub MigrationHub MigrationHubServiceRolePolicy
    migrationhub-orchestrator MigrationHubOrchestrator AWSMigrationHubOrchestratorServiceRolePolicy
    monitoring.thinclient AmazonWorkSpacesThinClientMonitoring AmazonWorkSpacesThinClientMonitoringServiceRolePolicy
    mq AmazonMQ AmazonMQServiceRolePolicy
    mrk.kms KeyManagementServiceMultiRegionKeys AWSKeyManagementServiceMultiRegionKeysServiceRolePolicy
    neptune-graph NeptuneGraph AWSServiceRoleForNeptuneGraphPolicy
    neptune.application-autoscaling ApplicationAutoScaling_NeptuneCluster AWSApplicationAutoscalingNeptuneClusterPolicy
    network-firewall NetworkFirewall AWSNetworkFirewallServiceRolePolicy
    network.bedrock-agentcore BedrockAgentCoreNetwork BedrockAgentCoreNetworkServiceRolePolicy
    networking.apprunner AppRunnerNetworking AppRunnerNetworkingServiceRolePolicy
    networkmanager NetworkManager AWSNetworkManagerServiceRolePolicy
    notifications AwsUserNotifications AWSUserNotificationsServiceLinkedRolePolicy
    notifications.ssm SystemsManagerNotifications AWSSystemsManagerNotificationsServicePolicy
    observability.aoss AmazonOpenSearchServerless AmazonOpenSearchServerlessServiceRolePolicy
    opensearchservice AmazonOpenSearchService AmazonOpenSearchServiceRolePolicy
    ops.apigateway APIGateway APIGatewayServiceRolePolicy
    ops.athena AmazonAthena AmazonAthenaServiceRolePolicy
    ops.emr-serverless AmazonEMRServerless AmazonEMRServerlessServiceRolePolicy
    opsdatasync.ssm SystemsManagerOpsDataSync AWSSystemsManagerOpsDataSyncServiceRolePolicy
    opsinsights.ssm AmazonSSM_OpsInsights AWSSSMOpsInsightsServiceRolePolicy
    organizations Organizations AWSOrganizationsServiceTrustPolicy
    orgsdatasync.servicecatalog ServiceCatalogOrgsDataSync AWSServiceCatalogOrgsDataSyncServiceRolePolicy
    osis AmazonOpenSearchIngestionService AmazonOpenSearchIngestionServiceRolePolicy
    private-marketplace.marketplace PrivateMarketplaceAdmin AWSServiceRoleForPrivateMarketplaceAdminPolicy
    profile Profile CustomerProfilesServiceLinkedRolePolicy +
    pullthroughcache.ecr ECRPullThroughCache AWSECRPullThroughCache_ServiceRolePolicy
    ram ResourceAccessManager AWSResourceAccessManagerServiceRolePolicy
    rds RDS AmazonRDSServiceRolePolicy
    rds.application-autoscaling ApplicationAutoScaling_RDSCluster AWSApplicationAutoscalingRDSClusterPolicy
    redshift Redshift AmazonRedshiftServiceLinkedRolePolicy
    remediation.config ConfigRemediation AWSConfigRemediationServiceRolePolicy
    replication.cassandra KeyspacesReplication KeyspacesReplicationServiceRolePolicy
    replication.dynamodb DynamoDBReplication DynamoDBReplicationServiceRolePolicy
    replication.ecr ECRReplication ECRReplicationServiceRolePolicy
    replication.lexv2 LexV2Replication AmazonLexReplicationPolicy +
    replicator.lambda LambdaReplicator AWSLambdaReplicator
    reporting.trustedadvisor TrustedAdvisorReporting AWSTrustedAdvisorReportingServiceRolePolicy
    reports.backup BackupReports AWSServiceRolePolicyForBackupReports
    repository.sync.codeconnections GitSync AWSGitSyncServiceRolePolicy
    resource-explorer-2 ResourceExplorer AWSResourceExplorerServiceRolePolicy
    restore-testing.backup BackupRestoreTesting AWSServiceRolePolicyForBackupRestoreTesting
    rolesanywhere RolesAnywhere AWSRolesAnywhereServicePolicy
    route53resolver Route53Resolver Route53ResolverServiceRolePolicy
    rum RealUserMonitoring AmazonCloudWatchRUMServiceRolePolicy
    runtime-identity.bedrock-agentcore BedrockAgentCoreRuntimeIdentity BedrockAgentCoreRuntimeIdentityServiceRolePolicy
    s2svpn VPCS2SVPN AWSVPCS2SVpnServiceRolePolicy
    s3-outposts S3OnOutposts AWSS3OnOutpostsServiceRolePolicy
    sagemaker AmazonSageMakerNotebooks AmazonSageMakerNotebooksServiceRolePolicy
    sagemaker.application-autoscaling ApplicationAutoScaling_SageMakerEndpoint AWSApplicationAutoscalingSageMakerEndpointPolicy
    schemas Schemas AmazonEventBridgeSchemasServiceRolePolicy
    scraper.aps AmazonPrometheusScraper AmazonPrometheusScraperServiceRolePolicy +
    security-ir SecurityIncidentResponse AWSSecurityIncidentResponseServiceRolePolicy
    securityhub SecurityHub AWSSecurityHubServiceRolePolicy
    securitylake SecurityLake SecurityLakeServiceLinkedRole
    servicecatalog-appregistry AWSServiceCatalogAppRegistry AWSServiceCatalogAppRegistryServiceRolePolicy
    servicequotas ServiceQuotas ServiceQuotasServiceRolePolicy
    ses AmazonSES AmazonSESServiceRolePolicy
    shield AWSShield AWSShieldServiceRolePolicy
    spot EC2Spot AWSEC2SpotServiceRolePolicy
    spotfleet EC2SpotFleet AWSEC2SpotFleetServiceRolePolicy
    ssm AmazonSSM AmazonSSMServiceRolePolicy
    ssm-incidents IncidentManager AWSIncidentManagerServiceRolePolicy
    ssm-quicksetup SSMQuickSetup SSMQuickSetupRolePolicy
    ssm-sap AWSSSMForSAP AWSSSMForSAPServiceLinkedRolePolicy
    sso SSO AWSSSOServiceRolePolicy
    stacksets.cloudformation CloudFormationStackSetsOrgAdmin CloudFormationStackSetsOrgAdminServiceRolePolicy
    storage-lens.s3 S3StorageLens S3StorageLensServiceRolePolicy
    support Support AWSSupportServiceRolePolicy
    sync.proton ProtonSync AWSProtonSyncServiceRolePolicy
    sync.servicecatalog ServiceCatalogSync AWSServiceCatalogSyncServiceRolePolicy
    timestream-influxdb TimestreamInfluxDB AmazonTimestreamInfluxDBServiceRolePolicy
    transform-custom AWSTransformCustom AWSServiceRoleForAWSTransformCustom
    transitgateway VPCTransitGateway AWSVPCTransitGatewayServiceRolePolicy
    triage.security-ir SecurityIncidentResponse_Triage AWSSecurityIncidentResponseTriageServiceRolePolicy
    trustedadvisor TrustedAdvisor AWSTrustedAdvisorServiceRolePolicy
    user-attribute-cost-allocation-data UserAttributeCostAllocation AWSUserAttributeCostAllocationPolicy
    vpc-lattice VpcLattice AWSVpcLatticeServiceRolePolicy
    vpcorigin.cloudfront CloudFrontVPCOrigin AWSCloudFrontVPCOriginServiceRolePolicy
    waf WAFLogging WAFLoggingServiceRolePolicy
    waf-regional WAFRegionalLogging WAFRegionalLoggingServiceRolePolicy
    wafv2 WAFV2Logging WAFV2LoggingServiceRolePolicy
    workspaces.application-autoscaling ApplicationAutoScaling_WorkSpacesPool AWSApplicationAutoscalingWorkSpacesPoolPolicy
    """
