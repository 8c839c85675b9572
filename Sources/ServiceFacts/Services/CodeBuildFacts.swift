import AWSTypes

/// CodeBuild: projects by name; builds, by `PROJECT:ID`, are asked about on their project.
enum CodeBuildFacts {
    static func complete(_ facts: inout CallFacts, _ call: Call) {
        let members = call.members
        switch call.operation {
        case "CreateProject", "UpdateProject", "DeleteProject":
            set(members.texts("name"), &facts, call)
        case "StartBuild", "StartBuildBatch", "ListBuildsForProject", "ListBuildBatchesForProject",
            "InvalidateProjectCache", "CreateWebhook", "UpdateWebhook", "DeleteWebhook", "StartSandbox":
            set(members.texts("projectName"), &facts, call)
        case "BatchGetProjects": set(members.texts("names.*"), &facts, call)
        case "StopBuild", "RetryBuild", "StopBuildBatch", "RetryBuildBatch", "DeleteBuildBatch":
            set(members.texts("id").map(project), &facts, call)
        case "BatchGetBuilds", "BatchDeleteBuilds", "BatchGetBuildBatches":
            set(Set(members.texts("ids.*").map(project)).sorted(), &facts, call)
        default: return
        }
        facts.set("codebuild:serviceRole", members["serviceRole"])
        facts.set("codebuild:source.location", members["source.location"])
        facts.set("codebuild:environment.image", members["environment.image"])
        facts.set("codebuild:environment.privilegedMode", members["environment.privilegedMode"])
    }

    private static func set(_ projects: [String], _ facts: inout CallFacts, _ call: Call) {
        if projects.isEmpty { return }
        let resources = projects.map { $0.hasPrefix("arn:") ? $0 : call.scope.arn("codebuild", "project/\($0)") }
        facts.setResources(resources)
        for place in facts.passes.indices { facts.passes[place].associatedResource = resources[0] }
    }

    private static func project(_ build: String) -> String {
        let id = build.hasPrefix("arn:") ? build.split(separator: "/").last.map(String.init) ?? build : build
        return id.split(separator: ":").first.map(String.init) ?? id
    }
}
