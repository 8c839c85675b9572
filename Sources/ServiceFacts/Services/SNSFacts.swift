import AWSTypes

/// SNS: topics by their ARNs; subscriptions are asked about on their topic.
enum SNSFacts {
    static func complete(_ facts: inout CallFacts, _ call: Call) {
        let members = call.members
        facts.set("sns:Protocol", members["Protocol"])
        facts.set("sns:Endpoint", members["Endpoint"])
        if let subscription = members["SubscriptionArn"], let arn = ARN(subscription) {
            let topic = arn.resource.split(separator: ":").first.map(String.init) ?? arn.resource
            facts.setResources(["arn:\(arn.partition):sns:\(arn.region):\(arn.account):\(topic)"])
            return
        }
        if call.operation == "CreateTopic", let name = members["Name"] {
            facts.setResources([call.scope.arn("sns", name)])
        } else if let target = members["TopicArn"] ?? members["TargetArn"] {
            facts.setResources([target])
        } else if call.operation == "Publish", members.has("PhoneNumber") {
            facts.setResources(["*"])
        }
    }
}
