import AWSTypes

/// Systems Manager: parameters, whose names may begin with a slash and end in a version; documents; nodes.
enum SSMFacts {
    static func complete(_ facts: inout CallFacts, _ call: Call) {
        let members = call.members
        facts.set("ssm:Overwrite", members["Overwrite"])
        facts.set("ssm:Recursive", members["Recursive"])
        facts.set("ssm:DocumentType", call.operation == "CreateDocument" ? members["DocumentType"] : nil)
        switch call.operation {
        case "GetParameter", "PutParameter", "DeleteParameter", "GetParameterHistory", "LabelParameterVersion",
            "UnlabelParameterVersion", "GetParameters", "DeleteParameters":
            let names = members.texts("Name") + members.texts("Names.*")
            facts.setResources(names.map { parameter($0, call.scope) })
        case "GetParametersByPath":
            facts.setResources(members.texts("Path").map { parameter($0, call.scope) })
        case "SendCommand":
            let document = members["DocumentName"].map { self.document($0, call.scope) }
            let nodes = members.texts("InstanceIds.*").map { node($0, call.scope) }
            let targets = members.has("Targets") ? [call.scope.arn("ec2", "instance/*")] : []
            facts.setResources([document].compactMap(\.self) + nodes + targets)
        case "StartSession":
            let document = members["DocumentName"].map { self.document($0, call.scope) }
            facts.setResources(members.texts("Target").map { node($0, call.scope) } + [document].compactMap(\.self))
        case "AddTagsToResource", "RemoveTagsFromResource", "ListTagsForResource":
            guard let type = members["ResourceType"], let id = members["ResourceId"] else { return }
            facts.setResources([tagged(type, id, call.scope)])
        default:
            if call.operation.hasSuffix("Document"), let name = members["Name"] {
                facts.setResources([document(name, call.scope)])
            }
        }
    }

    private static func parameter(_ name: String, _ scope: CallScope) -> String {
        if name.hasPrefix("arn:") { return name }
        // What follows a colon is a version or a label.
        let bare = name.split(separator: ":", maxSplits: 1).first.map(String.init) ?? name
        return scope.arn("ssm", bare.hasPrefix("/") ? "parameter\(bare)" : "parameter/\(bare)")
    }

    private static func document(_ name: String, _ scope: CallScope) -> String {
        if name.hasPrefix("arn:") { return name }
        // AWS's own documents belong to no account.
        let isOfAWS = name.hasPrefix("AWS-") || name.hasPrefix("AWSEC2-") || name.hasPrefix("Amazon")
        return scope.arn("ssm", "document/\(name)", account: isOfAWS ? "" : nil)
    }

    private static func node(_ id: String, _ scope: CallScope) -> String {
        id.hasPrefix("mi-") ? scope.arn("ssm", "managed-instance/\(id)") : scope.arn("ec2", "instance/\(id)")
    }

    private static func tagged(_ type: String, _ id: String, _ scope: CallScope) -> String {
        switch type {
        case "Parameter": parameter(id, scope)
        case "Document": document(id, scope)
        case "ManagedInstance": scope.arn("ssm", "managed-instance/\(id)")
        case "MaintenanceWindow": scope.arn("ssm", "maintenancewindow/\(id)")
        case "PatchBaseline": scope.arn("ssm", "patchbaseline/\(id)")
        case "OpsItem": scope.arn("ssm", "opsitem/\(id)")
        case "OpsMetadata": scope.arn("ssm", "opsmetadata/\(id)")
        case "Automation": scope.arn("ssm", "automation-execution/\(id)")
        case "Association": scope.arn("ssm", "association/\(id)")
        default: "*"
        }
    }
}
