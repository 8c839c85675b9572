import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTP1
import NIOHTTPTypes
import Testing

@testable import SallyportServer

@Suite("The end of connections")
struct ConnectionEndingTests {
    private let loop = EmbeddedEventLoop()

    private func channel() throws -> EmbeddedChannel {
        let channel = EmbeddedChannel(loop: loop)
        try channel.pipeline.syncOperations.addHandler(
            ConnectionEnding(refusal: {
                ServerResponse(status: 400, contentType: "text/xml", requestID: "1", body: Array("<x/>".utf8))
            }))
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        return channel
    }

    private let emptyRefusal = HTTPResponse(
        status: .badRequest, headerFields: [.connection: "close", .contentLength: "0"])

    @Test("After a parse error the library's empty answer gets a body, and no answer does before one")
    func answer() throws {
        let channel = try channel()
        try channel.writeOutbound(HTTPResponsePart.head(emptyRefusal))
        #expect(try channel.readOutbound(as: HTTPResponsePart.self) == .head(emptyRefusal))
        #expect(throws: HTTPParserError.self) {
            channel.pipeline.fireErrorCaught(HTTPParserError.invalidMethod)
            try channel.throwIfErrorCaught()
        }
        let other = HTTPResponse(status: .ok, headerFields: [.contentLength: "0"])
        try channel.writeOutbound(HTTPResponsePart.head(other))
        #expect(try channel.readOutbound(as: HTTPResponsePart.self) == .head(other))
        try channel.writeOutbound(HTTPResponsePart.head(emptyRefusal))
        try channel.writeOutbound(HTTPResponsePart.end(nil))
        guard case .head(let head) = try channel.readOutbound(as: HTTPResponsePart.self) else {
            Issue.record("no head")
            return
        }
        #expect(head.headerFields[.contentLength] == "4")
        #expect(head.headerFields[.contentType] == "text/xml")
        #expect(head.headerFields[.requestID] == "1")
        #expect(try channel.readOutbound(as: HTTPResponsePart.self) == .body(ByteBuffer(string: "<x/>")))
        #expect(try channel.readOutbound(as: HTTPResponsePart.self) == .end(nil))
        _ = try channel.finish()
    }
}
