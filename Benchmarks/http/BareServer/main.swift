import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore

// The ceiling: a Hummingbird server configured like Sallyport's that reads each request's body and answers the bytes
// of a file, whatever was asked. BareServer PORT FILE

/// Answers the same to everyone.
struct SameAnswer: HTTPResponder {
    let body: ByteBuffer

    func respond(to request: Request, context: BasicRequestContext) async throws -> Response {
        _ = try await request.body.collect(upTo: 4 << 20)
        return Response(
            status: .ok, headers: [.contentType: "text/xml"], body: ResponseBody(byteBuffer: body))
    }
}

let arguments = CommandLine.arguments
guard arguments.count == 3, let port = Int(arguments[1]),
    let answer = try? Data(contentsOf: URL(filePath: arguments[2]))
else {
    print("usage: BareServer PORT FILE")
    exit(2)
}
var logger = Logger(label: "bare")
logger.logLevel = .error
let application = Application(
    responder: SameAnswer(body: ByteBuffer(bytes: answer)),
    server: .http1(configuration: .init(idleTimeout: .seconds(75))),
    configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port), serverName: "Bare"),
    logger: logger)
try await application.runService()
