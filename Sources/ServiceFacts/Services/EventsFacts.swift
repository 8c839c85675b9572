import AWSTypes
import PolicyLanguage

/// EventBridge: rules on their buses, and events by their source and type.
enum EventsFacts {
    static func complete(_ facts: inout CallFacts, _ call: Call) {
        let members = call.members
        switch call.operation {
        case "PutEvents":
            let entries = members.nodes("Entries.*")
            let buses = Set(entries.map { $0["EventBusName"]?.string ?? "default" }).sorted()
            facts.setResources(buses.map { bus($0, call.scope) })
            facts.set("events:source", all: entries.compactMap { $0["Source"]?.string })
            facts.set("events:detail-type", all: entries.compactMap { $0["DetailType"]?.string })
        case "PutTargets", "RemoveTargets", "ListTargetsByRule":
            facts.setResources(members.texts("Rule").map { rule($0, of: call) })
            facts.set("events:TargetArn", all: members.texts("Targets.*.Arn"))
        case "PutRule", "DeleteRule", "DescribeRule", "EnableRule", "DisableRule":
            facts.setResources(members.texts("Name").map { rule($0, of: call) })
        case "CreateEventBus", "DeleteEventBus", "DescribeEventBus", "UpdateEventBus":
            facts.setResources([bus(members["Name"] ?? "default", call.scope)])
        case "PutPermission", "RemovePermission":
            facts.setResources([bus(members["EventBusName"] ?? "default", call.scope)])
        default: return
        }
    }

    private static func bus(_ name: String, _ scope: CallScope) -> String {
        name.hasPrefix("arn:") ? name : scope.arn("events", "event-bus/\(name)")
    }

    private static func rule(_ name: String, of call: Call) -> String {
        if name.hasPrefix("arn:") { return name }
        guard let bus = call.members["EventBusName"]?.lastComponent, bus != "default" else {
            return call.scope.arn("events", "rule/\(name)")
        }
        return call.scope.arn("events", "rule/\(bus)/\(name)")
    }
}
