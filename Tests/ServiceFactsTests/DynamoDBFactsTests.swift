import AWSTypes
import PolicyEngine
import ServiceFacts
import Testing

@Suite("What calls of DynamoDB need")
struct DynamoDBFactsTests {
    private func facts(_ operation: String, _ body: String, keys: [String: String] = [:]) throws -> CallFacts {
        var learnt = LearntFacts()
        learnt.partitionKeys = keys
        return try FactsOfCalls.json("dynamodb", "DynamoDB_20120810.\(operation)", body, learnt: learnt)
    }

    @Test("An item is asked for on its table, with its key and the attributes that are named")
    func item() throws {
        let facts = try facts(
            "GetItem",
            ##"{"TableName":"Games","Key":{"user":{"S":"mary"}},"ProjectionExpression":"#s, score.top","ExpressionAttributeNames":{"#s":"state"}}"##
        )
        #expect(facts.asked == ["dynamodb:GetItem dynamodb::table/Games"])
        #expect(facts.values("dynamodb:LeadingKeys") == ["mary"])
        #expect(facts.values("dynamodb:Attributes") == ["score", "state", "user"])
    }

    @Test("Of a key of two attributes the partition key counts, which the table tells")
    func compositeKey() throws {
        let body = #"{"TableName":"Games","Key":{"day":{"S":"1"},"user":{"S":"mary"}}}"#
        #expect(try facts("GetItem", body, keys: ["Games": "user"]).values("dynamodb:LeadingKeys") == ["mary"])
        // Where the table's key is not known, no value will do: not none, which ForAllValues would let through.
        #expect(try facts("GetItem", body).values("dynamodb:LeadingKeys") == ["\u{0}unknown"])
    }

    @Test("A query is asked for on its index, with the key that its condition names")
    func query() throws {
        let body = ##"""
            {"TableName":"Games","IndexName":"ByDay","KeyConditionExpression":"#d = :d AND begins_with(title, :t)",
             "ExpressionAttributeNames":{"#d":"day"},"ExpressionAttributeValues":{":d":{"S":"monday"},":t":{"S":"x"}},
             "Select":"SPECIFIC_ATTRIBUTES"}
            """##
        let facts = try facts("Query", body)
        #expect(facts.asked == ["dynamodb:Query dynamodb::table/Games/index/ByDay"])
        #expect(facts.values("dynamodb:LeadingKeys") == ["monday"])
        #expect(facts.values("dynamodb:Attributes") == ["day", "title"])
        #expect(facts.values("dynamodb:Select") == ["SPECIFIC_ATTRIBUTES"])
    }

    @Test("A query that names no partition key by equality has an unknown one")
    func unboundQuery() throws {
        let body =
            #"{"TableName":"T","KeyConditionExpression":"a = :a AND b = :b","ExpressionAttributeValues":{":a":{"S":"1"},":b":{"S":"2"}}}"#
        #expect(try facts("Query", body).values("dynamodb:LeadingKeys") == ["\u{0}unknown"])
        #expect(try facts("Query", body, keys: ["T": "b"]).values("dynamodb:LeadingKeys") == ["2"])
        #expect(try facts("Scan", #"{"TableName":"T"}"#).values("dynamodb:LeadingKeys") == ["\u{0}unknown"])
    }

    @Test("A batch is asked for on each of its tables, with the keys of that table")
    func batch() throws {
        let body = #"""
            {"RequestItems":{"A":[{"PutRequest":{"Item":{"id":{"S":"1"},"x":{"N":"5"}}}},{"DeleteRequest":{"Key":{"id":{"S":"2"}}}}],
             "B":[{"DeleteRequest":{"Key":{"id":{"S":"3"}}}}]}}
            """#
        let facts = try facts("BatchWriteItem", body, keys: ["A": "id", "B": "id"])
        #expect(
            facts.asked == ["dynamodb:BatchWriteItem dynamodb::table/A", "dynamodb:BatchWriteItem dynamodb::table/B"])
        #expect(facts.questions[0].context.first { $0.key == "dynamodb:LeadingKeys" }?.value.texts == ["1", "2"])
        #expect(facts.questions[1].context.first { $0.key == "dynamodb:LeadingKeys" }?.value.texts == ["3"])
    }

    @Test("A transaction is asked for part by part")
    func transaction() throws {
        let body = #"""
            {"TransactItems":[{"Put":{"TableName":"A","Item":{"id":{"S":"1"}}}},
             {"ConditionCheck":{"TableName":"B","Key":{"id":{"S":"2"}},"ConditionExpression":"attribute_exists(paid)"}}]}
            """#
        let facts = try facts("TransactWriteItems", body)
        #expect(
            facts.asked == ["dynamodb:PutItem dynamodb::table/A", "dynamodb:ConditionCheckItem dynamodb::table/B"])
        #expect(facts.questions[1].context.first { $0.key == "dynamodb:Attributes" }?.value.texts == ["id", "paid"])
    }

    @Test(
        "Statements are asked for by what they do, on the table or index that they name",
        arguments: [
            (#"SELECT * FROM \"Games\" WHERE id = 'x'"#, "dynamodb:PartiQLSelect dynamodb::table/Games"),
            (#"select a from \"My.Games\".\"By Day\""#, "dynamodb:PartiQLSelect dynamodb::table/My.Games/index/By Day"),
            (#"INSERT INTO Games VALUE {'from': 'Other'}"#, "dynamodb:PartiQLInsert dynamodb::table/Games"),
            (#"UPDATE Games SET a = 1 WHERE id = ' from Other '"#, "dynamodb:PartiQLUpdate dynamodb::table/Games"),
            (#"DELETE FROM Games WHERE id = 'x'"#, "dynamodb:PartiQLDelete dynamodb::table/Games"),
            (#"EXISTS(SELECT * FROM Games WHERE id = 'x')"#, "dynamodb:PartiQLSelect dynamodb::table/Games"),
            (#"TRUNCATE Games"#, "dynamodb:PartiQLDelete *"),
        ])
    func statements(text: String, expected: String) throws {
        #expect(try facts("ExecuteStatement", #"{"Statement":"\#(text)"}"#).asked == [expected])
    }

    @Test("A body that has a member twice is refused: another reader may take the other one")
    func repeatedMembers() {
        #expect(throws: AWSError("SerializationException", status: 400, "")) {
            try facts("GetItem", #"{"TableName":"A","TableName":"B","Key":{"id":{"S":"1"}}}"#)
        }
        #expect(throws: AWSError("SerializationException", status: 400, "")) { try facts("GetItem", "{") }
    }

    @Test("Tags on a table that is made need the tagging action on that table")
    func tags() throws {
        let facts = try facts("CreateTable", #"{"TableName":"A","Tags":[{"Key":"team","Value":"blue"}]}"#)
        #expect(facts.asked == ["dynamodb:CreateTable dynamodb::table/A", "dynamodb:TagResource dynamodb::table/A"])
        #expect(facts.values("aws:RequestTag/team") == ["blue"])
        #expect(facts.values("aws:TagKeys") == ["team"])
    }
}
