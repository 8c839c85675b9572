import AWSTypes
import Authentication
import IdentityModel
import IdentityStore
import SigV4
import TestSupport
import Testing

@testable import SallyportServer

@Suite("The road of a request")
struct RequestPipelineTests {
    private let whoAmI = "Action=GetCallerIdentity&Version=2011-06-15"

    @Test("A signed request is answered, in the body or in the query, with the id that the head carries")
    func answered() async throws {
        let server = try await TestServer()
        for request in [
            server.request("POST", "/", body: whoAmI), server.request("GET", "/?\(whoAmI)"),
            server.request("POST", "/?Version=2011-06-15", body: "Action=GetCallerIdentity"),
        ] {
            let answer = await server.pipeline.answer(try server.sign(request, for: "sts"))
            #expect(answer.status == 200)
            #expect(answer.contentType == "text/xml")
            #expect(answer.text.contains("<Arn>arn:aws:iam::123456789012:root</Arn>"))
            #expect(answer.text.contains("<RequestId>\(answer.requestID)</RequestId>"))
            #expect(
                answer.requestID.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/)
                    != nil)
        }
    }

    @Test("An answer has the namespace of the API that the request speaks, also when it is an error")
    func namespaces() async throws {
        let server = try await TestServer()
        for (version, host) in [("2011-06-15", "sts"), ("2010-05-08", "iam")] {
            let answer = await server.pipeline.answer(
                server.request("POST", "/", body: "Action=ListUsers&Version=\(version)"))
            #expect(answer.text.contains("xmlns=\"https://\(host).amazonaws.com/doc/\(version)/\""))
        }
    }

    // MARK: The first door

    @Test(
        "An unsigned request is missing its token, whatever it asks",
        arguments: ["", "Action=GetCallerIdentity&Version=2011-06-15", "%"])
    func unsigned(body: String) async throws {
        let server = try await TestServer()
        let answer = await server.pipeline.answer(server.request("POST", "/", body: body))
        #expect(answer.status == 403)
        #expect(answer.code == "MissingAuthenticationToken")
        #expect(answer.text.contains("Request is missing Authentication Token"))
    }

    @Test("A key that is not known, a wrong secret and a changed request are refused")
    func wrongSignatures() async throws {
        let server = try await TestServer()
        let request = server.request("POST", "/", body: whoAmI)
        let unknown = try server.sign(request, for: "sts", by: AccessKeyID("nobody"))
        #expect(await server.pipeline.answer(unknown).code == "InvalidClientTokenId")
        let forged = try server.sign(request, for: "sts", SecretKey("wrong"))
        #expect(await server.pipeline.answer(forged).code == "SignatureDoesNotMatch")
        let signed = try server.sign(request, for: "sts")
        let changed = ServerRequest(
            head: signed.head, body: signed.body + Array("&X=1".utf8), peer: signed.peer, isSecure: false)
        #expect(await server.pipeline.answer(changed).code == "SignatureDoesNotMatch")
        #expect(await server.pipeline.answer(signed).status == 200)
    }

    @Test("A signature is good for a quarter of an hour, sooner or later")
    func clockSkew() async throws {
        let server = try await TestServer()
        let request = try server.sign(server.request("POST", "/", body: whoAmI), for: "sts")
        for (step, isGood) in [(900, true), (1, false), (-1801, true), (-1, false)] as [(Int64, Bool)] {
            server.clock.advance(by: step)
            let answer = await server.pipeline.answer(request)
            #expect((answer.code == nil) == isGood)
            if !isGood { #expect(answer.code == "SignatureDoesNotMatch") }
        }
    }

    @Test(
        "Signed for a service that is not here: the right one is named where the API tells it, else there is no such action"
    )
    func wrongService() async throws {
        let server = try await TestServer()
        let named = try server.sign(server.request("POST", "/", body: whoAmI), for: "s3")
        let answer = await server.pipeline.answer(named)
        #expect(answer.status == 403)
        #expect(answer.code == "SignatureDoesNotMatch")
        #expect(answer.text.contains("Credential should be scoped to correct service: 'sts'."))
        let unnamed = try server.sign(server.request("GET", "/bucket/key"), for: "s3")
        #expect(await server.pipeline.answer(unnamed).code == "InvalidAction")
    }

    @Test("An operation of another service than the one signed for is none")
    func otherServicesOperation() async throws {
        let server = try await TestServer()
        let answer = await server.pipeline.answer(
            try server.sign(server.request("POST", "/", body: "Action=ListUsers&Version=2010-05-08"), for: "sts"))
        #expect(answer.code == "InvalidAction")
        #expect(answer.status == 400)
    }

    @Test("Methods other than GET and POST are not allowed", arguments: ["PUT", "DELETE", "HEAD", "PATCH", "OPTIONS"])
    func methods(method: String) async throws {
        let server = try await TestServer()
        let answer = await server.pipeline.answer(try server.sign(server.request(method, "/?\(whoAmI)"), for: "sts"))
        #expect(answer.status == 405)
        #expect(answer.code == "MethodNotAllowed")
    }

    @Test(
        "A request that can't be read is the client's fault",
        arguments: ["Action=%", "Action=%FF&Version=2011-06-15", "", "Action="])
    func unreadable(body: String) async throws {
        let server = try await TestServer()
        let answer = await server.pipeline.answer(try server.sign(server.request("POST", "/", body: body), for: "sts"))
        #expect(answer.status == 400)
        #expect(answer.code == (body.contains("%") ? "MalformedQueryString" : "MissingAction"))
    }

    // MARK: Sessions

    @Test("Temporary credentials need their token, and end on time")
    func sessions() async throws {
        let server = try await TestServer()
        let answer = try await server.call("sts", "Action=GetSessionToken&DurationSeconds=900")
        func member(_ name: String) throws -> String {
            let pattern = try Regex("<\(name)>(.*?)</\(name)>", as: (Substring, Substring).self)
            return String(try #require(answer.text.firstMatch(of: pattern)).1)
        }
        let (key, secret) = (AccessKeyID(try member("AccessKeyId")), SecretKey(try member("SecretAccessKey")))
        let token = try member("SessionToken")
        func code(token: String?) async throws -> String? {
            let request = server.request("POST", "/", body: whoAmI)
            return await server.pipeline.answer(try server.sign(request, for: "sts", by: key, secret, token: token))
                .code
        }
        #expect(try await code(token: token) == nil)
        #expect(try await code(token: nil) == "InvalidClientTokenId")
        #expect(try await code(token: String(token.dropLast(4)) + "AAAA") == "InvalidClientTokenId")
        server.clock.advance(by: 899)
        #expect(try await code(token: token) == nil)
        server.clock.advance(by: 1)
        #expect(try await code(token: token) == "ExpiredToken")
    }

    // MARK: The second door

    @Test("A denial is answered, and changes nothing")
    func denial() async throws {
        let server = try await TestServer()
        let key = try await server.user("bob")
        let request = server.request("POST", "/", body: "Action=CreateUser&UserName=eve&Version=2010-05-08")
        let answer = await server.pipeline.answer(try server.sign(request, for: "iam", by: key.id, key.secret))
        #expect(answer.status == 403)
        #expect(answer.code == "AccessDenied")
        #expect(answer.text.contains("because no identity-based policy allows the iam:CreateUser action"))
        #expect(server.store.snapshot[World.account]?.users.count == 1)
        #expect(server.log.warnings.isEmpty)
    }

    @Test("In audit mode a denial passes, and the log tells it")
    func audit() async throws {
        let server = try await TestServer(enforcement: .audit)
        let key = try await server.user("bob")
        let request = server.request("POST", "/", body: "Action=CreateUser&UserName=eve&Version=2010-05-08")
        let answer = await server.pipeline.answer(try server.sign(request, for: "iam", by: key.id, key.secret))
        #expect(answer.status == 200)
        #expect(server.store.snapshot[World.account]?.users.count == 2)
        let warnings = server.log.warnings
        #expect(!warnings.isEmpty)
        #expect(warnings.allSatisfy { $0.contains("iam:CreateUser") && $0.contains(answer.requestID) })
    }

    @Test("Audit mode opens the second door only: signatures, admission and existence count as ever")
    func auditLimits() async throws {
        let server = try await TestServer(enforcement: .audit)
        let key = try await server.user("bob")
        let request = server.request("POST", "/", body: "Action=GetUser&UserName=ghost&Version=2010-05-08")
        #expect(await server.pipeline.answer(request).code == "MissingAuthenticationToken")
        let forged = try server.sign(request, for: "iam", by: key.id, SecretKey("wrong"))
        #expect(await server.pipeline.answer(forged).code == "SignatureDoesNotMatch")
        let signed = try server.sign(request, for: "iam", by: key.id, key.secret)
        #expect(await server.pipeline.answer(signed).code == "NoSuchEntity")
    }

    @Test("A write that fails leaves no trace")
    func failedWrite() async throws {
        let server = try await TestServer()
        #expect(try await server.call("iam", "Action=CreateUser&UserName=bob").status == 200)
        let users = server.store.snapshot[World.account]?.users.ordered()
        #expect(try await server.call("iam", "Action=CreateUser&UserName=BOB").code == "EntityAlreadyExists")
        #expect(
            try await server.call(
                "iam", "Action=CreateUser&UserName=eve&PermissionsBoundary=arn:aws:iam::aws:policy/Ghost"
            ).code
                == "NoSuchEntity")
        #expect(server.store.snapshot[World.account]?.users.ordered() == users)
    }

    @Test("ARNs carry the partition of the region that was signed for")
    func partitions() async throws {
        let server = try await TestServer()
        let request = server.request("POST", "/", body: whoAmI)
        let answer = await server.pipeline.answer(try server.sign(request, for: "sts", region: "cn-north-1"))
        #expect(answer.text.contains("<Arn>arn:aws-cn:iam::123456789012:root</Arn>"))
    }

    @Test("A key's last use is told, to the minute")
    func lastUse() async throws {
        let server = try await TestServer()
        let key = try await server.user("bob", allowing: "iam:*")
        let body = "Action=GetAccessKeyLastUsed&AccessKeyId=\(key.id)&Version=2010-05-08"
        #expect(server.store.snapshot.accessKey(key.id)?.key.lastUse == nil)
        let start = server.clock.now
        for (step, expected) in [(0, 0), (59, 0), (1, 60), (30, 60)] as [(Int64, Int64)] {
            server.clock.advance(by: step)
            let request = try server.sign(
                server.request("POST", "/", body: body), for: "iam", region: "eu-west-1", by: key.id, key.secret)
            #expect(await server.pipeline.answer(request).status == 200)
            let use = server.store.snapshot.accessKey(key.id)?.key.lastUse
            #expect(use == LastUse(date: start + expected, service: "iam", region: "eu-west-1"))
        }
    }
}
