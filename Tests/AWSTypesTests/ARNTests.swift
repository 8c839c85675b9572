import AWSTypes
import Testing

@Suite("ARNs")
struct ARNTests {
    @Test(
        "Six fields make an ARN, and it prints as it was written",
        arguments: [
            "arn:aws:iam::123456789012:user/division/Bob",
            "arn:aws:iam::123456789012:root",
            "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess",
            "arn:aws:sts::123456789012:assumed-role/Role/session@example.com",
            "arn:aws-cn:iam::123456789012:role/R",
            "arn:aws-us-gov:sts::123456789012:federated-user/bob",
            "arn:aws:s3:::bucket",
            "arn:aws:s3:::bucket/key:with:colons",
            "arn:aws:lambda:us-east-1:123456789012:function:name:alias",
            "arn:aws:iam::123456789012:policy/*",
            "arn:*:iam::*:role/x",
            "arn:aws:sqs:eu-west-1:123456789012:queue with spaces 🚪",
        ])
    func accepted(text: String) throws {
        #expect(try #require(ARN(text)).description == text)
    }

    @Test(
        "Fewer fields, another prefix, and an empty partition, service or resource are refused",
        arguments: [
            "", "arn", "arn:aws:iam", "arn:aws:iam::123456789012", "arn:aws:iam::123456789012:", "arn::iam::1:user/x",
            "arn:aws:::1:user/x", "ARN:aws:iam::1:user/x", " arn:aws:iam::1:user/x", "urn:aws:iam::1:user/x", "*",
            ":::::", "123456789012",
        ])
    func refused(text: String) {
        #expect(ARN(text) == nil)
    }

    @Test("The resource is all that follows the fifth colon")
    func fields() throws {
        let arn = try #require(ARN("arn:aws-cn:lambda:cn-north-1:123456789012:function:name:1"))
        #expect(arn.partition == "aws-cn")
        #expect(arn.service == "lambda")
        #expect(arn.region == "cn-north-1")
        #expect(arn.account == "123456789012")
        #expect(arn.resource == "function:name:1")
        #expect(arn.accountID == AccountID("123456789012"))
    }

    @Test("AWS's own policies and S3's buckets belong to no account")
    func withoutAccount() throws {
        #expect(try #require(ARN("arn:aws:iam::aws:policy/ReadOnlyAccess")).accountID == nil)
        #expect(try #require(ARN("arn:aws:s3:::bucket")).accountID == nil)
    }

    @Test("IAM's and STS's ARNs have no region, and the partition they are asked for")
    func made() throws {
        let account = try #require(AccountID("000000000042"))
        #expect(ARN.iam(account, "role/R").description == "arn:aws:iam::000000000042:role/R")
        #expect(
            ARN.sts(account, "assumed-role/R/s", in: .usGov).description
                == "arn:aws-us-gov:sts::000000000042:assumed-role/R/s")
    }
}

@Suite("Partitions")
struct PartitionTests {
    @Test(
        "A region's name tells its partition",
        arguments: [
            ("us-east-1", "aws"), ("eu-central-2", "aws"), ("ap-southeast-5", "aws"), ("cn-north-1", "aws-cn"),
            ("cn-northwest-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov"), ("us-iso-east-1", "aws-iso"),
            ("us-isob-east-1", "aws-iso-b"), ("eu-isoe-west-1", "aws-iso-e"), ("us-isof-south-1", "aws-iso-f"),
            ("eusc-de-east-1", "aws-eusc"), ("mars-1", "aws"), ("", "aws"),
        ])
    func regions(region: String, partition: String) {
        #expect(Partition(region: region).rawValue == partition)
    }

    @Test("Only partitions that AWS has announced have a value")
    func names() {
        for partition in Partition.all { #expect(Partition(rawValue: partition.rawValue) == partition) }
        for name in ["", "AWS", "aws-", "aws-mars", "*"] { #expect(Partition(rawValue: name) == nil) }
    }
}
