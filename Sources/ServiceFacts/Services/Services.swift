/// What is known of single services beyond the table.
enum Services {
    /// Completes the facts of a call.
    typealias Extractor = @Sendable (inout CallFacts, Call) -> Void

    /// The extractor of a service, by its name in AWS's SDKs.
    static func extractor(of service: String) -> Extractor? { extractors[service] }

    /// The services that are known so.
    static var names: [String] { extractors.keys.sorted() }

    private static let extractors: [String: Extractor] = [
        "autoscaling": AutoScalingFacts.complete, "cloudformation": CloudFormationFacts.complete,
        "codebuild": CodeBuildFacts.complete,
        "codepipeline": CodePipelineFacts.complete, "dynamodb": DynamoDBFacts.complete, "ec2": EC2Facts.complete,
        "ecr": ECRFacts.complete, "ecs": ECSFacts.complete, "events": EventsFacts.complete, "kms": KMSFacts.complete,
        "lambda": LambdaFacts.complete, "logs": LogsFacts.complete, "secretsmanager": SecretsManagerFacts.complete,
        "sns": SNSFacts.complete, "sqs": SQSFacts.complete, "ssm": SSMFacts.complete,
        "stepfunctions": StepFunctionsFacts.complete,
    ]
}

extension String {
    /// What stands after the last slash or colon: the name in an ARN or a path.
    var lastComponent: String {
        split { $0 == "/" || $0 == ":" }.last.map(String.init) ?? self
    }
}
