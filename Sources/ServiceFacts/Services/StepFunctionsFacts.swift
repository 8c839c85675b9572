import AWSTypes

/// Step Functions: machines by name or ARN, which may end in a version or an alias.
enum StepFunctionsFacts {
    static func complete(_ facts: inout CallFacts, _ call: Call) {
        let members = call.members
        if call.operation == "CreateStateMachine", let name = members["name"] {
            let machine = call.scope.arn("states", "stateMachine:\(name)")
            facts.setResources([machine])
            for place in facts.passes.indices { facts.passes[place].associatedResource = machine }
        } else if call.operation == "CreateActivity", let name = members["name"] {
            facts.setResources([call.scope.arn("states", "activity:\(name)")])
        } else if let machine = members["stateMachineArn"] {
            facts.setResources([machine])
            let parts = machine.split(separator: ":")
            if parts.count == 8 { facts.set("states:StateMachineQualifier", String(parts[7])) }
            for place in facts.passes.indices { facts.passes[place].associatedResource = machine }
        }
    }
}
