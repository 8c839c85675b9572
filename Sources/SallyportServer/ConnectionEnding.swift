import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// Ends connections that have nothing more to say, and gives what could not be read as HTTP an answer in AWS's form.
///
/// The library closes its half of a connection after the last answer, and waits for the client to close the other. A
/// client gets a moment to read that answer; then the connection is closed, whatever it still sends.
final class ConnectionEnding: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// How long a connection stays half open.
    static let linger = TimeAmount.seconds(3)

    private let refusal: @Sendable () -> ServerResponse
    private var isUnreadable = false
    private var end: Scheduled<Void>?

    /// `refusal` answers what could not be read.
    init(refusal: @escaping @Sendable () -> ServerResponse) { self.refusal = refusal }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if error is HTTPParserError { isUnreadable = true }
        context.fireErrorCaught(error)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard isUnreadable, case .head(let head) = unwrapOutboundIn(data), ConnectionEnding.isEmptyRefusal(head) else {
            return context.write(data, promise: promise)
        }
        let answer = refusal()
        var filled = head
        filled.headerFields[.contentLength] = "\(answer.body.count)"
        filled.headerFields[.contentType] = answer.contentType
        filled.headerFields[.requestID] = answer.requestID
        context.write(wrapOutboundOut(.head(filled)), promise: promise)
        context.write(wrapOutboundOut(.body(ByteBuffer(bytes: answer.body))), promise: nil)
    }

    /// Whether this is what the library answers to what it could not read.
    private static func isEmptyRefusal(_ head: HTTPResponse) -> Bool {
        head.status == .badRequest && head.headerFields[.contentLength] == "0"
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        guard mode == .output else { return context.close(mode: mode, promise: promise) }
        let sent = promise ?? context.eventLoop.makePromise()
        let channel = context.channel
        sent.futureResult.assumeIsolated().whenComplete { _ in
            guard self.end == nil, channel.isActive else { return }
            self.end = channel.eventLoop.scheduleTask(in: ConnectionEnding.linger) { channel.close(promise: nil) }
        }
        context.close(mode: mode, promise: sent)
    }

    func channelInactive(context: ChannelHandlerContext) {
        end?.cancel()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { end?.cancel() }
}
