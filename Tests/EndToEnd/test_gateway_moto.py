"""The gateway in front of moto: calls of real clients, decided by policies, with the roles that they pass."""

import io
import json
import os
import pathlib
import subprocess
import sys
import zipfile

import pytest

from support import command_line
from support.callers import Account, new_account
from support.gateway import on, refused
from support.policies import allow, deny, trust
from support.server import REPOSITORY, Server, binary
from support.upstreams import Moto

IMAGE = "ami-12c6146b"


@pytest.fixture(scope="module")
def moto(tmp_path_factory):
    moto = Moto(tmp_path_factory.mktemp("moto"))
    yield moto
    moto.stop()


@pytest.fixture(scope="module")
def gateway_of_the_module(moto, tmp_path_factory):
    server = Server(arguments=["--upstream", moto.url], log_directory=tmp_path_factory.mktemp("gateway"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def gateway(gateway_of_the_module, moto, request):
    server = gateway_of_the_module
    if not server.is_running():
        server.start()
    server.log_began = server.log_size()
    request.node.log_source = server
    server.reset()
    moto.reset()
    return server


@pytest.fixture
def account(gateway):
    return Account(gateway, gateway.account, gateway.root)


def profile(account, name, role):
    """An instance profile with a role."""
    account.iam.create_instance_profile(InstanceProfileName=name)
    account.iam.add_role_to_instance_profile(InstanceProfileName=name, RoleName=role.name)
    return name


def launch(caller, profile_name, **more):
    return on(caller, "ec2").run_instances(
        ImageId=IMAGE, MinCount=1, MaxCount=1, InstanceType="t3.micro", IamInstanceProfile={"Name": profile_name}, **more)


def code():
    """A function's code."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("app.py", "def run(event, context): return event")
    return archive.getvalue()


def make_table(account, name="Orders", keys=("id",)):
    on(account, "dynamodb").create_table(
        TableName=name, BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in keys],
        KeySchema=[{"AttributeName": key, "KeyType": kind} for key, kind in zip(keys, ("HASH", "RANGE"))])


# MARK: EC2


def developers(account, role):
    """The group whose members may launch EC2 with one role only, and a member."""
    account.iam.create_group(GroupName="developers")
    account.iam.put_group_policy(
        GroupName="developers", PolicyName="launch-with-one-role", PolicyDocument=json.dumps({
            "Version": "2012-10-17", "Statement": [
                allow(["ec2:RunInstances", "ec2:Describe*"]),
                allow("iam:PassRole", role.arn, Condition={
                    "StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}})]}))
    dana = account.user("dana")
    account.iam.add_user_to_group(GroupName="developers", UserName="dana")
    return dana


def test_developers_may_launch_with_one_role_only(account):
    worker = account.role("worker")
    boss = account.role("boss", allow("*"))
    dana = developers(account, worker)
    started = launch(dana, profile(account, "worker", worker))["Instances"][0]
    assert started["IamInstanceProfile"]["Arn"] == account.name_of("instance-profile", "worker")
    assert [i["InstanceId"] for r in on(dana, "ec2").describe_instances()["Reservations"] for i in r["Instances"]] == [
        started["InstanceId"]]
    with refused("UnauthorizedOperation", 403) as refusal:
        launch(dana, profile(account, "boss", boss))
    message = refusal.message
    assert message.startswith(
        f"You are not authorized to perform this operation. User: {dana.arn} is not authorized to perform: iam:PassRole "
        f"on resource: {boss.arn} because no identity-based policy allows the iam:PassRole action. "
        "Encoded authorization failure message: ")
    encoded = message.rpartition(" ")[2]
    decoded = json.loads(account.sts.decode_authorization_message(EncodedMessage=encoded)["DecodedMessage"])
    assert decoded["context"]["action"] == "iam:PassRole"
    assert decoded["context"]["resource"] == boss.arn
    conditions = {item["key"]: [v["value"] for v in item["values"]["items"]] for item in decoded["context"]["conditions"]["items"]}
    assert conditions["iam:PassedToService"] == ["ec2.amazonaws.com"]
    assert conditions["iam:AssociatedResourceArn"] == [f"arn:aws:ec2:us-east-1:{account.id}:instance/*"]
    with refused("UnauthorizedOperation", 403):
        on(dana, "ec2").terminate_instances(InstanceIds=[started["InstanceId"]])


def test_a_role_whose_trust_lacks_the_service_cannot_be_passed_to_it(account):
    stranger = account.role("stranger", trust=trust({"Service": "lambda.amazonaws.com"}))
    with refused("InvalidParameterValue", 400, "does not trust ec2.amazonaws.com"):
        launch(account, profile(account, "stranger", stranger))
    with refused("InvalidParameterValue", 400, "Invalid IAM Instance Profile name"):
        launch(account, "nowhere")


def test_conditions_of_ec2_hold(account):
    small = account.user("small", allow("ec2:RunInstances", Condition={"StringEquals": {"ec2:InstanceType": "t3.micro"}}))
    on(small, "ec2").run_instances(ImageId=IMAGE, MinCount=1, MaxCount=1, InstanceType="t3.micro")
    with refused("UnauthorizedOperation", 403):
        on(small, "ec2").run_instances(ImageId=IMAGE, MinCount=1, MaxCount=1, InstanceType="m5.large")
    tagger = account.user(
        "tagger", allow("ec2:RunInstances"),
        allow("ec2:CreateTags", Condition={"StringEquals": {"ec2:CreateAction": "RunInstances", "aws:RequestTag/team": "blue"}}))

    def tagged(team):
        on(tagger, "ec2").run_instances(
            ImageId=IMAGE, MinCount=1, MaxCount=1, TagSpecifications=[
                {"ResourceType": "instance", "Tags": [{"Key": "team", "Value": team}]}])

    tagged("blue")
    with refused("UnauthorizedOperation", 403, "ec2:CreateTags"):
        tagged("red")
    elsewhere = account.user("elsewhere", allow("ec2:*", Condition={"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}))
    on(elsewhere.within("eu-west-1"), "ec2").describe_vpcs()
    with refused("UnauthorizedOperation", 403):
        on(elsewhere, "ec2").describe_vpcs()


def test_a_launch_template_passes_its_role_when_it_is_used(account):
    worker = account.role("worker")
    profile(account, "worker", worker)
    launcher = account.user("launcher", allow("ec2:*"))
    template = on(launcher, "ec2").create_launch_template(
        LaunchTemplateName="web", LaunchTemplateData={
            "ImageId": IMAGE, "InstanceType": "t3.micro", "IamInstanceProfile": {"Name": "worker"}})
    wanted = {"LaunchTemplateId": template["LaunchTemplate"]["LaunchTemplateId"]}
    with refused("UnauthorizedOperation", 403, "iam:PassRole"):
        on(launcher, "ec2").run_instances(MinCount=1, MaxCount=1, LaunchTemplate=wanted)
    account.iam.put_user_policy(
        UserName="launcher", PolicyName="pass", PolicyDocument=json.dumps({
            "Version": "2012-10-17", "Statement": [allow("iam:PassRole", worker.arn)]}))
    on(launcher, "ec2").run_instances(MinCount=1, MaxCount=1, LaunchTemplate=wanted)


# MARK: DynamoDB


def test_a_role_updates_items_in_one_table_and_nothing_else(account):
    make_table(account)
    make_table(account, "Others")
    worker = account.role(
        "worker", allow("dynamodb:UpdateItem", f"arn:aws:dynamodb:us-east-1:{account.id}:table/Orders"),
        trust=trust({"AWS": account.id}))
    session = account.user("alice", allow("sts:AssumeRole")).assume(worker)
    table = on(session, "dynamodb")

    def update(name):
        table.update_item(
            TableName=name, Key={"id": {"S": "1"}}, UpdateExpression="SET paid = :t",
            ExpressionAttributeValues={":t": {"BOOL": True}})

    update("Orders")
    with refused("AccessDeniedException", 400, (
            f"User: {worker.session_arn()} is not authorized to perform: dynamodb:UpdateItem on resource: "
            f"arn:aws:dynamodb:us-east-1:{account.id}:table/Others because no identity-based policy allows the "
            "dynamodb:UpdateItem action")):
        update("Others")
    with refused("AccessDeniedException", 400):
        table.get_item(TableName="Orders", Key={"id": {"S": "1"}})
    with refused("AccessDeniedException", 400):
        table.delete_table(TableName="Orders")


def test_items_are_kept_apart_by_their_leading_keys(account):
    make_table(account, "Games", ("user", "day"))
    mary = account.user("mary", allow(["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:BatchGetItem", "dynamodb:Scan"], Condition={
        "ForAllValues:StringEquals": {"dynamodb:LeadingKeys": ["${aws:username}"]}}))
    games = on(mary, "dynamodb")
    games.put_item(TableName="Games", Item={"user": {"S": "mary"}, "day": {"S": "1"}, "top": {"N": "5"}})
    games.get_item(TableName="Games", Key={"user": {"S": "mary"}, "day": {"S": "1"}})
    found = games.query(
        TableName="Games", KeyConditionExpression="#u = :u AND #d > :d",
        ExpressionAttributeNames={"#u": "user", "#d": "day"},
        ExpressionAttributeValues={":u": {"S": "mary"}, ":d": {"S": "0"}})
    assert found["Count"] == 1
    for attempt in (
            lambda: games.put_item(TableName="Games", Item={"user": {"S": "john"}, "day": {"S": "mary"}}),
            lambda: games.get_item(TableName="Games", Key={"user": {"S": "john"}, "day": {"S": "mary"}}),
            lambda: games.batch_get_item(RequestItems={"Games": {"Keys": [
                {"user": {"S": "mary"}, "day": {"S": "1"}}, {"user": {"S": "john"}, "day": {"S": "1"}}]}}),
            lambda: games.query(
                TableName="Games", KeyConditionExpression="#u = :u", ExpressionAttributeNames={"#u": "user"},
                ExpressionAttributeValues={":u": {"S": "john"}}),
            lambda: games.scan(TableName="Games")):
        with refused("AccessDeniedException", 400):
            attempt()


# MARK: Lambda, ECS, CodePipeline


def test_lambda_takes_a_role_that_may_be_passed_and_trusts_it(account):
    worker = account.role("worker", trust=trust({"Service": "lambda.amazonaws.com"}))
    boss = account.role("boss", trust=trust({"Service": "lambda.amazonaws.com"}))
    stranger = account.role("stranger")
    dana = account.user(
        "dana", allow("lambda:*"), allow("iam:PassRole", [worker.arn, stranger.arn], Condition={
            "StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"},
            "ArnLike": {"iam:AssociatedResourceARN": "arn:aws:lambda:*:*:function:app-*"}}))

    def make(name, role):
        return on(dana, "lambda").create_function(
            FunctionName=name, Runtime="python3.12", Role=role, Handler="app.run", Code={"ZipFile": code()})

    made = make("app-one", worker.arn)
    assert made["FunctionArn"] == f"arn:aws:lambda:us-east-1:{account.id}:function:app-one"
    with refused("AccessDeniedException", 403, f"is not authorized to perform: iam:PassRole on resource: {boss.arn}"):
        make("app-two", boss.arn)
    with refused("AccessDeniedException", 403, f"is not authorized to perform: iam:PassRole on resource: {worker.arn}"):
        make("other", worker.arn)
    with refused("InvalidParameterValueException", 400, "The role defined for the function cannot be assumed by Lambda."):
        make("app-three", stranger.arn)
    with refused("InvalidParameterValueException", 400, "The role defined for the function cannot be assumed by Lambda."):
        on(account, "lambda").create_function(
            FunctionName="app-four", Runtime="python3.12", Role=account.name_of("role", "nobody"), Handler="app.run",
            Code={"ZipFile": code()})
    assert [f["FunctionName"] for f in on(dana, "lambda").list_functions()["Functions"]] == ["app-one"]


def test_ecs_takes_the_roles_of_tasks(account):
    trusting = trust({"Service": "ecs-tasks.amazonaws.com"})
    worker, boss = account.role("worker", trust=trusting), account.role("boss", trust=trusting)
    stranger = account.role("stranger")
    dana = account.user("dana", allow("ecs:*"), allow("iam:PassRole", [worker.arn, stranger.arn]))
    ecs = on(dana, "ecs")
    ecs.create_cluster(clusterName="blue")

    def register(family, role):
        return ecs.register_task_definition(
            family=family, taskRoleArn=role.arn, containerDefinitions=[
                {"name": "web", "image": "nginx", "memory": 128}])

    register("web", worker)
    with refused("AccessDeniedException", 400, f"iam:PassRole on resource: {boss.arn}"):
        register("web", boss)
    with refused("ClientException", 400, "ECS was unable to assume the role"):
        register("web", stranger)
    # Who runs a task passes the roles of its definition.
    on(account, "ecs").register_task_definition(
        family="strong", taskRoleArn=boss.arn, containerDefinitions=[{"name": "web", "image": "nginx", "memory": 128}])
    with refused("AccessDeniedException", 400, f"iam:PassRole on resource: {boss.arn}"):
        ecs.run_task(cluster="blue", taskDefinition="strong")


def test_codepipeline_takes_the_role_of_a_pipeline(account):
    trusting = trust({"Service": "codepipeline.amazonaws.com"})
    worker, boss = account.role("worker", trust=trusting), account.role("boss", trust=trusting)
    stranger = account.role("stranger")
    dana = account.user("dana", allow("codepipeline:*"), allow("iam:PassRole", [worker.arn, stranger.arn]))

    def action(name, category, provider):
        return {"name": name, "actionTypeId": {"category": category, "owner": "AWS", "provider": provider, "version": "1"}}

    def make(name, role):
        return on(dana, "codepipeline").create_pipeline(pipeline={
            "name": name, "roleArn": role.arn, "artifactStore": {"type": "S3", "location": "artifacts"}, "version": 1,
            "stages": [{"name": "Source", "actions": [action("get", "Source", "S3")]},
                       {"name": "Build", "actions": [action("build", "Build", "CodeBuild")]}]})

    make("ship", worker)
    with refused("AccessDeniedException", 400, f"iam:PassRole on resource: {boss.arn}"):
        make("two", boss)
    with refused("InvalidStructureException", 400, f"CodePipeline is not authorized to perform AssumeRole on role {stranger.arn}"):
        make("three", stranger)


# MARK: One endpoint, other protocols, other modes


def test_one_endpoint_serves_identities_and_upstream_services(account):
    alice = account.user("alice", allow(["sqs:*", "sns:*", "cloudwatch:*", "route53:List*", "kms:*", "secretsmanager:*"]))
    assert alice.identity["Account"] == account.id
    sqs = on(alice, "sqs")
    # The upstream's own endpoint stands in a queue's URL; clients are told another.
    url = sqs.create_queue(QueueName="jobs")["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody="hello")
    assert sqs.receive_message(QueueUrl=url)["Messages"][0]["Body"] == "hello"
    topic = on(alice, "sns").create_topic(Name="news")["TopicArn"]
    on(alice, "sns").publish(TopicArn=topic, Message="hello")
    on(alice, "cloudwatch").put_metric_data(Namespace="app", MetricData=[{"MetricName": "a", "Value": 1}])
    assert on(alice, "route53").list_hosted_zones()["HostedZones"] == []
    with refused("AccessDenied", 403):
        on(alice, "route53").create_hosted_zone(Name="example.com", CallerReference="1")
    secret = on(alice, "secretsmanager").create_secret(Name="db", SecretString="x")
    assert on(alice, "secretsmanager").get_secret_value(SecretId=secret["ARN"])["SecretString"] == "x"
    bob = account.user("bob")
    with refused("AccessDenied", 400):
        on(bob, "sqs").send_message(QueueUrl=url, MessageBody="x")
    with refused("AuthorizationError", 403):
        on(bob, "sns").publish(TopicArn=topic, Message="x")
    with refused("AccessDenied", 400):
        on(bob, "cloudwatch").put_metric_data(Namespace="app", MetricData=[{"MetricName": "a", "Value": 1}])


def test_the_command_line_works_through_the_gateway(account):
    alice = account.user("alice", allow("dynamodb:ListTables"))
    make_table(account)
    assert alice.aws("dynamodb", "list-tables", "--query", "TableNames").json == ["Orders"]
    denied = alice.aws("dynamodb", "describe-table", "--table-name", "Orders")
    assert denied.status != 0
    assert "(AccessDeniedException) when calling the DescribeTable operation: User: " in denied.errors


def test_another_account_sees_nothing_of_the_upstreams(account, gateway):
    make_table(account)
    other = new_account(gateway, id="210987654321", email="other@example.com")
    with refused("AccessDeniedException", 400):
        on(other.user("eve", allow("*")), "dynamodb").list_tables()


def test_denials_can_be_explained(account):
    alice = account.user("alice", allow("ec2:RunInstances", f"arn:aws:ec2:us-east-1:{account.id}:instance/*"), deny("sqs:*"))
    with refused("AccessDenied", 400) as refusal:
        on(alice, "sqs").list_queues()
    status, body = gateway_explain(account, refusal)
    assert status == 200
    assert body["decisions"][0]["decision"] == "explicitDeny"
    with refused("AccessDeniedException", 400) as refusal:
        on(alice, "codepipeline").delete_custom_action_type(category="Build", provider="x", version="1")
    _, body = gateway_explain(account, refusal)
    assert "does not tell which resource" in body["decisions"][0]["note"]


def gateway_explain(account, refusal):
    status, body = account.server.request("GET", f"/_sallyport/explain/{refusal.request_id}")
    return status, json.loads(body)


# MARK: What was launched gets its role's credentials

WHO = ["-c", "import boto3; print(boto3.client('sts').get_caller_identity()['Arn'])"]


def run_as(account, *options):
    """What a program is called that runs as a workload of an upstream."""
    done = command_line.sallyport(
        account.server, account.credentials, ["workload", "run", *options, "--", sys.executable, *WHO])
    assert done.status == 0, done.errors
    return done.output.strip()


def test_an_instance_finds_the_role_that_it_was_launched_with(account):
    worker = account.role("worker")
    instance = launch(account, profile(account, "worker", worker))["Instances"][0]["InstanceId"]
    environment = command_line.environment(account.server, account.credentials, account.region)
    process = subprocess.Popen(
        [binary(), "workload", "imds", "--instance-id", instance], stdout=subprocess.PIPE, text=True, env=environment)
    try:
        name, _, value = process.stdout.readline().strip().removeprefix("export ").partition("=")
        program = {key: text for key, text in environment.items() if not key.startswith("AWS_")} | {
            name: value, "AWS_ENDPOINT_URL": account.server.url, "AWS_DEFAULT_REGION": account.region}
        done = subprocess.run(
            [sys.executable, *WHO], env=program, capture_output=True, text=True, timeout=60, check=True)
    finally:
        process.terminate()
        process.wait(15)
    assert done.stdout.strip() == worker.session_arn(instance)


def test_a_function_runs_with_its_role(account):
    worker = account.role("worker", trust=trust({"Service": "lambda.amazonaws.com"}))
    on(account, "lambda").create_function(
        FunctionName="app", Runtime="python3.12", Role=worker.arn, Handler="app.run", Code={"ZipFile": code()})
    assert run_as(account, "--function", "app") == worker.session_arn("app")


def test_a_task_runs_with_the_role_of_its_definition(account):
    worker = account.role("worker", trust=trust({"Service": "ecs-tasks.amazonaws.com"}))
    ecs = on(account, "ecs")
    ecs.create_cluster(clusterName="blue")
    ecs.register_task_definition(
        family="web", taskRoleArn=worker.arn, networkMode="awsvpc", requiresCompatibilities=["FARGATE"], cpu="256",
        memory="512", containerDefinitions=[{"name": "web", "image": "nginx", "memory": 128}])
    subnet = on(account, "ec2").describe_subnets()["Subnets"][0]["SubnetId"]
    group = on(account, "ec2").describe_security_groups()["SecurityGroups"][0]["GroupId"]
    task = ecs.run_task(
        cluster="blue", taskDefinition="web", launchType="FARGATE", networkConfiguration={
            "awsvpcConfiguration": {"subnets": [subnet], "securityGroups": [group]}})["tasks"][0]["taskArn"]
    assert run_as(account, "--task", task, "--cluster", "blue") == worker.session_arn(task.rpartition("/")[2])


# MARK: Walkthrough, and least privilege


def test_the_walkthrough_runs(gateway, account, tmp_path):
    script = REPOSITORY / "Examples" / "gateway" / "walkthrough.sh"
    environment = command_line.environment(gateway, account.credentials, account.region) | {
        "PATH": f"{pathlib.Path(sys.executable).parent}:{os.environ['PATH']}", "SALLYPORT": binary()}
    done = subprocess.run(
        ["bash", str(script)], env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("refused, as it should be") == 5
    assert done.stdout.endswith("done\n")


def test_the_least_policy_covers_what_was_done_and_allows_it_again(moto, tmp_path):
    moto.reset()
    data = tmp_path / "data"
    learning = Server(
        data_directory=data, log_directory=tmp_path, arguments=["--upstream", moto.url, "--enforcement", "audit"])
    learning.start()
    root = Account(learning, learning.account, learning.root)
    worker = root.role("worker")
    profile(root, "worker", worker)
    ci = root.user("ci")

    def work(caller):
        tables = on(caller, "dynamodb")
        tables.put_item(TableName="Orders", Item={"id": {"S": "1"}})
        tables.transact_write_items(TransactItems=[
            {"Update": {"TableName": "Orders", "Key": {"id": {"S": "1"}}, "UpdateExpression": "SET a = :a",
                        "ExpressionAttributeValues": {":a": {"S": "x"}}}}])
        queue = on(caller, "sqs").get_queue_url(QueueName="jobs")["QueueUrl"]
        on(caller, "sqs").send_message(QueueUrl=queue, MessageBody="x")
        launch(caller, "worker")

    make_table(root)
    on(root, "sqs").create_queue(QueueName="jobs")
    work(ci)
    learning.stop()
    generated = command_line.sallyport(
        learning, None, ["policy", "generate", "--principal", ci.arn, "--since", "1h", "--audit-log", str(data / "audit")])
    assert generated.status == 0, generated.errors
    document = json.loads(generated.output)
    allowed = {(action, resource) for statement in document["Statement"]
               for action in statement["Action"] for resource in statement["Resource"]}
    table = f"arn:aws:dynamodb:us-east-1:{root.id}:table/Orders"
    assert {("dynamodb:PutItem", table), ("dynamodb:UpdateItem", table), ("iam:PassRole", worker.arn),
            ("sqs:SendMessage", f"arn:aws:sqs:us-east-1:{root.id}:jobs")} <= allowed
    assert not any(action.endswith("*") for action, _ in allowed)
    policy = tmp_path / "ci.json"
    policy.write_text(generated.output)
    assert command_line.sallyport(learning, None, ["lint", "--fail-on", "warning", str(policy)]).status == 0
    # The same calls again, with this policy and nothing else.
    enforcing = Server(data_directory=data, log_directory=tmp_path, arguments=["--upstream", moto.url])
    enforcing._bootstrapped = True
    enforcing.start()
    try:
        root = Account(enforcing, enforcing.account, enforcing.root)
        root.iam.put_user_policy(UserName="ci", PolicyName="least", PolicyDocument=generated.output)
        again = type(ci)(enforcing, {"User": root.iam.get_user(UserName="ci")["User"]}, {"AccessKey": {
            "AccessKeyId": ci.credentials.access_key_id, "SecretAccessKey": ci.credentials.secret_access_key}}, ci.region)
        work(again)
        with refused("AccessDeniedException", 400):
            on(again, "dynamodb").delete_item(TableName="Orders", Key={"id": {"S": "1"}})
    finally:
        enforcing.stop()
