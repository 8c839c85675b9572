import AWSTypes
import PolicyEngine

/// Lambda: functions by name, by partial or whole ARN, with a qualifier in it or beside it.
enum LambdaFacts {
    static func complete(_ facts: inout CallFacts, _ call: Call) {
        let members = call.members
        facts.set("lambda:SubnetIds", all: members.texts("VpcConfig.SubnetIds.*"))
        facts.set("lambda:SecurityGroupIds", all: members.texts("VpcConfig.SecurityGroupIds.*"))
        facts.set("lambda:Layer", all: members.texts("Layers.*"))
        facts.set("lambda:CodeSigningConfigArn", members["CodeSigningConfigArn"])
        if call.operation == "AddPermission" {
            facts.set("lambda:Principal", members["Principal"])
            facts.set("lambda:FunctionUrlAuthType", members["FunctionUrlAuthType"])
        }
        if call.operation.hasSuffix("FunctionUrlConfig") {
            facts.set("lambda:FunctionUrlAuthType", members["AuthType"])
        }
        if let layer = members["uri:LayerName"] { setLayer(layer, &facts, call) }
        guard let name = members["uri:FunctionName"] ?? members["FunctionName"] ?? members["query:FunctionName"] else {
            return
        }
        let qualifier = members["query:Qualifier"] ?? members["uri:Qualifier"]
        let function = function(name, qualifier: qualifier, call.scope)
        if call.operation.hasSuffix("EventSourceMapping") || call.operation == "ListEventSourceMappings" {
            // AWS asks about the mapping, and has the function in a key.
            facts.context.append(("lambda:FunctionArn", .string(function)))
            return
        }
        let action = facts.questions.first?.action
        facts.questions = facts.questions.map { question in
            let isAboutFunction =
                question.action == action || question.action == "lambda:TagResource"
                || question.resource.contains(":function:")
            var question = question
            if isAboutFunction { question.resource = function }
            if isAboutFunction { question.note = nil }
            return question
        }
        facts.context.append(("lambda:FunctionArn", .string(function)))
        for place in facts.passes.indices { facts.passes[place].associatedResource = function }
    }

    private static func setLayer(_ layer: String, _ facts: inout CallFacts, _ call: Call) {
        let base = layer.hasPrefix("arn:") ? layer : call.scope.arn("lambda", "layer:\(layer)")
        let version = call.members["uri:VersionNumber"].map { ":\($0)" } ?? ""
        facts.setResources([base + version])
    }

    /// The ARN of a function: `name`, `name:qualifier`, `123456789012:function:name`, or the ARN itself.
    static func function(_ text: String, qualifier: String?, _ scope: CallScope) -> String {
        let base: String
        if text.hasPrefix("arn:") {
            base = text
        } else if let mark = text.firstRange(of: ":function:"), let owner = AccountID(String(text[..<mark.lowerBound]))
        {
            base = scope.arn("lambda", String(text[text.index(after: mark.lowerBound)...]), account: owner.description)
        } else {
            base = scope.arn("lambda", "function:\(text)")
        }
        guard let qualifier, !qualifier.isEmpty else { return base }
        // Where both name a qualifier they have to agree, or Lambda refuses.
        let isQualified = base.split(separator: ":").count > 7
        return isQualified ? base : "\(base):\(qualifier)"
    }
}
