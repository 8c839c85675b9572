import AWSTypes
import Foundation
import IdentityModel
import IdentityStore
import TestSupport
import Testing

@testable import SallyportServer

@Suite("The doors under /_sallyport/")
struct DoorsTests {
    @Test("Health is open to everyone, also from afar and without development")
    func health() async throws {
        let server = try await TestServer(isDevelopment: false)
        let answer = await server.doors.answer(server.request("GET", "/_sallyport/health", from: "203.0.113.7"))
        #expect(answer.status == 200)
        #expect(answer.contentType == "application/json")
        #expect(answer.text == #"{"status":"ok"}"#)
    }

    @Test("What is not there is not found", arguments: ["", "nothing", "health/x", "accounts/1", "../"])
    func notFound(path: String) async throws {
        let server = try await TestServer()
        for method in ["GET", "DELETE"] {
            let answer = await server.doors.answer(server.request(method, "/_sallyport/\(path)"))
            #expect(answer.status == 404)
            #expect(answer.code == "NotFound")
        }
        #expect(await server.doors.answer(server.request("POST", "/_sallyport/health")).status == 404)
    }

    // MARK: Reset

    @Test("Reset goes back to the first state, and keeps the account and the key given at the start")
    func reset() async throws {
        let server = try await TestServer()
        _ = try await server.user("bob")
        #expect(server.store.snapshot[World.account]?.users.count == 1)
        #expect(await server.doors.answer(server.request("POST", "/_sallyport/reset")).status == 200)
        #expect(server.store.snapshot[World.account]?.users.count == 0)
        #expect(try await server.call("sts", "Action=GetCallerIdentity").status == 200)
    }

    @Test("Reset is for development and for this machine only")
    func resetRefused() async throws {
        for (isDevelopment, peer) in [(true, "203.0.113.7"), (false, "127.0.0.1"), (false, "203.0.113.7")] {
            let server = try await TestServer(isDevelopment: isDevelopment)
            _ = try await server.user("bob")
            for request in [
                server.request("POST", "/_sallyport/reset", from: peer),
                try server.sign(server.request("POST", "/_sallyport/reset", from: peer), for: "sallyport"),
            ] {
                let answer = await server.doors.answer(request)
                #expect(answer.status == 403)
                #expect(answer.code == "AccessDenied")
            }
            #expect(server.store.snapshot[World.account]?.users.count == 1)
        }
    }

    // MARK: Accounts

    private struct Made: Decodable {
        let accountId, rootAccessKeyId, rootSecretAccessKey: String
    }

    @Test("The operator's root user makes accounts, and its key may call at once")
    func makeAccount() async throws {
        let server = try await TestServer(isDevelopment: false)
        let body = #"{"id": "000000000042", "email": "o@example.com"}"#
        let answer = await server.doors.answer(
            try server.sign(server.request("POST", "/_sallyport/accounts", body: body), for: "sallyport"))
        #expect(answer.status == 200)
        let made = try JSONDecoder().decode(Made.self, from: Data(answer.body))
        #expect(made.accountId == "000000000042")
        let request = server.request("POST", "/", body: "Action=GetCallerIdentity&Version=2011-06-15")
        let identity = await server.pipeline.answer(
            try server.sign(
                request, for: "sts", by: AccessKeyID(made.rootAccessKeyId), SecretKey(made.rootSecretAccessKey)))
        #expect(identity.text.contains("arn:aws:iam::000000000042:root"))
        let list = await server.doors.answer(
            try server.sign(server.request("GET", "/_sallyport/accounts"), for: "sallyport"))
        #expect(
            list.text == """
                {"accounts":[{"accountId":"000000000042","email":"o@example.com"},{"accountId":"123456789012"}]}
                """)
    }

    @Test("In development this machine makes accounts unsigned; others, and servers in earnest, need the signature")
    func unsigned() async throws {
        for (isDevelopment, peer, status) in [
            (true, "127.0.0.1", 200), (true, "203.0.113.7", 403), (false, "127.0.0.1", 403),
        ] {
            let server = try await TestServer(isDevelopment: isDevelopment)
            let answer = await server.doors.answer(
                server.request("POST", "/_sallyport/accounts", body: "{}", from: peer))
            #expect(answer.status == status)
            #expect(server.store.snapshot.allAccounts.count == (status == 200 ? 2 : 1))
            if status == 403 { #expect(answer.code == "MissingAuthenticationToken") }
        }
    }

    @Test(
        "Nobody but the operator's root user may: no user of the account, no root of another, no other service's signature"
    )
    func strangers() async throws {
        let server = try await TestServer(isDevelopment: false)
        let bob = try await server.user("bob", allowing: "*")
        let other = try await server.store.write(at: server.clock.now) { draft throws(AWSError) in
            try draft.makeAccount(id: World.otherAccount, email: nil, rootKey: nil).rootKey
        }
        let request = server.request("POST", "/_sallyport/accounts", body: "{}")
        for key in [bob, other] {
            let answer = await server.doors.answer(try server.sign(request, for: "sallyport", by: key.id, key.secret))
            #expect(answer.status == 403)
            #expect(answer.code == "AccessDenied")
        }
        #expect(await server.doors.answer(try server.sign(request, for: "iam")).code == "SignatureDoesNotMatch")
        let forged = try server.sign(request, for: "sallyport", SecretKey("wrong"))
        #expect(await server.doors.answer(forged).code == "SignatureDoesNotMatch")
        #expect(server.store.snapshot.allAccounts.count == 2)
    }

    @Test(
        "A wish that can't be read, or is taken, is refused",
        arguments: [
            ("", "ValidationError"), ("[]", "ValidationError"), (#"{"id": 1}"#, "ValidationError"),
            (#"{"id": "12"}"#, "ValidationError"), (#"{"id": "123456789012"}"#, "EntityAlreadyExists"),
            (#"{"rootAccessKeyId": "a"}"#, "ValidationError"), (#"{"rootSecretAccessKey": "a"}"#, "ValidationError"),
            (#"{"rootAccessKeyId": "a/b", "rootSecretAccessKey": "s"}"#, "ValidationError"),
            (#"{"rootAccessKeyId": "ASIAX", "rootSecretAccessKey": "s"}"#, "ValidationError"),
            (#"{"rootAccessKeyId": "a", "rootSecretAccessKey": ""}"#, "ValidationError"),
            (#"{"rootAccessKeyId": "test", "rootSecretAccessKey": "s"}"#, "EntityAlreadyExists"),
        ])
    func brokenWishes(body: String, code: String) async throws {
        let server = try await TestServer()
        let answer = await server.doors.answer(server.request("POST", "/_sallyport/accounts", body: body))
        #expect(answer.code == code)
        #expect(server.store.snapshot.allAccounts.count == 1)
    }

    // MARK: Explanations

    @Test("In audit mode the doors let pass what would be denied, and the log tells it")
    func auditMode() async throws {
        for (enforcement, status) in [(Enforcement.enforce, 403), (.audit, 200)] {
            let server = try await TestServer(enforcement: enforcement)
            let key = try await server.user("nobody")
            let trust = #"""
                {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sts:AssumeRole",
                "Principal": {"Service": "ecs-tasks.amazonaws.com"}}}
                """#
            let document = try #require(trust.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
            let made = try await server.call(
                "iam", "Action=CreateRole&RoleName=app&AssumeRolePolicyDocument=\(document)")
            #expect(made.status == 200)
            let arn = "arn:aws:iam::\(World.account):user/nobody"
            for (path, body) in [
                ("workload/credentials", #"{"role": "app"}"#),
                (
                    "authorize",
                    #"{"caller": {"principal": "\#(arn)"}, "action": "app:Read", "resource": "arn:aws:app:::x"}"#
                ),
            ] {
                let request = server.request("POST", "/_sallyport/\(path)", body: body)
                let answer = await server.doors.answer(
                    try server.sign(request, for: "sallyport", by: key.id, key.secret))
                #expect(answer.status == status, "\(path) \(answer.text)")
            }
            #expect(server.log.warnings.isEmpty == (status == 403))
        }
    }

    @Test("The operator's root user has a decision explained by its request's id, or the latest denial")
    func explain() async throws {
        let server = try await TestServer(isDevelopment: false)
        let bob = try await server.user("bob")
        let form = server.request("POST", "/", body: "Action=CreateUser&UserName=eve&Version=2010-05-08")
        let denial = await server.pipeline.answer(try server.sign(form, for: "iam", by: bob.id, bob.secret))
        _ = try await server.call("iam", "Action=ListUsers")
        for wanted in ["last", denial.requestID] {
            let answer = await server.doors.answer(
                try server.sign(server.request("GET", "/_sallyport/explain/\(wanted)"), for: "sallyport"))
            #expect(answer.status == 200)
            #expect(answer.text.contains("\"requestId\":\"\(denial.requestID)\""))
            #expect(answer.text.contains(#""operation":"CreateUser""#))
            #expect(answer.text.contains(#""caller":"arn:aws:iam::123456789012:user/bob""#))
        }
    }

    @Test("Other root users see the decisions of their own account only, and users none")
    func explainToOthers() async throws {
        let server = try await TestServer(isDevelopment: false)
        let bob = try await server.user("bob")
        let other = try await server.store.write(at: server.clock.now) { draft throws(AWSError) in
            try draft.makeAccount(id: World.otherAccount, email: nil, rootKey: nil).rootKey
        }
        let form = server.request("POST", "/", body: "Action=ListUsers&Version=2010-05-08")
        let denial = await server.pipeline.answer(try server.sign(form, for: "iam", by: bob.id, bob.secret))
        #expect(denial.code == "AccessDenied")
        let own = await server.pipeline.answer(try server.sign(form, for: "iam", by: other.id, other.secret))
        func explanation(of id: String, to key: AccessKey?) async throws -> ServerResponse {
            let request = server.request("GET", "/_sallyport/explain/\(id)")
            guard let key else { return await server.doors.answer(request) }
            return await server.doors.answer(try server.sign(request, for: "sallyport", by: key.id, key.secret))
        }
        #expect(try await explanation(of: own.requestID, to: other).status == 200)
        #expect(try await explanation(of: denial.requestID, to: other).code == "NotFound")
        #expect(try await explanation(of: "last", to: other).code == "NotFound")
        #expect(try await explanation(of: denial.requestID, to: bob).code == "AccessDenied")
        #expect(try await explanation(of: denial.requestID, to: nil).code == "MissingAuthenticationToken")
    }
}

@Suite("The first account")
struct BootstrapTests {
    private func options(_ key: (id: AccessKeyID, secret: SecretKey)? = nil, isDevelopment: Bool) -> ServerOptions {
        var options = ServerOptions()
        options.rootKey = key
        options.isDevelopment = isDevelopment
        return options
    }

    @Test("The first start makes the operator's account and tells its key; the second tells nothing")
    func twice() async throws {
        let server = try await TestServer()
        let store = try StateStore(
            at: .memory, keyRing: server.pipeline.keyRing, awsPolicies: World.awsPolicies,
            logger: server.pipeline.logger)
        let first = try await Bootstrap.run(options(isDevelopment: false), in: store, at: server.clock.now)
        let key = try #require(first.madeKey)
        #expect(store.snapshot.accessKey(key.id)?.account == first.account)
        #expect(store.snapshot[first.account]?.account.isOperator == true)
        let second = try await Bootstrap.run(options(isDevelopment: false), in: store, at: server.clock.now)
        #expect(second.account == first.account)
        #expect(second.madeKey == nil)
        #expect(store.snapshot.allAccounts.count == 1)
    }

    @Test("In development each start brings the key that is asked for, and leaves a stranger's alone")
    func developmentKey() async throws {
        let server = try await TestServer()
        let id = try #require(AccessKeyID("test"))
        let new = SecretKey("another")
        _ = try await Bootstrap.run(options((id, new), isDevelopment: true), in: server.store, at: server.clock.now)
        #expect(server.store.snapshot.accessKey(id)?.key.secret == new)
        #expect(server.store.snapshot.allAccounts.count == 1)
        let bob = try await server.user("bob")
        await #expect(throws: AWSError("EntityAlreadyExists", status: 409, "")) {
            try await Bootstrap.run(
                options((bob.id, new), isDevelopment: true), in: server.store, at: server.clock.now)
        }
        #expect(server.store.snapshot.accessKey(bob.id)?.key == bob)
    }
}
