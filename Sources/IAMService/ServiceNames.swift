/// The services of AWS, by the namespace of their actions, with the names that reports show.
enum ServiceNames {
    /// The namespaces, ordered.
    static let namespaces = table.keys.sorted()

    /// What reports call a service; one that AWS does not have goes by its namespace.
    static func name(of namespace: String) -> String { table[namespace] ?? namespace }

    private static let table: [String: String] = {
        let rows = serviceNameTable.split(separator: "\n").map { $0.split(separator: " ", maxSplits: 1) }
        let named = rows.filter { $0.count == 2 }.map { (String($0[0]), String($0[1])) }
        return Dictionary(named) { first, _ in first }
    }()
}

/// Namespace, then name; a service whose name is not published has its namespace twice.
///
/// Sources: AWS's service authorization reference for the namespaces, botocore's models for the names.
private let serviceNameTable = """
    a2c a2c
    a4b a4b
    access-analyzer Access Analyzer
    account AWS Account
    account-access account-access
    acm AWS Certificate Manager
    acm-pca AWS Certificate Manager Private Certificate Authority
    aco-automation Compute Optimizer Automation
    action-recommendations action-recommendations
    activate activate
    agent-registry agent-registry
    agentaccess-mcp agentaccess-mcp
    aidevops AWS DevOps Agent Service
    aiops AWS AI Ops
    airflow AmazonMWAA
    airflow-serverless AmazonMWAAServerless
    amplify AWS Amplify
    amplifybackend AmplifyBackend
    amplifyuibuilder AWS Amplify UI Builder
    aoss OpenSearch Service Serverless
    apigateway Amazon API Gateway
    app-integrations Amazon AppIntegrations Service
    appconfig Amazon AppConfig
    appfabric AppFabric
    appflow Amazon Appflow
    application-autoscaling Application Auto Scaling
    application-signals Amazon CloudWatch Application Signals
    application-signals-mcp application-signals-mcp
    application-transformation application-transformation
    applicationinsights Amazon CloudWatch Application Insights
    appmesh AWS App Mesh
    appmesh-preview appmesh-preview
    apprunner AWS App Runner
    appstream Amazon AppStream
    appstudio appstudio
    appsync AWS AppSync
    apptest apptest
    aps Amazon Prometheus Service
    arc-region-switch ARC - Region switch
    arc-zonal-shift AWS ARC - Zonal Shift
    arsenal arsenal
    artifact AWS Artifact
    assurance assurance
    athena Amazon Athena
    auditmanager AWS Audit Manager
    autoscaling Auto Scaling
    autoscaling-plans AWS Auto Scaling Plans
    aws-external-anthropic aws-external-anthropic
    aws-marketplace AWSMarketplace Metering
    aws-marketplace-management aws-marketplace-management
    aws-portal AWS Billing Console
    awsconnector awsconnector
    b2bi AWS B2B Data Interchange
    backup AWS Backup
    backup-gateway AWS Backup Gateway
    backup-search AWS Backup Search
    backup-storage backup-storage
    batch AWS Batch
    bcm-dashboards AWS Billing and Cost Management Dashboards
    bcm-data-exports AWS Billing and Cost Management Data Exports
    bcm-pricing-calculator AWS Billing and Cost Management Pricing Calculator
    bcm-recommended-actions AWS Billing and Cost Management Recommended Actions
    bedrock Amazon Bedrock
    bedrock-agentcore Amazon Bedrock AgentCore
    bedrock-mantle bedrock-mantle
    bedrock-websearch bedrock-websearch
    billing AWS Billing
    billingconductor AWSBillingConductor
    braket Braket
    budgets AWS Budgets
    bugbust bugbust
    cases Amazon Connect Cases
    cassandra Amazon Keyspaces
    ce AWS Cost Explorer Service
    chatbot AWS Chatbot
    chime Amazon Chime
    cleanrooms AWS Clean Rooms Service
    cleanrooms-ml AWS Clean Rooms ML
    cloud9 AWS Cloud9
    clouddirectory Amazon CloudDirectory
    cloudformation AWS CloudFormation
    cloudfront Amazon CloudFront
    cloudfront-keyvaluestore Amazon CloudFront KeyValueStore
    cloudhsm Amazon CloudHSM
    cloudsearch Amazon CloudSearch
    cloudshell AWS CloudShell
    cloudtrail AWS CloudTrail
    cloudtrail-data AWS CloudTrail Data Service
    cloudwatch Amazon CloudWatch
    codeartifact CodeArtifact
    codebuild AWS CodeBuild
    codecatalyst Amazon CodeCatalyst
    codecommit AWS CodeCommit
    codeconnections AWS CodeConnections
    codedeploy AWS CodeDeploy
    codedeploy-commands-secure codedeploy-commands-secure
    codeguru codeguru
    codeguru-profiler Amazon CodeGuru Profiler
    codeguru-reviewer Amazon CodeGuru Reviewer
    codeguru-security Amazon CodeGuru Security
    codepipeline AWS CodePipeline
    codestar-connections AWS CodeStar connections
    codestar-notifications AWS CodeStar Notifications
    codewhisperer codewhisperer
    cognito-identity Amazon Cognito Identity
    cognito-idp Amazon Cognito Identity Provider
    cognito-sync Amazon Cognito Sync
    comprehend Amazon Comprehend
    comprehendmedical AWS Comprehend Medical
    compute-optimizer AWS Compute Optimizer
    config AWS Config
    connect Amazon Connect Service
    connect-campaigns AmazonConnectCampaignService
    consoleapp consoleapp
    consolidatedbilling consolidatedbilling
    continuum continuum
    controlcatalog AWS Control Catalog
    controltower AWS Control Tower
    cost-optimization-hub Cost Optimization Hub
    cur AWS Cost and Usage Report Service
    customer-verification customer-verification
    databrew AWS Glue DataBrew
    dataexchange AWS Data Exchange
    datapipeline AWS Data Pipeline
    datasync AWS DataSync
    datazone Amazon DataZone
    dax Amazon DynamoDB Accelerator (DAX)
    dbqms Database Query Metadata Service
    deadline AWSDeadlineCloud
    detective Amazon Detective
    devicefarm AWS Device Farm
    devops-guru Amazon DevOps Guru
    directconnect AWS Direct Connect
    discovery AWS Application Discovery Service
    dlm Amazon Data Lifecycle Manager
    dms AWS Database Migration Service
    docdb-elastic Amazon DocumentDB Elastic Clusters
    drs Elastic Disaster Recovery Service
    ds AWS Directory Service
    ds-data AWS Directory Service Data
    dsql Amazon Aurora DSQL
    dynamodb Amazon DynamoDB
    ebs Amazon Elastic Block Store
    ec2 Amazon EC2
    ec2-instance-connect AWS EC2 Instance Connect
    ec2messages Amazon EC2 Message Delivery Service
    ecr Amazon Elastic Container Registry
    ecr-public Amazon Elastic Container Registry Public
    ecs Amazon EC2 Container Service
    ecs-mcp ecs-mcp
    eks Amazon Elastic Kubernetes Service
    eks-auth Amazon EKS Auth
    eks-mcp eks-mcp
    elasticache Amazon ElastiCache
    elasticbeanstalk AWS Elastic Beanstalk
    elasticfilesystem Amazon Elastic File System
    elasticloadbalancing Elastic Load Balancing
    elasticmapreduce Amazon EMR
    elastictranscoder Amazon Elastic Transcoder
    elemental-activations elemental-activations
    elemental-appliances-software elemental-appliances-software
    elemental-inference AWS Elemental Inference
    elemental-support-cases elemental-support-cases
    elemental-support-content elemental-support-content
    emr-containers Amazon EMR Containers
    emr-serverless EMR Serverless
    end-user-messaging end-user-messaging
    entityresolution AWS EntityResolution
    es Amazon Elasticsearch Service
    events Amazon EventBridge
    eventsbilltoaws eventsbilltoaws
    evs Amazon Elastic VMware Service
    execute-api Amazon API Gateway Invoke API
    finops-agent finops-agent
    finspace FinSpace User Environment Management service
    finspace-api FinSpace Public API
    firehose Amazon Kinesis Firehose
    fis AWS Fault Injection Simulator
    fms Firewall Management Service
    forecast Amazon Forecast Service
    frauddetector Amazon Fraud Detector
    freertos freertos
    freetier AWS Free Tier
    fsx Amazon FSx
    gamelift Amazon GameLift
    gameliftstreams Amazon GameLift Streams
    geo Amazon Location Service
    geo-maps Amazon Location Service Maps V2
    geo-places Amazon Location Service Places V2
    geo-routes Amazon Location Service Routes V2
    glacier Amazon Glacier
    globalaccelerator AWS Global Accelerator
    glue AWS Glue
    grafana Amazon Managed Grafana
    greengrass AWS Greengrass
    groundstation AWS Ground Station
    groundtruthlabeling groundtruthlabeling
    guardduty Amazon GuardDuty
    health AWS Health APIs and Notifications
    health-agent Connect Health
    healthlake Amazon HealthLake
    honeycode honeycode
    iam AWS Identity and Access Management
    identity-sync identity-sync
    identitystore AWS SSO Identity Store
    identitystore-auth identitystore-auth
    imagebuilder EC2 Image Builder
    importexport AWS Import/Export
    inspector Amazon Inspector
    inspector-scan Inspector Scan
    inspector2 Inspector2
    inspector2-telemetry inspector2-telemetry
    interconnect Interconnect
    internetmonitor Amazon CloudWatch Internet Monitor
    invoicing AWS Invoicing
    iot AWS IoT
    iot-device-tester iot-device-tester
    iotanalytics iotanalytics
    iotdeviceadvisor AWS IoT Core Device Advisor
    iotfleethub iotfleethub
    iotfleetwise AWS IoT FleetWise
    iotjobsdata iotjobsdata
    iotmanagedintegrations Managed integrations for AWS IoT Device Management
    iotsitewise AWS IoT SiteWise
    iottwinmaker AWS IoT TwinMaker
    iotwireless AWS IoT Wireless
    iq iq
    iq-permission iq-permission
    ivs Amazon Interactive Video Service
    ivschat Amazon Interactive Video Service Chat
    kafka Managed Streaming for Kafka
    kafka-cluster Apache Kafka APIs for Amazon MSK
    kafkaconnect Managed Streaming for Kafka Connect
    kendra AWSKendraFrontendService
    kendra-ranking Amazon Kendra Intelligent Ranking
    kinesis Amazon Kinesis
    kinesisanalytics Amazon Kinesis Analytics
    kinesisvideo Amazon Kinesis Video Streams
    kms AWS Key Management Service
    lakeformation AWS Lake Formation
    lambda AWS Lambda
    launchwizard AWS Launch Wizard
    lex Amazon Lex Runtime V2
    license-manager AWS License Manager
    license-manager-linux-subscriptions AWS License Manager Linux Subscriptions
    license-manager-user-subscriptions AWS License Manager User Subscriptions
    lightsail Amazon Lightsail
    logs Amazon CloudWatch Logs
    lookoutequipment Amazon Lookout for Equipment
    lookoutmetrics lookoutmetrics
    lookoutvision lookoutvision
    m2 AWSMainframeModernization
    machinelearning Amazon Machine Learning
    macie2 Amazon Macie 2
    managedblockchain Amazon Managed Blockchain
    managedblockchain-query Amazon Managed Blockchain Query
    mapcredits mapcredits
    marketplacecommerceanalytics AWS Marketplace Commerce Analytics
    mechanicalturk Amazon Mechanical Turk
    mediaconnect AWS MediaConnect
    mediaconvert AWS Elemental MediaConvert
    mediaimport mediaimport
    medialive AWS Elemental MediaLive
    mediapackage AWS Elemental MediaPackage
    mediapackage-vod AWS Elemental MediaPackage VOD
    mediapackagev2 AWS Elemental MediaPackage v2
    mediastore AWS Elemental MediaStore
    mediatailor AWS MediaTailor
    medical-imaging AWS Health Imaging
    memorydb Amazon MemoryDB
    mgh AWS Migration Hub
    mgn Application Migration Service
    migrationhub-orchestrator AWS Migration Hub Orchestrator
    migrationhub-strategy Migration Hub Strategy Recommendations
    mobileanalytics mobileanalytics
    mobiletargeting Amazon Pinpoint
    monitron monitron
    mpa AWS Multi-party Approval
    mq AmazonMQ
    neptune-db Amazon NeptuneData
    neptune-graph Amazon Neptune Graph
    network-firewall AWS Network Firewall
    network-security-director network-security-director
    network-security-manager network-security-manager
    networkflowmonitor Network Flow Monitor
    networkmanager AWS Network Manager
    networkmanager-chat networkmanager-chat
    networkmonitor Amazon CloudWatch Network Monitor
    nimble nimble
    notifications AWS User Notifications
    notifications-contacts AWS User Notifications Contacts
    nova-act Nova Act Service
    oam CloudWatch Observability Access Manager
    observabilityadmin CloudWatch Observability Admin Service
    odb odb
    omics Amazon Omics
    one one
    opensearch opensearch
    opsworks AWS OpsWorks
    opsworks-cm opsworks-cm
    organizations AWS Organizations
    osis Amazon OpenSearch Ingestion
    outposts AWS Outposts
    panorama AWS Panorama
    partnercentral Partner Central Account API
    partnercentral-account-management partnercentral-account-management
    payment-cryptography Payment Cryptography Control Plane
    payments AWS Payments
    pca-connector-ad PcaConnectorAd
    pca-connector-scep Private CA Connector for SCEP
    pcs AWS Parallel Computing Service
    personalize Amazon Personalize
    pi AWS Performance Insights
    pipes Amazon EventBridge Pipes
    polly Amazon Polly
    pricing AWS Price List Service
    pricingplanmanager pricingplanmanager
    private-networks private-networks
    profile Amazon Connect Customer Profiles
    proton AWS Proton
    purchase-orders AWS Purchase Orders Console
    q Amazon Q
    qapps QApps
    qbusiness QBusiness
    qdeveloper qdeveloper
    qldb Amazon QLDB
    quicksight Amazon QuickSight
    ram AWS Resource Access Manager
    rbin Amazon Recycle Bin
    rds Amazon Relational Database Service
    rds-data AWS RDS DataService
    rds-db AWS RDS IAM Authentication
    redshift Amazon Redshift
    redshift-data Redshift Data API Service
    redshift-serverless Redshift Serverless
    refactor-spaces AWS Migration Hub Refactor Spaces
    rekognition Amazon Rekognition
    repostspace AWS re:Post Private
    researchstudio researchstudio
    resiliencehub AWS Resilience Hub
    resource-explorer resource-explorer
    resource-explorer-2 AWS Resource Explorer
    resource-groups AWS Resource Groups
    rhelkb rhelkb
    robomaker AWS RoboMaker
    rolesanywhere IAM Roles Anywhere
    route53 Amazon Route 53
    route53-recovery-cluster Route53 Recovery Cluster
    route53-recovery-control-config AWS Route53 Recovery Control Config
    route53-recovery-readiness AWS Route53 Recovery Readiness
    route53domains Amazon Route 53 Domains
    route53globalresolver Amazon Route 53 Global Resolver
    route53profiles Route 53 Profiles
    route53resolver Amazon Route 53 Resolver
    rtbfabric RTBFabric
    rum CloudWatch RUM
    s3 Amazon S3
    s3-object-lambda Amazon S3 Object Lambda
    s3-outposts Amazon S3 on Outposts
    s3express Amazon S3 Express
    s3files Amazon S3 Files
    s3tables Amazon S3 Tables
    s3vectors Amazon S3 Vectors
    sagemaker Amazon SageMaker Service
    sagemaker-data-science-assistant sagemaker-data-science-assistant
    sagemaker-geospatial Amazon SageMaker geospatial capabilities
    sagemaker-mlflow sagemaker-mlflow
    sagemaker-unified-studio-mcp sagemaker-unified-studio-mcp
    savingsplans AWS Savings Plans
    scheduler Amazon EventBridge Scheduler
    schemas Schemas
    scn AWS Supply Chain
    sdb Amazon SimpleDB
    secretsmanager AWS Secrets Manager
    security-ir Security Incident Response
    securityagent AWS Security Agent
    securityhub AWS SecurityHub
    securitylake Amazon Security Lake
    serverlessrepo AWSServerlessApplicationRepository
    servicecatalog AWS Service Catalog
    servicediscovery AWS Cloud Map
    serviceextract serviceextract
    servicequotas Service Quotas
    ses Amazon Simple Email Service
    shield AWS Shield
    signer AWS Signer
    signin AWS Sign-In Service
    simspaceweaver AWS SimSpace Weaver
    sms AWS Server Migration Service
    sms-voice Amazon Pinpoint SMS and Voice Service
    snow-device-management AWS Snow Device Management
    snowball Amazon Import/Export Snowball
    sns Amazon SNS
    social-messaging AWS End User Messaging Social
    sqlworkbench sqlworkbench
    sqs Amazon SQS
    ssm Amazon Simple Systems Manager (SSM)
    ssm-contacts AWS Systems Manager Incident Manager Contacts
    ssm-guiconnect AWS SSM-GUIConnect
    ssm-incidents AWS Systems Manager Incident Manager
    ssm-quicksetup AWS Systems Manager QuickSetup
    ssm-sap AWS Systems Manager for SAP
    ssmmessages Amazon Session Manager Message Gateway Service
    sso AWS Single Sign-On
    sso-directory AWS SSO Directory
    sso-oauth AWS SSO OIDC
    startups startups
    states AWS Step Functions
    storagegateway AWS Storage Gateway
    sts AWS Security Token Service
    support AWS Support
    support-console support-console
    supportapp AWS Support App
    supportauthz supportauthz
    supportplans supportplans
    sustainability AWS Sustainability
    swf Amazon Simple Workflow Service
    synthetics Synthetics
    tag AWS Resource Groups Tagging API
    tax Tax Settings
    textract Amazon Textract
    thinclient Amazon WorkSpaces Thin Client
    timestream Amazon Timestream Query
    timestream-influxdb Timestream InfluxDB
    tiros tiros
    tnb AWS Telco Network Builder
    transcribe Amazon Transcribe Service
    transfer AWS Transfer Family
    transform transform
    transform-custom transform-custom
    translate Amazon Translate
    trustedadvisor TrustedAdvisor Public API
    ts ts
    user-subscriptions user-subscriptions
    uxc AWS User Experience Customization
    vendor-insights vendor-insights
    verified-access verified-access
    verifiedpermissions Amazon Verified Permissions
    voiceid Amazon Voice ID
    vpc-lattice Amazon VPC Lattice
    vpc-lattice-svcs Amazon VPC Lattice Services
    vpce AWS PrivateLink
    waf AWS WAF
    waf-regional AWS WAF Regional
    wafv2 AWS WAFV2
    wam wam
    wellarchitected AWS Well-Architected Tool
    wickr AWS Wickr Admin API
    wisdom Amazon Connect Wisdom Service
    workdocs Amazon WorkDocs
    worklink worklink
    workmail Amazon WorkMail
    workmailmessageflow Amazon WorkMail Message Flow
    workspaces Amazon WorkSpaces
    workspaces-instances Amazon Workspaces Instances
    workspaces-web Amazon WorkSpaces Web
    xray AWS X-Ray
    """
