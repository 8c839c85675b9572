import AWSTypes
import PolicyEngine

/// ECS: clusters, services, tasks and task definitions, by short names or ARNs.
enum ECSFacts {
    static func complete(_ facts: inout CallFacts, _ call: Call) {
        let members = call.members
        let cluster = cluster(members["cluster"] ?? "default", call.scope)
        switch call.operation {
        case "RunTask", "StartTask":
            facts.ask("ecs:\(call.operation)", on: members.texts("taskDefinition").map { definition($0, call.scope) })
            setCluster(cluster, &facts)
            passDefinitionRoles(&facts, call)
        case "CreateService", "UpdateService", "DeleteService", "DescribeServices", "ExecuteCommand", "StopTask",
            "DescribeTasks", "UpdateTaskProtection", "GetTaskProtection":
            setParts(&facts, call, cluster)
            setCluster(cluster, &facts)
        case "RegisterTaskDefinition":
            guard let family = members["family"] else { break }
            let definition = call.scope.arn("ecs", "task-definition/\(family):*")
            facts.setResources([definition])
            for place in facts.passes.indices { facts.passes[place].associatedResource = definition }
        case "DeregisterTaskDefinition", "DescribeTaskDefinition":
            facts.setResources(members.texts("taskDefinition").map { definition($0, call.scope) })
        case "CreateCluster": facts.setResources([self.cluster(members["clusterName"] ?? "default", call.scope)])
        case "DeleteCluster", "UpdateCluster", "UpdateClusterSettings", "PutClusterCapacityProviders",
            "ListContainerInstances", "RegisterContainerInstance":
            facts.setResources([cluster])
        case "DescribeClusters":
            let names = members.texts("clusters.*")
            facts.setResources((names.isEmpty ? ["default"] : names).map { self.cluster($0, call.scope) })
        case "ListTasks", "ListServices": setCluster(cluster, &facts)
        default: break
        }
        facts.set("ecs:enable-execute-command", members["enableExecuteCommand"])
        facts.set("ecs:enable-ecs-managed-tags", members["enableECSManagedTags"])
        facts.set("ecs:propagate-tags", members["propagateTags"])
        facts.set("ecs:task-cpu", members["cpu"])
        facts.set("ecs:task-memory", members["memory"])
        facts.set("ecs:container-name", members["container"])
        facts.set("ecs:subnet", all: members.texts("networkConfiguration.awsvpcConfiguration.subnets.*"))
        let privileged = members.texts("containerDefinitions.*.privileged")
        if !privileged.isEmpty { facts.set("ecs:privileged", privileged.contains("true") ? "true" : "false") }
    }

    private static func setCluster(_ cluster: String, _ facts: inout CallFacts) {
        facts.context.append(("ecs:cluster", .string(cluster)))
    }

    private static func setParts(_ facts: inout CallFacts, _ call: Call, _ cluster: String) {
        let members = call.members
        let clusterName = cluster.lastComponent
        func within(_ kind: String, _ name: String) -> String {
            name.hasPrefix("arn:") ? name : call.scope.arn("ecs", "\(kind)/\(clusterName)/\(name)")
        }
        switch call.operation {
        case "CreateService": facts.setResources(members.texts("serviceName").map { within("service", $0) })
        case "UpdateService", "DeleteService":
            facts.setResources(members.texts("service").map { within("service", $0) })
        case "DescribeServices": facts.setResources(members.texts("services.*").map { within("service", $0) })
        case "ExecuteCommand": facts.setResources([cluster] + members.texts("task").map { within("task", $0) })
        case "StopTask": facts.setResources(members.texts("task").map { within("task", $0) })
        default: facts.setResources(members.texts("tasks.*").map { within("task", $0) })
        }
        if call.operation == "CreateService" || call.operation == "UpdateService" {
            if let definition = members["taskDefinition"] {
                facts.context.append(("ecs:task-definition", .string(self.definition(definition, call.scope))))
                passDefinitionRoles(&facts, call)
            }
        }
    }

    /// The roles of the task definition that is run; the request's own stand in their place.
    private static func passDefinitionRoles(_ facts: inout CallFacts, _ call: Call) {
        guard call.members.has("taskDefinition") else { return }
        let overridden = call.members.has("overrides.taskRoleArn") && call.members.has("overrides.executionRoleArn")
        if overridden { return }
        let services = ["ecs-tasks.amazonaws.com"]
        guard let roles = call.learnt.taskRoles else {
            facts.passes.append(PassedRole(.unknown, to: services))
            return
        }
        facts.passes += roles.map { PassedRole(.role($0), to: services) }
    }

    private static func cluster(_ name: String, _ scope: CallScope) -> String {
        name.hasPrefix("arn:") ? name : scope.arn("ecs", "cluster/\(name)")
    }

    private static func definition(_ name: String, _ scope: CallScope) -> String {
        if name.hasPrefix("arn:") { return name }
        return scope.arn("ecs", "task-definition/\(name)" + (name.contains(":") ? "" : ":*"))
    }
}
