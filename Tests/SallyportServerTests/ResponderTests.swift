import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import NIOEmbedded
import SigV4
import TestSupport
import Testing

@testable import SallyportServer

@Suite("What Hummingbird passes on")
struct ResponderTests {
    private func respond(
        _ method: HTTPRequest.Method, _ target: String, fields: HTTPFields = [:], body: RequestBody,
        from address: String = "127.0.0.1"
    ) async throws -> Response {
        let server = try await TestServer()
        let responder = Responder(
            pipeline: server.pipeline, doors: server.doors, signin: server.signin, roads: [], isSecure: false)
        let channel = NIOAsyncTestingChannel()
        channel.remoteAddress = try SocketAddress(ipAddress: address, port: 50_000)
        let context = ConnectionContext(
            source: ApplicationRequestContextSource(channel: channel, logger: server.pipeline.logger))
        let head = HTTPRequest(
            method: method, scheme: "http", authority: "localhost:4566", path: target, headerFields: fields)
        return try await responder.respond(to: Request(head: head, body: body), context: context)
    }

    @Test("A body that is announced or found to be too long is refused, and the connection ends")
    func oversized() async throws {
        let announced: HTTPFields = [.contentLength: "\(Responder.bodyLimit + 1)"]
        for target in ["/", "/_sallyport/accounts"] {
            let long = RequestBody(buffer: ByteBuffer(repeating: 0x41, count: Responder.bodyLimit + 1))
            let chunks = RequestBody(
                asyncSequence: AsyncStream { stream in
                    for _ in 0...Responder.bodyLimit / 65_536 {
                        stream.yield(ByteBuffer(repeating: 0x41, count: 65_536))
                    }
                    stream.finish()
                })
            let empty = RequestBody(buffer: ByteBuffer())
            let requests: [(HTTPFields, RequestBody)] = [(announced, empty), ([:], long), ([:], chunks)]
            for (fields, body) in requests {
                let response = try await respond(.post, target, fields: fields, body: body)
                #expect(response.status == 413)
                #expect(response.headers[.connection] == "close")
                #expect(response.headers[.contentType] == "text/xml")
            }
        }
    }

    @Test("A body of the greatest length is read")
    func largest() async throws {
        let body = RequestBody(buffer: ByteBuffer(repeating: 0x41, count: Responder.bodyLimit))
        #expect(try await respond(.post, "/", body: body).status == 403)
    }

    @Test("Our own paths go to the doors, all others to the road; both carry the request's id")
    func routing() async throws {
        let empty = { RequestBody(buffer: ByteBuffer()) }
        let health = try await respond(.get, "/_sallyport/health", body: empty())
        #expect(health.status == .ok)
        #expect(health.headers[.contentType] == "application/json")
        #expect(health.headers[.requestID]?.isEmpty == false)
        for path in ["/", "/_sallyport", "/x/_sallyport/health"] {
            let response = try await respond(.get, path, body: empty())
            #expect(response.status == 403)
            #expect(response.headers[.contentType] == "text/xml")
            #expect(response.headers[.requestID]?.isEmpty == false)
        }
    }

    @Test(
        "Only this machine's own addresses are loopback",
        arguments: [
            ("127.0.0.1", true), ("127.8.9.10", true), ("::1", true), ("203.0.113.7", false), ("::2", false),
            ("::ffff:127.0.0.1", true), ("::ffff:203.0.113.7", false), ("10.127.0.1", false), ("128.0.0.1", false),
            ("fe80::127", false),
        ])
    func peers(address: String, isLoopback: Bool) async throws {
        let response = try await respond(
            .post, "/_sallyport/reset", body: RequestBody(buffer: ByteBuffer()), from: address)
        #expect(response.status == (isLoopback ? .ok : .forbidden))
    }

    @Test("The head that signatures are checked against has the target as it came, and every field")
    func heads() {
        var fields = HTTPFields()
        fields[.authorization] = "AWS4-HMAC-SHA256 x"
        fields.append(HTTPField(name: .accept, value: "a"))
        fields.append(HTTPField(name: .accept, value: "b"))
        let head = RequestHead(
            HTTPRequest(
                method: .get, scheme: "http", authority: "h:1", path: "/A%20b/../c?x=%2f&Y", headerFields: fields))
        #expect(head.method == "GET")
        #expect(head.target == "/A%20b/../c?x=%2f&Y")
        #expect(
            head.fields.map { "\($0.name): \($0.value)" } == [
                "host: h:1", "authorization: AWS4-HMAC-SHA256 x", "accept: a", "accept: b",
            ])
    }
}
