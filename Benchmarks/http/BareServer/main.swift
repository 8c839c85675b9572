import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix

// The ceiling: a Hummingbird server configured like Sallyport's that reads each request's body and answers the bytes
// of a file, whatever was asked. BareServer PORT FILE pool|loops
//
// `pool` runs requests where Hummingbird does by itself, on the language's pool of threads; `loops` where Sallyport
// does, on the event loops.

/// Answers the same to everyone.
struct SameAnswer: HTTPResponder {
    let body: ByteBuffer
    let requestID: HTTPField.Name

    func respond(to request: Request, context: BasicRequestContext) async throws -> Response {
        _ = try await request.body.collect(upTo: 4 << 20)
        return Response(
            status: .ok, headers: [requestID: "00000000-0000-4000-8000-000000000000", .contentType: "text/xml"],
            body: ResponseBody(byteBuffer: body))
    }
}

let arguments = CommandLine.arguments
guard arguments.count == 4, let port = Int(arguments[1]),
    let answer = try? Data(contentsOf: URL(filePath: arguments[2])),
    let requestID = HTTPField.Name("x-amzn-RequestId")
else {
    print("usage: BareServer PORT FILE pool|loops")
    exit(2)
}
if arguments[3] == "loops" {
    _ = NIOSingletons.unsafeTryInstallSingletonPosixEventLoopGroupAsConcurrencyGlobalExecutor()
}
var logger = Logger(label: "bare")
logger.logLevel = .error
let application = Application(
    responder: SameAnswer(body: ByteBuffer(bytes: answer), requestID: requestID),
    server: .http1(configuration: .init(idleTimeout: .seconds(75))),
    configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port), serverName: "Bare"),
    logger: logger)
try await application.runService()
