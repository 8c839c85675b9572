import AWSTypes

/// ECR: repositories by name, of the caller's registry or of another.
enum ECRFacts {
    static func complete(_ facts: inout CallFacts, _ call: Call) {
        let members = call.members
        let names = members.texts("repositoryName") + members.texts("repositoryNames.*")
        if names.isEmpty { return }
        facts.setResources(names.map { call.scope.arn("ecr", "repository/\($0)", account: members["registryId"]) })
    }
}
