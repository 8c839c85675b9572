import AWSProtocols
import AWSTypes
import IdentityModel
import Operations
import PolicyEngine

// Members that several structures of IAM have.
extension WireWriter {
    mutating func encode(_ tags: some Sequence<Tag>) {
        list("Tags", tags) { writer, tag in
            writer.field("Key", tag.key)
            writer.field("Value", tag.value)
        }
    }

    mutating func encodeBoundary(_ arn: ARN?) {
        guard let arn else { return }
        structure("PermissionsBoundary") { writer in
            writer.field("PermissionsBoundaryType", "Policy")
            writer.field("PermissionsBoundaryArn", arn)
        }
    }
}

extension WireInput {
    /// `NewPath`: where an entity moves.
    func newPath() -> IAMPath? {
        guard let text = text("NewPath", TextConstraint(1...512)) else { return nil }
        if let path = IAMPath(text) { return path }
        reject(.invalidPath("newPath"))
        return nil
    }
}

extension Operation {
    /// The facts of making an entity: the action itself, and, when it is born with tags, the action that tags it.
    func creationFacts(
        of resource: IAMResource, tagging: String, tags: Tags, boundary: ARN? = nil, by caller: Caller,
        in state: IdentityState
    ) -> AuthorizationFacts {
        var context = IAMResource.context(requestTags: tags)
        if let boundary { context.append((.permissionsBoundary, .string(boundary.description))) }
        var facts = facts(on: resource, by: caller, in: state, with: context)
        if !tags.isEmpty {
            facts.checks.append(resource.check(tagging, by: caller, in: state).with(context))
        }
        return facts
    }
}
