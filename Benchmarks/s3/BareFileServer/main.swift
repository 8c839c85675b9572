import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix

// The ceiling: a Hummingbird server that answers GET with the file of that name, and writes a file at PUT, by
// Hummingbird's own means; it asks nobody who they are, and syncs nothing. BareFileServer PORT DIRECTORY

/// Reads and writes the files of a directory.
struct Files: HTTPResponder {
    let directory: String
    let files = FileIO()

    func respond(to request: Request, context: BasicRequestContext) async throws -> Response {
        let path = directory + "/" + request.uri.path.split(separator: "/").joined(separator: "_")
        guard request.method == .put else {
            return Response(status: .ok, body: try await files.loadFile(path: path, context: context))
        }
        try await files.writeFile(contents: request.body, path: path, context: context)
        return Response(status: .ok)
    }
}

guard CommandLine.arguments.count == 3, let port = Int(CommandLine.arguments[1]) else {
    fatalError("usage: BareFileServer PORT DIRECTORY")
}
_ = NIOSingletons.unsafeTryInstallSingletonPosixEventLoopGroupAsConcurrencyGlobalExecutor()
var logger = Logger(label: "bare")
logger.logLevel = .error
let application = Application(
    responder: Files(directory: CommandLine.arguments[2]),
    server: .http1(configuration: .init(idleTimeout: .seconds(75))),
    configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port), serverName: "Bare"),
    logger: logger)
try await application.runService()
