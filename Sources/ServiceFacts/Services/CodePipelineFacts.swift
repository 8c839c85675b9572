import AWSTypes

/// CodePipeline: pipelines by name, with their stages and actions.
enum CodePipelineFacts {
    static func complete(_ facts: inout CallFacts, _ call: Call) {
        let members = call.members
        guard let name = members["pipeline.name"] ?? members["pipelineName"] ?? members["name"] else { return }
        var resource = name
        if let stage = members["stageName"] {
            resource += "/\(stage)"
            if let action = members["actionName"] { resource += "/\(action)" }
        }
        switch call.operation {
        case "CreatePipeline", "UpdatePipeline", "DeletePipeline", "GetPipeline", "GetPipelineState",
            "GetPipelineExecution", "ListPipelineExecutions", "ListActionExecutions", "StartPipelineExecution",
            "StopPipelineExecution", "DisableStageTransition", "EnableStageTransition", "PutApprovalResult",
            "RetryStageExecution", "RollbackStage", "PutActionRevision", "OverrideStageCondition",
            "ListRuleExecutions":
            facts.setResources([call.scope.arn("codepipeline", resource)])
        default: return
        }
        let pipeline = call.scope.arn("codepipeline", name)
        // The pipeline's own role is CodePipeline's; those of its actions are its to assume.
        facts.passes = facts.passes.map { pass in
            var pass = PassedRole(pass.reference, to: ["codepipeline.amazonaws.com"], at: pass.member)
            pass.associatedResource = pipeline
            return pass
        }
    }
}
