import AWSTypes

/// Auto Scaling: groups that launch from templates, which may bring instance profiles of their own.
enum AutoScalingFacts {
    static func complete(_ facts: inout CallFacts, _ call: Call) {
        let members = call.members
        if let name = members["AutoScalingGroupName"] {
            facts.setResources([call.scope.arn("autoscaling", "autoScalingGroup:*:autoScalingGroupName/\(name)")])
        }
        guard call.operation == "CreateAutoScalingGroup" || call.operation == "UpdateAutoScalingGroup" else { return }
        if members.has("LaunchTemplate") || members.has("MixedInstancesPolicy") {
            facts.passes.append(PassedRole(.unknown, to: ["ec2.amazonaws.com"]))
        }
    }
}
