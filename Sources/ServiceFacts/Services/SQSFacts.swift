import AWSTypes
import ServiceRouting

/// SQS: queues are named by their URLs, `https://HOST/ACCOUNT/NAME`.
enum SQSFacts {
    static func complete(_ facts: inout CallFacts, _ call: Call) {
        let resources = queues(of: call)
        if !resources.isEmpty { facts.setResources(resources) }
    }

    private static func queues(of call: Call) -> [String] {
        let members = call.members
        if let url = members["QueueUrl"] { return [arn(ofURL: url, call.scope)] }
        if let name = members["QueueName"] {
            return [call.scope.arn("sqs", name, account: members["QueueOwnerAWSAccountId"])]
        }
        if let source = members["SourceArn"] { return [source] }
        // Older clients of the query protocol ask at the queue's own path.
        let parts = call.path.split(separator: "/")
        if parts.count == 2 { return [call.scope.arn("sqs", String(parts[1]), account: String(parts[0]))] }
        return []
    }

    static func arn(ofURL url: String, _ scope: CallScope) -> String {
        let parts = url.split(separator: "/")
        guard parts.count >= 2, let name = parts.last else { return scope.arn("sqs", url) }
        let owner = AccountID(String(parts[parts.count - 2]))?.description
        return scope.arn("sqs", String(name), account: owner)
    }
}
