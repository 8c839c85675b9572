import HTTPTypes
import Hummingbird
import HummingbirdCore
import SigV4

/// A way to answer requests that are told apart by their heads, before their bodies have come.
///
/// Whatever no road takes goes to the doors and to the services that read whole bodies.
protocol Road: Sendable {
    /// Whether a request is this road's to answer.
    func takes(_ head: RequestHead) -> Bool
    /// Answers a request; errors are answers too.
    func answer(_ request: IncomingRequest) async -> Response
}

/// A request whose body is still to come.
struct IncomingRequest: Sendable {
    /// Method, target and header fields.
    let head: RequestHead
    /// The body, as it arrives.
    let body: RequestBody
    /// Where it came from.
    let peer: ServerRequest.Peer
    /// Whether it came through TLS.
    let isSecure: Bool

    /// The same request without a body.
    var withoutBody: ServerRequest { ServerRequest(head: head, body: [], peer: peer, isSecure: isSecure) }
}
