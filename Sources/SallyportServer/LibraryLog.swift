import Logging

/// The log of the libraries: what they say, without the numbers that they give to requests.
///
/// Hummingbird numbers each request in a logger made for it, and the usual handler spells the number out at once,
/// though next to no request is ever logged.
struct LibraryLog: LogHandler {
    private let logger: Logger
    var logLevel: Logger.Level

    init(_ logger: Logger, from level: Logger.Level) {
        self.logger = logger
        logLevel = level
    }

    var metadata: Logger.Metadata {
        get { [:] }
        set {}
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { nil }
        set {}
    }

    func log(event: LogEvent) { logger.handler.log(event: event) }
}
