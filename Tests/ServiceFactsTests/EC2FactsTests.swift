import PolicyEngine
import ServiceFacts
import Testing

@Suite("What calls of EC2 need")
struct EC2FactsTests {
    private func facts(_ form: String, learnt: LearntFacts = LearntFacts()) throws -> CallFacts {
        try FactsOfCalls.query("ec2", "Version=2016-11-15&Action=" + form, learnt: learnt)
    }

    @Test("A launch is asked for on everything it uses, and passes the profile's role")
    func launch() throws {
        let facts = try facts(
            "RunInstances&ImageId=ami-1&InstanceType=t3.micro&SubnetId=subnet-1&SecurityGroupId.1=sg-1&SecurityGroupId.2=sg-2"
                + "&KeyName=k&MinCount=1&MaxCount=1&IamInstanceProfile.Name=web")
        #expect(
            facts.asked == [
                "ec2:RunInstances ec2:eu-west-1::image/ami-1", "ec2:RunInstances ec2::instance/*",
                "ec2:RunInstances ec2::network-interface/*", "ec2:RunInstances ec2::security-group/sg-1",
                "ec2:RunInstances ec2::security-group/sg-2", "ec2:RunInstances ec2::subnet/subnet-1",
                "ec2:RunInstances ec2::volume/*", "ec2:RunInstances ec2::key-pair/k",
            ])
        #expect(facts.passed == ["profile web → ec2.amazonaws.com for arn:aws:ec2::instance/*"])
        #expect(facts.values("ec2:InstanceType") == ["t3.micro"])
        #expect(facts.values("ec2:Region") == ["eu-west-1"])
        #expect(facts.values("ec2:InstanceProfile") == ["arn:aws:iam::123456789012:instance-profile/web"])
    }

    @Test("Tags on what is launched need ec2:CreateTags, each on its kind of resource")
    func tagsAtLaunch() throws {
        let facts = try facts(
            "RunInstances&ImageId=ami-1&MinCount=1&MaxCount=1&TagSpecification.1.ResourceType=volume"
                + "&TagSpecification.1.Tag.1.Key=team&TagSpecification.1.Tag.1.Value=blue")
        #expect(facts.asked.last == "ec2:CreateTags ec2::volume/*")
        let tagged = facts.questions.filter { question in
            question.context.contains { $0.key == .requestTag("team") && $0.value == .string("blue") }
        }
        #expect(tagged.map(\.resource).allSatisfy { $0.hasSuffix(":volume/*") })
        #expect(tagged.count == 2)
        #expect(facts.values("ec2:CreateAction") == ["RunInstances"])
    }

    @Test("A launch template may bring a profile of its own: unless the upstream tells which, it may be any role")
    func launchTemplates() throws {
        let form = "RunInstances&MinCount=1&MaxCount=1&LaunchTemplate.LaunchTemplateId=lt-1"
        #expect(try facts(form).passed == ["unknown → ec2.amazonaws.com for arn:aws:ec2::instance/*"])
        var learnt = LearntFacts()
        learnt.templateProfile = ""
        #expect(try facts(form, learnt: learnt).passed == [])
        learnt.templateProfile = "web"
        #expect(
            try facts(form, learnt: learnt).passed == ["profile web → ec2.amazonaws.com for arn:aws:ec2::instance/*"])
        #expect(
            try facts(form + "&IamInstanceProfile.Name=own").passed == [
                "profile own → ec2.amazonaws.com for arn:aws:ec2::instance/*"
            ])
    }

    @Test("Tags are set on resources of the kinds that their ids tell")
    func createTags() throws {
        let facts = try facts(
            "CreateTags&ResourceId.1=i-1&ResourceId.2=ami-2&ResourceId.3=vpce-svc-3&Tag.1.Key=a&Tag.1.Value=b")
        #expect(
            facts.asked == [
                "ec2:CreateTags ec2::instance/i-1", "ec2:CreateTags ec2:eu-west-1::image/ami-2",
                "ec2:CreateTags ec2::vpc-endpoint-service/vpce-svc-3",
            ])
        #expect(facts.values("aws:RequestTag/a") == ["b"])
    }

    @Test("What ids stand for is unknown where their form is")
    func unknownIds() throws {
        let facts = try facts("CreateTags&ResourceId.1=what-1&Tag.1.Key=a&Tag.1.Value=b")
        #expect(facts.asked == ["ec2:CreateTags *"])
    }

    @Test("Listings have no resource")
    func listings() throws {
        #expect(try facts("DescribeInstances").asked == ["ec2:DescribeInstances *"])
        #expect(
            try facts("TerminateInstances&InstanceId.1=i-1&InstanceId.2=i-2").asked == [
                "ec2:TerminateInstances ec2::instance/i-1", "ec2:TerminateInstances ec2::instance/i-2",
            ])
    }
}
