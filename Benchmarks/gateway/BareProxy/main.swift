import AsyncHTTPClient
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix

// The ceiling: a Hummingbird proxy that passes every request to an upstream as it is, and the answer back. It runs on
// the event loops, as Sallyport does. BareProxy PORT UPSTREAM-URL

/// Passes everything.
struct Passing: HTTPResponder {
    let client: HTTPClient
    let upstream: String

    func respond(to request: Request, context: BasicRequestContext) async throws -> Response {
        var outgoing = HTTPClientRequest(url: upstream + (request.head.path ?? "/"))
        outgoing.method = HTTPMethod(rawValue: request.head.method.rawValue)
        for field in request.head.headerFields where field.name != .contentLength {
            outgoing.headers.add(name: field.name.canonicalName, value: field.value)
        }
        outgoing.body = .bytes(try await request.body.collect(upTo: 4 << 20))
        let answer = try await client.execute(outgoing, deadline: .now() + .seconds(30))
        var headers: HTTPFields = [:]
        for (name, value) in answer.headers {
            if let name = HTTPField.Name(name), name != .contentLength {
                headers.append(HTTPField(name: name, value: value))
            }
        }
        let length = answer.headers.first(name: "content-length").flatMap { Int($0) }
        return Response(
            status: .init(code: Int(answer.status.code)), headers: headers,
            body: ResponseBody(contentLength: length) { writer in
                for try await part in answer.body { try await writer.write(part) }
                try await writer.finish(nil)
            })
    }
}

let arguments = CommandLine.arguments
guard arguments.count == 3, let port = Int(arguments[1]) else {
    print("usage: BareProxy PORT UPSTREAM-URL")
    exit(2)
}
_ = NIOSingletons.unsafeTryInstallSingletonPosixEventLoopGroupAsConcurrencyGlobalExecutor()
var configuration = HTTPClient.Configuration()
configuration.httpVersion = .http1Only
configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 256
let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
var logger = Logger(label: "bare")
logger.logLevel = .error
let application = Application(
    responder: Passing(client: client, upstream: arguments[2]),
    server: .http1(configuration: .init(idleTimeout: .seconds(75))),
    configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port), serverName: "Bare"),
    logger: logger)
try await application.runService()
try await client.shutdown().get()
