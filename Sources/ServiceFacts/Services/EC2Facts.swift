import AWSTypes
import PolicyEngine
import PolicyLanguage

/// EC2: what is launched is asked about resource by resource, and tags on what is made need `ec2:CreateTags`.
enum EC2Facts {
    static func complete(_ facts: inout CallFacts, _ call: Call) {
        facts.set("ec2:Region", call.scope.region)
        switch call.operation {
        case "RunInstances": setLaunch(&facts, call)
        case "CreateLaunchTemplate", "CreateLaunchTemplateVersion":
            // A template passes its role when something is launched from it.
            facts.passes = []
        case "CreateFleet", "RequestSpotFleet":
            if call.members.has("LaunchTemplateConfigs")
                || call.members.has("SpotFleetRequestConfig.LaunchTemplateConfigs")
            {
                facts.passes.append(PassedRole(.unknown, to: ["ec2.amazonaws.com"]))
            }
        case "CreateTags", "DeleteTags":
            facts.setResources(call.members.texts("ResourceId.*").map { resource($0, call.scope) })
        case "AssociateIamInstanceProfile", "ReplaceIamInstanceProfileAssociation":
            let instance = call.members["InstanceId"].map { resource($0, call.scope) }
            facts.setResources([instance ?? call.scope.arn("ec2", "instance/*")])
            for place in facts.passes.indices {
                facts.passes[place].associatedResource = instance ?? call.scope.arn("ec2", "instance/*")
            }
            facts.set("ec2:NewInstanceProfile", profileARN(call))
        default:
            // Things that are made have no id yet; AWS asks about all of their kind.
            facts.set("ec2:VpcID", call.members["VpcId"].map { resource($0, call.scope) })
            facts.set("ec2:Vpc", call.members["VpcId"].map { resource($0, call.scope) })
        }
        setAttributes(&facts, call)
        splitTags(&facts, call)
    }

    // MARK: RunInstances

    private static func setLaunch(_ facts: inout CallFacts, _ call: Call) {
        let (members, scope) = (call.members, call.scope)
        let action = "ec2:RunInstances"
        func all(_ ids: [String], or kind: String) -> [String] {
            ids.isEmpty ? [scope.arn("ec2", "\(kind)/*")] : Set(ids).sorted().map { resource($0, scope) }
        }
        var resources = members.texts("ImageId").map { resource($0, scope) }
        if resources.isEmpty { resources = [scope.arn("ec2", "image/*", account: "")] }
        resources.append(scope.arn("ec2", "instance/*"))
        resources += all(members.texts("NetworkInterface.*.NetworkInterfaceId"), or: "network-interface")
        resources += all(
            members.texts("SecurityGroupId.*") + members.texts("NetworkInterface.*.SecurityGroupId.*"),
            or: "security-group")
        resources += all(members.texts("SubnetId") + members.texts("NetworkInterface.*.SubnetId"), or: "subnet")
        resources.append(scope.arn("ec2", "volume/*"))
        resources += members.texts("BlockDeviceMapping.*.Ebs.SnapshotId").map { resource($0, scope) }
        resources += members.texts("KeyName").map { scope.arn("ec2", "key-pair/\($0)") }
        resources += members.texts("Placement.GroupName").map { scope.arn("ec2", "placement-group/\($0)") }
        if members.has("LaunchTemplate") {
            let template = members["LaunchTemplate.LaunchTemplateId"] ?? "*"
            resources.append(scope.arn("ec2", "launch-template/\(template)"))
            facts.set("ec2:LaunchTemplate", scope.arn("ec2", "launch-template/\(template)"))
            passTemplateProfile(&facts, call)
        }
        resources += members.texts("CapacityReservationSpecification.CapacityReservationTarget.CapacityReservationId")
            .map { scope.arn("ec2", "capacity-reservation/\($0)") }
        facts.ask(action, on: resources)
        facts.set("ec2:IsLaunchTemplateResource", members.has("LaunchTemplate") ? "true" : "false")
        facts.set("ec2:ImageID", members["ImageId"])
        facts.set("ec2:InstanceProfile", profileARN(call))
        facts.set("ec2:KeyPairName", members["KeyName"])
        facts.set("ec2:Subnet", members["SubnetId"].map { resource($0, scope) })
        facts.set("ec2:AvailabilityZone", members["Placement.AvailabilityZone"])
        facts.set("ec2:InstanceMarketType", members["InstanceMarketOptions.MarketType"] ?? "on-demand")
        facts.set("ec2:Tenancy", members["Placement.Tenancy"] ?? "default")
        facts.set("ec2:EbsOptimized", members["EbsOptimized"] ?? "false")
        facts.set("ec2:MetadataHttpTokens", members["MetadataOptions.HttpTokens"])
        facts.set("ec2:MetadataHttpEndpoint", members["MetadataOptions.HttpEndpoint"])
        facts.set("ec2:MetadataHttpPutResponseHopLimit", members["MetadataOptions.HttpPutResponseHopLimit"])
        let isPublic = members.texts("NetworkInterface.*.AssociatePublicIpAddress")
        if !isPublic.isEmpty { facts.set("ec2:AssociatePublicIpAddress", "\(isPublic.contains("true"))") }
        for place in facts.passes.indices { facts.passes[place].associatedResource = scope.arn("ec2", "instance/*") }
    }

    /// The instance profile of the launch template, unless the request has one of its own.
    private static func passTemplateProfile(_ facts: inout CallFacts, _ call: Call) {
        if call.members.has("IamInstanceProfile") { return }
        let services = ["ec2.amazonaws.com"]
        guard let profile = call.learnt.templateProfile else {
            facts.passes.append(PassedRole(.unknown, to: services))
            return
        }
        if !profile.isEmpty { facts.passes.append(PassedRole(.profile(profile), to: services)) }
    }

    /// The ARN of the instance profile that a request names.
    private static func profileARN(_ call: Call) -> String? {
        if let arn = call.members["IamInstanceProfile.Arn"] { return arn }
        return call.members["IamInstanceProfile.Name"].map { name in
            "arn:\(call.scope.partition.rawValue):iam::\(call.scope.account):instance-profile/\(name)"
        }
    }

    // MARK: Keys

    private static func setAttributes(_ facts: inout CallFacts, _ call: Call) {
        let members = call.members
        facts.set("ec2:InstanceType", members["InstanceType"] ?? members["InstanceType.Value"])
        if call.operation == "CreateVolume" {
            facts.set("ec2:AvailabilityZone", members["AvailabilityZone"])
            facts.set("ec2:Encrypted", members["Encrypted"] ?? "false")
            facts.set("ec2:VolumeSize", members["Size"])
            facts.set("ec2:VolumeType", members["VolumeType"] ?? "gp2")
            facts.set("ec2:VolumeIops", members["Iops"])
            facts.set("ec2:VolumeThroughput", members["Throughput"])
            facts.set("ec2:KmsKeyId", members["KmsKeyId"])
            facts.set("ec2:ParentSnapshot", members["SnapshotId"].map { resource($0, call.scope) })
        }
        if call.operation.hasSuffix("Attribute"), let attribute = members["Attribute"] {
            facts.set("ec2:Attribute", attribute)
        }
        if call.operation == "AuthorizeSecurityGroupIngress" || call.operation == "AuthorizeSecurityGroupEgress" {
            facts.set("ec2:SecurityGroupID", members["GroupId"])
        }
    }

    // MARK: Tags

    /// Tags on what is made: each kind of resource has its own, and each needs `ec2:CreateTags`.
    private static func splitTags(_ facts: inout CallFacts, _ call: Call) {
        let specifications = call.members.nodes("TagSpecification.*")
        if specifications.isEmpty { return }
        facts.context.removeAll { $0.key.description.lowercased().hasPrefix("aws:requesttag/") || $0.key == .tagKeys }
        facts.questions.removeAll { $0.action == "ec2:CreateTags" }
        for specification in specifications {
            guard let kind = specification["ResourceType"]?.scalarText else { continue }
            var context: [(key: ContextKey, value: ContextValue)] = []
            var keys: [String] = []
            for tag in specification["Tag"]?.listElements ?? [] {
                guard let key = tag["Key"]?.scalarText else { continue }
                keys.append(key)
                context.append((.requestTag(key), .string(tag["Value"]?.scalarText ?? "")))
            }
            if keys.isEmpty { continue }
            context.append((.tagKeys, .strings(keys)))
            for place in facts.questions.indices where isOf(kind, facts.questions[place].resource) {
                facts.questions[place].context += context
            }
            var tagging = CallFacts.Question("ec2:CreateTags", on: call.scope.arn("ec2", "\(kind)/*"))
            tagging.context = context + [("ec2:CreateAction", .string(call.operation))]
            facts.questions.append(tagging)
        }
    }

    private static func isOf(_ kind: String, _ resource: String) -> Bool {
        resource == "*" || resource.split(separator: ":", maxSplits: 5).last?.hasPrefix("\(kind)/") == true
    }

    // MARK: Resources

    /// The ARN of what an id stands for; the part before the hyphen tells its kind.
    static func resource(_ id: String, _ scope: CallScope) -> String {
        let front = id.split(separator: "-").first.map(String.init) ?? id
        // Some prefixes have hyphens themselves.
        let kind =
            kinds.first { $0.key.contains("-") && id.hasPrefix($0.key + "-") }?.value ?? kinds[front] ?? "*"
        let account = kind == "image" || kind == "snapshot" ? "" : nil
        return kind == "*" ? "*" : scope.arn("ec2", "\(kind)/\(id)", account: account)
    }

    private static let kinds = [
        "i": "instance", "ami": "image", "aki": "image", "ari": "image", "vol": "volume", "snap": "snapshot",
        "sg": "security-group", "sgr": "security-group-rule", "subnet": "subnet", "vpc": "vpc",
        "eni": "network-interface", "igw": "internet-gateway", "eigw": "egress-only-internet-gateway",
        "rtb": "route-table", "acl": "network-acl", "dopt": "dhcp-options", "eipalloc": "elastic-ip",
        "nat": "natgateway", "pcx": "vpc-peering-connection", "vpce": "vpc-endpoint",
        "vpce-svc": "vpc-endpoint-service", "key": "key-pair", "lt": "launch-template", "cr": "capacity-reservation",
        "h": "dedicated-host", "pg": "placement-group", "fl": "vpc-flow-log", "tgw": "transit-gateway",
        "tgw-attach": "transit-gateway-attachment", "tgw-rtb": "transit-gateway-route-table", "vgw": "vpn-gateway",
        "cgw": "customer-gateway", "vpn": "vpn-connection", "pl": "prefix-list", "sir": "spot-instances-request",
        "sfr": "spot-fleet-request", "fleet": "fleet", "r": "reserved-instances", "import": "import-image-task",
        "ipam": "ipam", "ipam-pool": "ipam-pool", "ipam-scope": "ipam-scope", "cvpn-endpoint": "client-vpn-endpoint",
    ]
}
