import AWSTypes
import PolicyEngine
import PolicyLanguage

/// DynamoDB: tables and indexes, items by their keys, and the attributes that a request touches.
enum DynamoDBFacts {
    static func complete(_ facts: inout CallFacts, _ call: Call) {
        switch call.operation {
        case "BatchGetItem", "BatchWriteItem": setBatch(&facts, call)
        case "TransactGetItems", "TransactWriteItems": setTransaction(&facts, call)
        case "ExecuteStatement", "BatchExecuteStatement", "ExecuteTransaction": setStatements(&facts, call)
        case "GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query", "Scan": setSingle(&facts, call)
        default:
            // Tables may be named by their ARN.
            facts.mapResources { $0 }
        }
        facts.set("dynamodb:ReturnValues", call.members["ReturnValues"])
        facts.set("dynamodb:ReturnConsumedCapacity", call.members["ReturnConsumedCapacity"])
    }

    // MARK: One table

    private static func setSingle(_ facts: inout CallFacts, _ call: Call) {
        let members = call.members
        guard let name = members["TableName"], let request = members.tree else { return }
        let index = members["IndexName"]
        facts.setResources([table(name, index: index, call.scope)])
        facts.context += keys(request, table: name, index: index, call)
        facts.set("dynamodb:Select", members["Select"] ?? (isRead(call.operation) ? "ALL_ATTRIBUTES" : nil))
        if call.operation == "Scan" { facts.set("dynamodb:FullTableScan", "true") }
    }

    private static func isRead(_ operation: String) -> Bool { operation == "Query" || operation == "Scan" }

    static func table(_ name: String, index: String?, _ scope: CallScope) -> String {
        let table = name.hasPrefix("arn:") ? name : scope.arn("dynamodb", "table/\(name)")
        return index.map { "\(table)/index/\($0)" } ?? table
    }

    // MARK: Several tables

    private static func setBatch(_ facts: inout CallFacts, _ call: Call) {
        guard let action = facts.questions.first?.action else { return }
        facts.questions = (call.members.tree?["RequestItems"]?.members ?? []).map { entry in
            var question = CallFacts.Question(action, on: table(entry.name, index: nil, call.scope))
            var leading: [String?] = []
            var attributes: Set<String> = []
            if call.operation == "BatchGetItem" {
                let items = entry.value["Keys"]?.elements ?? []
                leading = items.map { leadingKey(of: $0, table: entry.name, index: nil, call) }
                attributes = ItemAttributes.named(in: entry.value)
                for item in items { attributes.formUnion((item.members ?? []).map(\.name)) }
            } else {
                for request in entry.value.elements ?? [] {
                    let item = request["PutRequest"]?["Item"] ?? request["DeleteRequest"]?["Key"]
                    leading.append(item.flatMap { leadingKey(of: $0, table: entry.name, index: nil, call) })
                    attributes.formUnion((item?.members ?? []).map(\.name))
                }
            }
            question.context = context(leading, attributes)
            return question
        }
    }

    /// AWS asks for the permission of each part: `dynamodb:GetItem`, `dynamodb:PutItem` and so on.
    private static func setTransaction(_ facts: inout CallFacts, _ call: Call) {
        let parts = [
            ("Get", "GetItem"), ("Put", "PutItem"), ("Update", "UpdateItem"), ("Delete", "DeleteItem"),
            ("ConditionCheck", "ConditionCheckItem"),
        ]
        var questions: [CallFacts.Question] = []
        for item in call.members.tree?["TransactItems"]?.elements ?? [] {
            for (part, action) in parts {
                guard let request = item[part], let name = request["TableName"]?.string else { continue }
                var question = CallFacts.Question("dynamodb:\(action)", on: table(name, index: nil, call.scope))
                question.context = keys(request, table: name, index: nil, call)
                question.context.append(("dynamodb:EnclosingOperation", .string(call.operation)))
                questions.append(question)
            }
        }
        if !questions.isEmpty { facts.questions = questions }
    }

    // MARK: PartiQL

    private static func setStatements(_ facts: inout CallFacts, _ call: Call) {
        let statements =
            call.members.texts("Statement") + call.members.texts("Statements.*.Statement")
            + call.members.texts("TransactStatements.*.Statement")
        let questions = statements.map { text in
            guard let statement = PartiQLStatement(text) else {
                var question = CallFacts.Question.unknown("dynamodb:PartiQLDelete")
                question.note = "The PartiQL statement can't be read here, so it is decided as PartiQLDelete on *."
                return question
            }
            var question = CallFacts.Question(
                statement.action, on: table(statement.table, index: statement.index, call.scope))
            question.context = unknownKeys
            return question
        }
        if !questions.isEmpty { facts.questions = questions }
    }

    // MARK: Keys

    /// The keys of items and the attributes that a request touches.
    private static func keys(
        _ request: JSONValue, table: String, index: String?, _ call: Call
    ) -> [(key: ContextKey, value: ContextValue)] {
        var attributes = ItemAttributes.named(in: request)
        let item = request["Key"] ?? request["Item"]
        attributes.formUnion((item?.members ?? []).map(\.name))
        let leading: [String?]
        if let item {
            leading = [leadingKey(of: item, table: table, index: index, call)]
        } else if call.operation == "Query" {
            leading = [queriedKey(request, table: table, index: index, call)]
        } else {
            // A scan reads every item, so there is no key that it keeps to.
            leading = [nil]
        }
        return context(leading, attributes)
    }

    private static func context(
        _ leading: [String?], _ attributes: Set<String>
    ) -> [(key: ContextKey, value: ContextValue)] {
        var context: [(key: ContextKey, value: ContextValue)] = []
        context.append(("dynamodb:LeadingKeys", .strings(leading.map { $0 ?? unknownKey })))
        if !attributes.isEmpty { context.append(("dynamodb:Attributes", .strings(attributes.sorted()))) }
        return context
    }

    /// What stands for a key that is not known.
    ///
    /// A condition with `ForAllValues` would hold where there is no value, and
    /// let through what nobody looked at.
    private static let unknownKey = "\u{0}unknown"
    private static let unknownKeys: [(key: ContextKey, value: ContextValue)] = [
        ("dynamodb:LeadingKeys", .strings([unknownKey])), ("dynamodb:Attributes", .strings([unknownKey])),
    ]

    private static func partitionKey(_ table: String, _ index: String?, _ call: Call) -> String? {
        let name = table.lastComponent
        return call.learnt.partitionKeys[index.map { "\(name)/\($0)" } ?? name]
    }

    private static func leadingKey(of item: JSONValue, table: String, index: String?, _ call: Call) -> String? {
        let members = item.members ?? []
        let name = partitionKey(table, index, call) ?? (members.count == 1 ? members[0].name : nil)
        return name.flatMap { item[$0] }.flatMap(scalar)
    }

    /// The value of the partition key in a query's condition, such as `pk = :p AND begins_with(sk, :s)`.
    private static func queriedKey(_ request: JSONValue, table: String, index: String?, _ call: Call) -> String? {
        if let conditions = request["KeyConditions"]?.members {
            let name = partitionKey(table, index, call) ?? (conditions.count == 1 ? conditions[0].name : nil)
            let condition = name.flatMap { request["KeyConditions"]?[$0] }
            guard condition?["ComparisonOperator"]?.string == "EQ" else { return nil }
            return condition?["AttributeValueList"]?.elements?.first.flatMap(scalar)
        }
        guard let text = request["KeyConditionExpression"]?.string else { return nil }
        let equalities = ItemAttributes.equalities(in: text, request)
        let name = partitionKey(table, index, call) ?? (equalities.count == 1 ? equalities[0].attribute : nil)
        guard let found = equalities.first(where: { $0.attribute == name }) else { return nil }
        return request["ExpressionAttributeValues"]?[found.value].flatMap(scalar)
    }

    /// The text of an attribute's value: a string, a number or, in base 64, bytes.
    private static func scalar(_ value: JSONValue) -> String? {
        (value["S"] ?? value["N"] ?? value["B"])?.string
    }
}
