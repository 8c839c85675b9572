import AWSTypes

/// CloudFormation: stacks by name, whose ARNs end in an id that nobody knows beforehand, or by their ARN.
enum CloudFormationFacts {
    static func complete(_ facts: inout CallFacts, _ call: Call) {
        let members = call.members
        facts.set("cloudformation:RoleArn", members["RoleARN"])
        facts.set("cloudformation:TemplateUrl", members["TemplateURL"])
        facts.set("cloudformation:StackPolicyUrl", members["StackPolicyURL"])
        facts.set("cloudformation:ChangeSetName", members["ChangeSetName"])
        facts.set("cloudformation:ResourceTypes", all: members.texts("ResourceTypes.member.*"))
        guard let name = members["StackName"] else {
            if let set = members["StackSetName"] {
                facts.setResources([call.scope.arn("cloudformation", "stackset/\(set):*")])
            }
            return
        }
        let stack = name.hasPrefix("arn:") ? name : call.scope.arn("cloudformation", "stack/\(name)/*")
        facts.setResources([stack])
        for place in facts.passes.indices { facts.passes[place].associatedResource = stack }
    }
}
