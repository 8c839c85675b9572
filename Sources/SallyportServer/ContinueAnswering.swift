import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import NIOHTTPTypes

/// Tells clients that wait for it to send their bodies, by `100 Continue`.
///
/// It is told once somebody wants the body, so that a client that is refused sends nothing.
///
/// Source: RFC 9110, section 10.1.1.
final class ContinueAnswering: ChannelOutboundHandler, RemovableChannelHandler {
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// The event that says that a body is wanted.
    struct BodyIsWanted: Sendable {}

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        guard event is BodyIsWanted else { return context.triggerUserOutboundEvent(event, promise: promise) }
        context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: promise)
    }
}

/// A body whose client waits to be asked for it.
struct ContinuedBody: AsyncSequence, Sendable {
    private let body: RequestBody
    private let channel: any Channel

    /// A request's body; it is asked for when its first bytes are, if its client waits for that.
    static func of(_ request: Request, on channel: any Channel) -> RequestBody {
        guard request.headers[.expect]?.lowercased() == "100-continue" else { return request.body }
        return RequestBody(asyncSequence: ContinuedBody(body: request.body, channel: channel))
    }

    /// Reads it, after it was asked for.
    struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate var iterator: RequestBody.AsyncIterator
        fileprivate var channel: (any Channel)?

        mutating func next() async throws -> ByteBuffer? {
            if let channel {
                self.channel = nil
                channel.triggerUserOutboundEvent(ContinueAnswering.BodyIsWanted(), promise: nil)
            }
            return try await iterator.next()
        }
    }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(iterator: body.makeAsyncIterator(), channel: channel) }
}
