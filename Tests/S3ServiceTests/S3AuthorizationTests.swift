import AWSTypes
import Authentication
import IdentityModel
import Operations
import PolicyEngine
import PolicyLanguage
import S3Protocol
import SigV4
import TestSupport
import Testing

@testable import S3Service

@Suite("What a request to S3 needs")
struct S3AuthorizationTests {
    private var world = World()
    private let bucket: Bucket

    init() {
        var bucket = Bucket(
            id: "1", name: BucketName(unchecked: "photos"), region: "us-east-1", created: Timestamp(seconds: 0))
        bucket.publicAccessBlock = .all
        self.bucket = bucket
        world.change { [bucket] draft in draft.put(.bucket(bucket), in: World.account) }
    }

    private func request(
        _ method: String, _ target: String, _ fields: KeyValuePairs<String, String> = [:]
    ) throws -> S3Request {
        let fields = [HeaderField("host", "localhost")] + fields.map { HeaderField($0.key, $0.value) }
        return try S3Request(
            RequestHead(method: method, target: target, fields: fields), among: S3Hosts([]))
    }

    private mutating func authorization(_ request: S3Request, by caller: Caller? = nil) throws -> S3Authorization {
        let user = world.user("bob")
        let key = world.key(of: user)
        let caller = try caller ?? Caller(key, request: facts, in: world.state)
        return S3Authorization(
            request, by: caller, carriage: S3Carriage(nil, now: world.now, contentHash: nil), in: world.state)
    }

    private var facts: RequestFacts {
        RequestFacts(
            id: "1", now: world.now, region: "us-east-1", sourceIP: nil, isSecure: nil, userAgent: nil, referer: nil)
    }

    private mutating func checks(
        _ request: S3Request, tags: [AWSTypes.Tag]? = nil, existing: [AWSTypes.Tag] = []
    ) throws -> [AuthorizationCheck] {
        let place = ObjectPlace(
            bucket: bucket, owner: try world.account(), key: request.key, versionID: request.versionID)
        return try authorization(request).facts(
            of: place, ObjectFacts(exists: true, tags: existing), putting: tags
        ).checks
    }

    @Test("Header fields bring in actions of their own")
    mutating func actions() throws {
        let plain = try checks(try request("PUT", "/photos/a"))
        #expect(plain.map(\.action) == ["s3:PutObject"])
        #expect(plain[0].resource == "arn:aws:s3:::photos/a")
        let full = try checks(
            try request("PUT", "/photos/a", ["x-amz-acl": "private", "x-amz-object-lock-mode": "GOVERNANCE"]),
            tags: [AWSTypes.Tag(key: "k", value: "v")])
        #expect(
            full.map(\.action) == ["s3:PutObject", "s3:PutObjectAcl", "s3:PutObjectTagging", "s3:PutObjectRetention"])
        #expect(try checks(try request("GET", "/photos/a?versionId=v")).map(\.action) == ["s3:GetObjectVersion"])
        #expect(
            try checks(try request("GET", "/photos/a?attributes")).map(\.action) == [
                "s3:GetObject", "s3:GetObjectAttributes",
            ])
    }

    @Test("Condition keys are there exactly when what they tell of is")
    mutating func keys() throws {
        func value(_ key: ContextKey, _ check: AuthorizationCheck) -> ContextValue? {
            check.context.last { $0.key == key }?.value
        }
        let put = try checks(
            try request(
                "PUT", "/photos/a", ["x-amz-storage-class": "STANDARD", "if-none-match": "*"]),
            tags: [AWSTypes.Tag(key: "team", value: "blue")])[0]
        #expect(value("s3:x-amz-storage-class", put) == .string("STANDARD"))
        #expect(value("s3:if-none-match", put) == .string("*"))
        #expect(value("s3:x-amz-acl", put) == nil)
        #expect(value("s3:RequestObjectTag/team", put) == .string("blue"))
        #expect(value("s3:RequestObjectTagKeys", put) == .strings(["team"]))
        #expect(value("s3:ObjectCreationOperation", put) == .boolean(true))
        let get = try checks(try request("GET", "/photos/a"), existing: [AWSTypes.Tag(key: "team", value: "red")])[0]
        #expect(value("s3:ExistingObjectTag/team", get) == .string("red"))
        #expect(value(.s3VersionID, get) == nil)
        #expect(value(.s3ResourceAccount, get) == .string("123456789012"))
        let deletion = try checks(
            try request("DELETE", "/photos/a"), existing: [AWSTypes.Tag(key: "team", value: "red")])[0]
        #expect(value("s3:ExistingObjectTag/team", deletion) == nil)
        let list = try authorization(try request("GET", "/photos?list-type=2&prefix=a%2F")).facts(
            of: bucket, ownedBy: try world.account()
        ).checks[0]
        #expect(value(.s3Prefix, list) == .string("a/"))
        #expect(value(.s3Delimiter, list) == nil)
        #expect(value(.s3MaxKeys, list) == .number(PolicyNumber(1000)))
    }

    @Test("A copy reads its source, and its tags where they go with it")
    mutating func copies() throws {
        let source = ObjectPlace(bucket: bucket, owner: try world.account(), key: "s", versionID: nil)
        func actions(_ fields: KeyValuePairs<String, String>, _ tags: [AWSTypes.Tag]) throws -> [String] {
            let fields: KeyValuePairs<String, String> =
                fields.isEmpty
                ? ["x-amz-copy-source": "photos/s"]
                : [
                    "x-amz-copy-source": "photos/s", "x-amz-tagging-directive": "REPLACE",
                ]
            var copy = self
            return try copy.authorization(try request("PUT", "/photos/a", fields)).factsOfSource(
                source, ObjectFacts(exists: true, tags: tags)
            ).checks.map(\.action)
        }
        let tags = [AWSTypes.Tag(key: "k", value: "v")]
        #expect(try actions([:], []) == ["s3:GetObject"])
        #expect(try actions([:], tags) == ["s3:GetObject", "s3:GetObjectTagging"])
        #expect(try actions(["x": "y"], tags) == ["s3:GetObject"])
    }

    @Test("Making a bucket asks for all that comes with it")
    mutating func creation() throws {
        let request = try request(
            "PUT", "/new-bucket", ["x-amz-acl": "private", "x-amz-object-ownership": "ObjectWriter"])
        let checks = try authorization(request).factsOfCreation(
            region: "eu-west-1", tags: [AWSTypes.Tag(key: "k", value: "v")]
        ).checks
        #expect(
            checks.map(\.action) == [
                "s3:CreateBucket", "s3:PutBucketAcl", "s3:PutBucketOwnershipControls", "s3:TagResource",
            ])
        #expect(checks[0].context.contains { $0.key == "s3:locationconstraint" && $0.value == .string("eu-west-1") })
    }

    @Test("Nobody's requests carry nothing of the account that they visit")
    mutating func nobody() throws {
        let caller = Caller(anonymousIn: try world.account(), request: facts)
        let context = RequestContext(of: caller)
        #expect(context[.principalAccount] == .string("anonymous"))
        #expect(context[.principalType] == .string("Anonymous"))
        #expect(context[.userID] == .string("anonymous"))
        #expect(context[.principalARN] == nil)
        #expect(context[.username] == nil)
        let check = try authorization(try request("GET", "/photos"), by: caller).facts(
            of: bucket, ownedBy: try world.account()
        ).checks[0]
        #expect(!Authorizer().decide(check, for: caller, in: world.state).isAllowed)
    }

    @Test("A name is taken by AWS's rules", arguments: ["abc", "a-b.c", "1ab", String(repeating: "a", count: 63)])
    func names(_ name: String) { #expect(BucketName(name) != nil) }
}
