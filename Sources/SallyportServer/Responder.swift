import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import SigV4

/// What Hummingbird tells of a request beside its head: where it came from.
struct ConnectionContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let peer: ServerRequest.Peer
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        // A peer that is gone already has no address, and is not taken for this machine.
        let text = source.channel.remoteAddress?.ipAddress ?? "0.0.0.0"
        let isLoopback = text.hasPrefix("127.") || text == "::1" || text.hasPrefix("::ffff:127.")
        peer = ServerRequest.Peer(address: text, isLoopback: isLoopback)
        channel = source.channel
    }
}

/// Lends the road and the doors to Hummingbird.
struct Responder: HTTPResponder {
    let pipeline: RequestPipeline
    let doors: Doors
    let signin: SigninEndpoint
    /// What answers some requests before their bodies have come, the first that takes one.
    let roads: [any Road]
    let isSecure: Bool

    /// The longest body that is read, in bytes: the longest metadata of a SAML provider, with room for its escapes.
    static let bodyLimit = 16 << 20

    func respond(to request: Request, context: ConnectionContext) async throws -> Response {
        let head = RequestHead(request.head)
        let incoming = ContinuedBody.of(request, on: context.channel)
        if let road = roads.first(where: { $0.takes(head) }) {
            return await road.answer(
                IncomingRequest(head: head, body: incoming, peer: context.peer, isSecure: isSecure))
        }
        if let length = head["content-length"].flatMap({ Int($0) }), length > Responder.bodyLimit {
            return tooLarge()
        }
        let body: [UInt8]
        do {
            body = Array(buffer: try await incoming.collect(upTo: Responder.bodyLimit))
        } catch is NIOTooManyBytesError {
            return tooLarge()
        }
        let exchange = ServerRequest(head: head, body: body, peer: context.peer, isSecure: isSecure)
        if exchange.head.target.hasPrefix(Doors.prefix) { return Response(await doors.answer(exchange)) }
        if SigninEndpoint.accepts(exchange) {
            let answer = signin.answer(exchange)
            await pipeline.record(exchange, signedIn: answer)
            return Response(answer)
        }
        return Response(await pipeline.answer(exchange))
    }

    /// The answer to what is not HTTP.
    ///
    /// AWS: the code is that of the list of errors common to all actions.
    func unreadable() -> ServerResponse {
        pipeline.refusal("MalformedHttpRequestException", status: 400, "The request can't be read as HTTP.")
    }

    private func tooLarge() -> Response {
        var response = Response(
            pipeline.refusal(
                "RequestEntityTooLarge", status: 413,
                "The request's body is longer than \(Responder.bodyLimit) bytes."))
        response.headers[.connection] = "close"
        return response
    }
}

extension RequestHead {
    init(_ head: HTTPRequest) {
        var fields: [HeaderField] = []
        fields.reserveCapacity(head.headerFields.count + 1)
        if let host = head.authority { fields.append(HeaderField("host", host)) }
        for field in head.headerFields { fields.append(HeaderField(field.name.canonicalName, field.value)) }
        self.init(method: head.method.rawValue, target: head.path ?? "/", fields: fields)
    }
}

extension Response {
    init(_ answer: ServerResponse) {
        var headers = answer.headers
        headers.reserveCapacity(4)
        headers.append(HTTPField(name: .requestID, value: answer.requestID))
        if let type = answer.contentType { headers.append(HTTPField(name: .contentType, value: type)) }
        self.init(
            status: HTTPResponse.Status(code: answer.status), headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
    }
}

extension HTTPField.Name {
    static let requestID: HTTPField.Name = {
        guard let name = HTTPField.Name("x-amzn-RequestId") else { preconditionFailure("the name is a token") }
        return name
    }()
}
