import AWSProtocols
import AWSTypes
import Authentication
import Foundation
import HTTPTypes
import IdentityModel
import IdentityStore
import Operations
import SigV4
import TestSupport
import Testing

@testable import SallyportServer

@Suite("The federation endpoint of the console's sign-in")
struct SigninEndpointTests {
    private let server: TestServer

    init() async throws { server = try await TestServer() }

    private func get(_ parameters: KeyValuePairs<String, String>, method: String = "GET") -> ServerResponse {
        let query = parameters.map { "\($0)=\($1.percentEncoded)" }.joined(separator: "&")
        return method == "GET"
            ? server.signin.answer(server.request("GET", "/federation?\(query)"))
            : server.signin.answer(server.request(method, "/federation", body: query))
    }

    /// Temporary credentials as the parameter `Session` takes them.
    private func session(_ operation: String, by key: AccessKey? = nil, secret: String? = nil) async throws -> String {
        let version = "Version=2011-06-15"
        let request = server.request("POST", "/", body: "\(operation)&\(version)")
        let signed = try server.sign(request, for: "sts", by: key?.id, key?.secret)
        let text = await server.pipeline.answer(signed).text
        func element(_ name: String) throws -> String {
            guard let start = text.firstRange(of: "<\(name)>"), let end = text.firstRange(of: "</\(name)>") else {
                throw Missing(what: "\(name) in \(text)")
            }
            return String(text[start.upperBound..<end.lowerBound])
        }
        let members = [
            "sessionId": try element("AccessKeyId"), "sessionKey": try secret ?? element("SecretAccessKey"),
            "sessionToken": try element("SessionToken"),
        ]
        return String(decoding: try JSONEncoder().encode(members), as: UTF8.self)
    }

    private func token(_ response: ServerResponse) throws -> String {
        let answer = try JSONDecoder().decode([String: String].self, from: Data(response.body))
        guard let token = answer["SigninToken"] else { throw Missing(what: "sign-in token in \(response.text)") }
        return token
    }

    private func federated() async throws -> String { try await session("Action=GetFederationToken&Name=Jane") }

    private func login(_ token: String, to destination: String = "https://console.aws.amazon.com/") -> ServerResponse {
        get(["Action": "login", "Issuer": "", "Destination": destination, "SigninToken": token])
    }

    @Test("A federated user's session becomes a sign-in token, and that a page that says who signed in")
    func federatedUser() async throws {
        for method in ["GET", "POST"] {
            let answer = get(["Action": "getSigninToken", "Session": try await federated()], method: method)
            #expect(answer.status == 200)
            #expect(answer.contentType == "application/json")
            #expect(answer.headers[.cacheControl] == "no-store")
            let page = login(try token(answer), to: "https://console.aws.amazon.com/<x>")
            #expect(page.status == 200)
            #expect(page.text.contains("<code>arn:aws:sts::123456789012:federated-user/Jane</code>"))
            #expect(page.text.contains("&lt;x&gt;"))
            #expect(page.headers[.location] == nil)
        }
    }

    @Test(
        "A login leads back to this server only",
        arguments: [
            ("/reports?x=1", true), ("http://localhost:4566/reports", true), ("https://localhost:4566/", false),
            ("http://localhost:4567/", false), ("http://localhost/", false), ("//evil.example/", false),
            ("http://evil.example/", false), ("http://localhost:4566@evil.example/", false), ("/\\evil.example", false),
            ("javascript:alert(1)", false), ("http://user@localhost:4566/", false), ("reports", false), ("", false),
            ("/a b", false), ("/a\r\nX: y", false),
        ])
    func destinations(link: String, isHere: Bool) async throws {
        let answer = login(
            try token(get(["Action": "getSigninToken", "Session": try await federated()])), to: link)
        #expect(answer.status == (isHere ? 302 : 200))
        #expect(answer.headers[.location] == (isHere ? link : nil))
    }

    @Test("A token can be used for a quarter of an hour, and as long as its session lasts")
    func expiry() async throws {
        let fresh = try token(get(["Action": "getSigninToken", "Session": try await federated()]))
        server.clock.advance(by: 899)
        #expect(login(fresh).status == 200)
        server.clock.advance(by: 1)
        #expect(login(fresh).status == 400)
        let credentials = try await session("Action=GetFederationToken&Name=Jane&DurationSeconds=900")
        server.clock.advance(by: 890)
        let late = try token(get(["Action": "getSigninToken", "Session": credentials]))
        server.clock.advance(by: 10)
        #expect(login(late).status == 400)
        #expect(get(["Action": "getSigninToken", "Session": credentials]).status == 400)
    }

    @Test("A role's session may say how long the sign-in lasts; a federated user's may not")
    func duration() async throws {
        let key = try await server.user("bob", allowing: "sts:AssumeRole")
        try await server.store.write(at: server.clock.now) { draft throws(AWSError) in
            if let role = World.roleOfEverybody { draft.put(.role(role), in: World.account) }
        }
        let arn = "arn:aws:iam::123456789012:role/R".percentEncoded
        let role = try await session("Action=AssumeRole&RoleArn=\(arn)&RoleSessionName=visit", by: key)
        let federated = try await federated()
        let rows: [(String, String, Int)] = [
            (role, "43200", 200), (role, "900", 200), (role, "899", 400), (role, "43201", 400), (role, "x", 400),
            (federated, "3600", 400),
        ]
        for (session, duration, status) in rows {
            let answer = get(["Action": "getSigninToken", "Session": session, "SessionDuration": duration])
            #expect(answer.status == status, "\(duration)")
        }
        let long = get(["Action": "getSigninToken", "Session": role, "SessionDuration": "43200"])
        #expect(login(try token(long)).text.contains("until \(server.clock.now + 43_200)"))
    }

    @Test("Credentials that are not a role's or a federated user's, or are not whole, sign nobody in")
    func refusals() async throws {
        let key = try await server.user("bob")
        let broken = [
            try await session("Action=GetSessionToken", by: key), try await session("Action=GetSessionToken"),
            try await session("Action=GetFederationToken&Name=Jane", secret: "wrong"), "{}", "[]", "x",
            #"{"sessionId": "ASIAIOSFODNN7EXAMPLE", "sessionKey": "k", "sessionToken": "t"}"#,
        ]
        for session in broken {
            let answer = get(["Action": "getSigninToken", "Session": session])
            #expect(answer.status == 400)
            #expect(answer.text.contains("Invalid credentials parameter"), "\(answer.text)")
        }
        for token in ["", "x", "AAAA"] { #expect(login(token).status == 400) }
        #expect(get(["Action": "getSigninToken"]).status == 400)
        #expect(get(["Action": "login"]).status == 400)
        #expect(get(["Action": "logout"]).status == 400)
        #expect(get([:]).status == 400)
        #expect(server.signin.answer(server.request("PUT", "/federation")).status == 405)
        #expect(server.signin.answer(server.request("GET", "/federation?Action=%zz")).status == 400)
    }

    @Test("A sign-in token is no session token, and the other way round")
    func purposes() async throws {
        let credentials = try await federated()
        var given = try JSONDecoder().decode([String: String].self, from: Data(credentials.utf8))
        #expect(login(given["sessionToken"] ?? "").status == 400)
        let token = try token(get(["Action": "getSigninToken", "Session": credentials]))
        given["sessionToken"] = token.replacing("-", with: "+").replacing("_", with: "/")
        let forged = String(decoding: try JSONEncoder().encode(given), as: UTF8.self)
        #expect(get(["Action": "getSigninToken", "Session": forged]).status == 400)
    }
}

extension World {
    /// A role that every user of the first account may assume.
    fileprivate static var roleOfEverybody: Role? {
        var world = World()
        return try? world.role("R", trusting: #"{"AWS": "\#(World.account)"}"#)
    }
}
