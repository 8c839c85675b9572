import AWSTypes

/// CloudWatch Logs: groups and streams.
///
/// AWS asks about a group as about its stream without a name, so that policies name groups with `:*` at the end; only
/// the newer tagging operations take the group's ARN as it is.
enum LogsFacts {
    static func complete(_ facts: inout CallFacts, _ call: Call) {
        let members = call.members
        if call.operation == "TagResource" || call.operation == "UntagResource"
            || call.operation == "ListTagsForResource"
        {
            return
        }
        var groups = [members["logGroupName"], members["logGroupIdentifier"]].compactMap(\.self)
        groups += members.texts("logGroupNames.*") + members.texts("logGroupIdentifiers.*")
        if groups.isEmpty { return }
        let stream = call.operation == "DescribeLogStreams" ? nil : members["logStreamName"]
        facts.setResources(groups.map { group($0, stream: stream ?? "", call.scope) })
    }

    private static func group(_ text: String, stream: String, _ scope: CallScope) -> String {
        let suffix = ":log-stream:\(stream)"
        guard text.hasPrefix("arn:") else { return scope.arn("logs", "log-group:\(text)\(suffix)") }
        return (text.hasSuffix(":*") ? String(text.dropLast(2)) : text) + suffix
    }
}
