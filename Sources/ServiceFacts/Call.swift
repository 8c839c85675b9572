import AWSTypes
import PolicyLanguage
import ServiceRouting

/// A call of an AWS service: what it asks for, with its members.
package struct Call: Sendable {
    /// The service's name, such as `dynamodb`.
    package let service: String
    /// The operation.
    package let operation: String
    /// The members.
    package let members: RequestMembers
    /// The path, as on the wire.
    package let path: Substring
    /// The region and account it is about.
    package let scope: CallScope
    /// What was learnt from the upstream.
    package var learnt = LearntFacts()

    /// Makes a call.
    package init(
        _ recognition: Recognition, _ members: RequestMembers, path: Substring, in scope: CallScope
    ) {
        service = recognition.service.name
        operation = recognition.operation
        self.members = members
        self.path = path
        self.scope = scope
    }
}

/// What a request does not say, and its upstream was asked for.
package struct LearntFacts: Sendable {
    /// The partition key of tables of DynamoDB and of their indexes, by `TABLE` and `TABLE/INDEX`.
    package var partitionKeys: [String: String] = [:]
    /// The roles of a task definition of ECS; nil: nobody was asked, or nobody knows.
    package var taskRoles: [String]?
    /// The instance profile of a launch template of EC2: its name or ARN, or empty where it has none.
    package var templateProfile: String?

    /// Nothing was learnt.
    package init() {}
}

extension Call {
    /// The tables of DynamoDB whose items it names, so that their partition keys have to be known.
    package var keyedTables: [String] {
        guard service == "dynamodb", let tree = members.tree else { return [] }
        switch operation {
        case "PutItem", "Query": return [tree["TableName"]?.string].compactMap { $0?.lastComponent }
        case "GetItem", "UpdateItem", "DeleteItem":
            // A key of one attribute is the partition key.
            if tree["Key"]?.members?.count == 1 { return [] }
            return [tree["TableName"]?.string].compactMap { $0?.lastComponent }
        case "BatchGetItem", "BatchWriteItem":
            return (tree["RequestItems"]?.members ?? []).map(\.name.lastComponent)
        case "TransactGetItems", "TransactWriteItems":
            let parts = (tree["TransactItems"]?.elements ?? []).flatMap { $0.members ?? [] }
            return Set(parts.compactMap { $0.value["TableName"]?.string?.lastComponent }).sorted()
        default: return []
        }
    }
}
