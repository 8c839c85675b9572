import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// A small HTTP server on the loopback address.
enum LoopbackServer {
    /// Answers requests while `work` runs, which is told the port.
    static func run<Result: Sendable>(
        port: Int = 0, answering answer: @escaping @Sendable (Request) async -> Response,
        while work: @escaping @Sendable (Int) async throws -> Result
    ) async throws -> Result {
        let (ports, announced) = AsyncStream.makeStream(of: Int.self)
        let application = Application(
            responder: CallbackResponder { (request: Request, _: BasicRequestContext) in await answer(request) },
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port), serverName: nil),
            onServerRunning: { channel in announced.yield(channel.localAddress?.port ?? port) },
            logger: Logger(label: "sallyport") { _ in SwiftLogNoOpLogHandler() })
        let server = Task {
            defer { announced.finish() }
            try await application.run()
        }
        defer { server.cancel() }
        var iterator = ports.makeAsyncIterator()
        guard let port = await iterator.next() else {
            do {
                try await server.value
            } catch {
                throw Problem("127.0.0.1:\(port) can't be listened on: \(error)", hints: ["Choose another --port."])
            }
            throw CancellationError()
        }
        return try await work(port)
    }
}

extension Response {
    /// An answer in JSON.
    static func json(_ members: [String: String], status: HTTPResponse.Status = .ok) -> Response {
        let body = (try? jsonText(members)) ?? "{}"
        return Response(status, "application/json", body)
    }

    /// An answer of text.
    static func text(_ body: String, status: HTTPResponse.Status = .ok) -> Response {
        Response(status, "text/plain", body)
    }

    private init(_ status: HTTPResponse.Status, _ type: String, _ body: String) {
        self.init(
            status: status, headers: [.contentType: type, .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: body)))
    }
}
