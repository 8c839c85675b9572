import ServiceFacts
import Testing

@Suite("What calls of other services need")
struct ServiceCallTests {
    private let role = "arn:aws:iam::123456789012:role/worker"

    @Test("Lambda: functions in all the forms of their names; the role is passed for the function")
    func lambda() throws {
        let made = try FactsOfCalls.rest(
            "lambda", "POST", "/2015-03-31/functions",
            #"{"FunctionName":"hello","Role":"\#(role)","Tags":{"team":"blue"},"VpcConfig":{"SubnetIds":["s-1","s-2"]}}"#
        )
        #expect(
            made.asked == ["lambda:CreateFunction lambda::function:hello", "lambda:TagResource lambda::function:hello"])
        #expect(made.passed == ["\(role) → lambda.amazonaws.com for arn:aws:lambda::function:hello"])
        #expect(made.values("lambda:SubnetIds") == ["s-1", "s-2"])
        #expect(made.values("aws:RequestTag/team") == ["blue"])
        func invoked(_ name: String) throws -> [String] {
            try FactsOfCalls.rest("lambda", "POST", "/2015-03-31/functions/\(name)/invocations", "not json").asked
        }
        #expect(try invoked("hello") == ["lambda:InvokeFunction lambda::function:hello"])
        #expect(try invoked("hello:live") == ["lambda:InvokeFunction lambda::function:hello:live"])
        #expect(
            try invoked("210987654321:function:hello") == [
                "lambda:InvokeFunction lambda:eu-west-1:210987654321:function:hello"
            ])
        #expect(
            try invoked("arn%3Aaws%3Alambda%3Aeu-west-1%3A123456789012%3Afunction%3Ahello") == [
                "lambda:InvokeFunction lambda::function:hello"
            ])
        let qualified = try FactsOfCalls.rest(
            "lambda", "POST", "/2015-03-31/functions/hello/invocations?Qualifier=live")
        #expect(qualified.asked == ["lambda:InvokeFunction lambda::function:hello:live"])
    }

    @Test("ECS: both roles of a task definition are passed; a task needs the roles of its definition")
    func ecs() throws {
        let front = "AmazonEC2ContainerServiceV20141113."
        let made = try FactsOfCalls.json(
            "ecs", front + "RegisterTaskDefinition",
            #"{"family":"web","taskRoleArn":"\#(role)","executionRoleArn":"agent","containerDefinitions":[{"privileged":true}]}"#
        )
        #expect(made.asked == ["ecs:RegisterTaskDefinition ecs::task-definition/web:*"])
        #expect(
            made.passed == [
                "\(role) → ecs-tasks.amazonaws.com for arn:aws:ecs::task-definition/web:*",
                "agent → ecs-tasks.amazonaws.com for arn:aws:ecs::task-definition/web:*",
            ])
        #expect(made.values("ecs:privileged") == ["true"])
        let run = #"{"cluster":"blue","taskDefinition":"web:3"}"#
        let unknown = try FactsOfCalls.json("ecs", front + "RunTask", run)
        #expect(unknown.asked == ["ecs:RunTask ecs::task-definition/web:3"])
        #expect(unknown.passed == ["unknown → ecs-tasks.amazonaws.com"])
        #expect(unknown.values("ecs:cluster") == ["arn:aws:ecs:eu-west-1:123456789012:cluster/blue"])
        var learnt = LearntFacts()
        learnt.taskRoles = [role]
        #expect(
            try FactsOfCalls.json("ecs", front + "RunTask", run, learnt: learnt).passed == [
                "\(role) → ecs-tasks.amazonaws.com"
            ])
    }

    @Test("CodePipeline: the pipeline's role and those of its actions are passed for the pipeline")
    func codePipeline() throws {
        let facts = try FactsOfCalls.json(
            "codepipeline", "CodePipeline_20150709.CreatePipeline",
            #"{"pipeline":{"name":"ship","roleArn":"\#(role)","stages":[{"actions":[{"roleArn":"deployer"}]}]}}"#)
        #expect(facts.asked == ["codepipeline:CreatePipeline codepipeline::ship"])
        #expect(
            facts.passed == [
                "\(role) → codepipeline.amazonaws.com for arn:aws:codepipeline::ship",
                "deployer → codepipeline.amazonaws.com for arn:aws:codepipeline::ship",
            ])
    }

    @Test("CodeBuild: builds are asked about on their project")
    func codeBuild() throws {
        let facts = try FactsOfCalls.json("codebuild", "CodeBuild_20161006.StopBuild", #"{"id":"app:1234"}"#)
        #expect(facts.asked == ["codebuild:StopBuild codebuild::project/app"])
    }

    @Test("SQS: queues by URL, by name, and at their own path for older clients")
    func sqs() throws {
        func json(_ operation: String, _ body: String) throws -> [String] {
            try FactsOfCalls.json("sqs", "AmazonSQS.\(operation)", body).asked
        }
        #expect(
            try json("SendMessage", #"{"QueueUrl":"http://127.0.0.1:4566/123456789012/jobs","MessageBody":"x"}"#) == [
                "sqs:SendMessage sqs::jobs"
            ])
        #expect(
            try json("ReceiveMessage", #"{"QueueUrl":"https://sqs.eu-west-1.amazonaws.com/210987654321/jobs"}"#) == [
                "sqs:ReceiveMessage sqs:eu-west-1:210987654321:jobs"
            ])
        #expect(try json("GetQueueUrl", #"{"QueueName":"jobs"}"#) == ["sqs:GetQueueUrl sqs::jobs"])
        #expect(try json("ListQueues", "{}") == ["sqs:ListQueues *"])
        let old = try FactsOfCalls.call(
            "sqs", "POST", "/123456789012/jobs", [("content-type", "application/x-www-form-urlencoded")],
            "Action=SendMessage&Version=2012-11-05&MessageBody=x", LearntFacts())
        #expect(old.asked == ["sqs:SendMessage sqs::jobs"])
    }

    @Test("SNS: topics by ARN; subscriptions on their topic; telephones on nothing")
    func sns() throws {
        func asked(_ form: String) throws -> [String] {
            try FactsOfCalls.query("sns", "Version=2010-03-31&Action=" + form).asked
        }
        let topic = "arn:aws:sns:eu-west-1:123456789012:news"
        #expect(try asked("Publish&TopicArn=\(topic)&Message=x") == ["sns:Publish sns::news"])
        #expect(try asked("Publish&PhoneNumber=%2B49&Message=x") == ["sns:Publish *"])
        #expect(try asked("Unsubscribe&SubscriptionArn=\(topic):1234") == ["sns:Unsubscribe sns::news"])
        #expect(try asked("CreateTopic&Name=news") == ["sns:CreateTopic sns::news"])
    }

    @Test("KMS: keys by id and ARN; what an alias stands for is unknown, and the key says which alias it was")
    func kms() throws {
        let byID = try FactsOfCalls.json(
            "kms", "TrentService.Encrypt", #"{"KeyId":"1234","EncryptionContext":{"app":"x"}}"#)
        #expect(byID.asked == ["kms:Encrypt kms::key/1234"])
        #expect(byID.values("kms:EncryptionContext:app") == ["x"])
        #expect(byID.values("kms:EncryptionContextKeys") == ["app"])
        let byAlias = try FactsOfCalls.json("kms", "TrentService.Encrypt", #"{"KeyId":"alias/app"}"#)
        #expect(byAlias.asked == ["kms:Encrypt kms::key/*"])
        #expect(byAlias.values("kms:RequestAlias") == ["alias/app"])
        #expect(byAlias.questions[0].note != nil)
    }

    @Test("Secrets Manager: a name stands for any six characters at its end")
    func secretsManager() throws {
        func asked(_ id: String) throws -> [String] {
            try FactsOfCalls.json("secretsmanager", "secretsmanager.GetSecretValue", #"{"SecretId":"\#(id)"}"#).asked
        }
        #expect(try asked("db") == ["secretsmanager:GetSecretValue secretsmanager::secret:db-??????"])
        let arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db"
        #expect(try asked(arn + "-AbCdEf") == ["secretsmanager:GetSecretValue secretsmanager::secret:db-AbCdEf"])
        #expect(try asked(arn) == ["secretsmanager:GetSecretValue secretsmanager::secret:db-??????"])
    }

    @Test("Systems Manager: parameters with and without a slash and a version; documents of AWS's own")
    func ssm() throws {
        func asked(_ operation: String, _ body: String) throws -> [String] {
            try FactsOfCalls.json("ssm", "AmazonSSM.\(operation)", body).asked
        }
        #expect(try asked("GetParameter", #"{"Name":"/app/db:3"}"#) == ["ssm:GetParameter ssm::parameter/app/db"])
        #expect(
            try asked("GetParameters", #"{"Names":["a","/b"]}"#) == [
                "ssm:GetParameters ssm::parameter/a", "ssm:GetParameters ssm::parameter/b",
            ])
        #expect(
            try asked("SendCommand", #"{"DocumentName":"AWS-RunShellScript","InstanceIds":["i-1","mi-2"]}"#) == [
                "ssm:SendCommand ssm:eu-west-1::document/AWS-RunShellScript", "ssm:SendCommand ec2::instance/i-1",
                "ssm:SendCommand ssm::managed-instance/mi-2",
            ])
    }

    @Test("CloudWatch Logs, EventBridge, Step Functions, CloudFormation and ECR name what AWS's policies name")
    func others() throws {
        let stream = try FactsOfCalls.json(
            "logs", "Logs_20140328.PutLogEvents", #"{"logGroupName":"/app","logStreamName":"1","logEvents":[]}"#)
        #expect(stream.asked == ["logs:PutLogEvents logs::log-group:/app:log-stream:1"])
        let group = try FactsOfCalls.json("logs", "Logs_20140328.DescribeLogStreams", #"{"logGroupName":"/app"}"#)
        #expect(group.asked == ["logs:DescribeLogStreams logs::log-group:/app:log-stream:"])
        let rule = try FactsOfCalls.json(
            "events", "AWSEvents.PutTargets",
            #"{"Rule":"nightly","EventBusName":"own","Targets":[{"Id":"1","Arn":"a","RoleArn":"\#(role)"}]}"#)
        #expect(rule.asked == ["events:PutTargets events::rule/own/nightly"])
        #expect(rule.passed == ["\(role) → events.amazonaws.com"])
        let events = try FactsOfCalls.json(
            "events", "AWSEvents.PutEvents", #"{"Entries":[{"Source":"app","DetailType":"sold","Detail":"{}"}]}"#)
        #expect(events.asked == ["events:PutEvents events::event-bus/default"])
        #expect(events.values("events:source") == ["app"])
        let machine = try FactsOfCalls.json(
            "states", "AWSStepFunctions.CreateStateMachine",
            #"{"name":"m","definition":"{}","roleArn":"\#(role)"}"#)
        #expect(machine.asked == ["states:CreateStateMachine states::stateMachine:m"])
        #expect(machine.passed == ["\(role) → states.amazonaws.com for arn:aws:states::stateMachine:m"])
        let stack = try FactsOfCalls.query(
            "cloudformation", "Version=2010-05-15&Action=CreateStack&StackName=s&RoleARN=\(role)&TemplateURL=u")
        #expect(stack.asked == ["cloudformation:CreateStack cloudformation::stack/s/*"])
        #expect(stack.passed == ["\(role) → cloudformation.amazonaws.com for arn:aws:cloudformation::stack/s/*"])
        let image = try FactsOfCalls.json(
            "ecr", "AmazonEC2ContainerRegistry_V20150921.BatchGetImage",
            #"{"repositoryName":"app","registryId":"210987654321","imageIds":[]}"#)
        #expect(image.asked == ["ecr:BatchGetImage ecr:eu-west-1:210987654321:repository/app"])
    }

    @Test("A resource that no member names is *, and a note says so")
    func unknownResource() throws {
        let facts = try FactsOfCalls.json("ecs", "AmazonEC2ContainerServiceV20141113.SubmitTaskStateChange", "{}")
        #expect(facts.asked == ["ecs:SubmitTaskStateChange *"])
        let tagging = try FactsOfCalls.json("codepipeline", "CodePipeline_20150709.DeleteCustomActionType", "{}")
        #expect(tagging.questions[0].resource == "*")
        #expect(tagging.questions[0].note != nil)
    }

    @Test("XML is read too, lists of one element and of several")
    func xml() throws {
        func passed(_ points: [String]) throws -> [String] {
            let members = points.map {
                "<member><KinesisStreamConfig><RoleARN>\($0)</RoleARN></KinesisStreamConfig></member>"
            }
            let body =
                "<CreateRealtimeLogConfigRequest xmlns=\"http://cloudfront.amazonaws.com/doc/2020-05-31/\"><EndPoints>"
                + members.joined() + "</EndPoints></CreateRealtimeLogConfigRequest>"
            return try FactsOfCalls.rest("cloudfront", "POST", "/2020-05-31/realtime-log-config", body).passed
        }
        #expect(try passed(["a"]) == ["a → cloudfront.amazonaws.com"])
        #expect(try passed(["a", "b"]) == ["a → cloudfront.amazonaws.com", "b → cloudfront.amazonaws.com"])
        #expect(throws: (any Error).self) {
            try FactsOfCalls.rest("cloudfront", "POST", "/2020-05-31/realtime-log-config", "<a><b></a>")
        }
    }

    @Test("CBOR is read as JSON is")
    func cbor() throws {
        // {"AlarmNames": ["a", "b"]}, the list of no stated length.
        let body: [UInt8] =
            [0xA1, 0x6A] + Array("AlarmNames".utf8) + [0x9F, 0x61, 0x61, 0x61, 0x62, 0xFF]
        let facts = try FactsOfCalls.cbor(
            "monitoring", "/service/GraniteServiceVersion20100801/operation/DeleteAlarms", body)
        #expect(
            facts.asked == [
                "cloudwatch:DeleteAlarms cloudwatch::alarm:a", "cloudwatch:DeleteAlarms cloudwatch::alarm:b",
            ])
        for broken in [
            Array(body.dropLast()), body + [0x00], [0xA2] + Array(body.dropFirst()) + Array(body.dropFirst()),
        ] {
            #expect(throws: (any Error).self) {
                try FactsOfCalls.cbor(
                    "monitoring", "/service/GraniteServiceVersion20100801/operation/DeleteAlarms", broken)
            }
        }
    }
}
