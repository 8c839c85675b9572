import AWSTypes
import HTTPTypes
import Operations
import SigV4

/// A request as it came, with its whole body.
struct ServerRequest: Sendable {
    /// Method, target and header fields.
    let head: RequestHead
    /// The body.
    let body: [UInt8]
    /// The address it came from.
    let peer: Peer
    /// Whether it came through TLS.
    let isSecure: Bool

    /// Where a request came from.
    struct Peer: Sendable {
        /// The address as text.
        let address: String
        /// Whether it is this machine.
        let isLoopback: Bool
    }

    /// The path, without the query.
    var path: Substring { head.target.prefix { $0 != "?" } }

    /// The query, without the question mark.
    var query: Substring.UTF8View {
        let target = head.target.utf8
        guard let mark = target.firstIndex(of: UInt8(ascii: "?")) else { return head.target.suffix(0).utf8 }
        return head.target[target.index(after: mark)...].utf8
    }

    /// What the operations are told of it.
    func facts(id: String, now: Timestamp, region: String, publicURL: String? = nil) -> RequestFacts {
        var facts = RequestFacts(
            id: id, now: now, region: region, sourceIP: peer.address, isSecure: isSecure,
            userAgent: head["user-agent"], referer: head["referer"])
        facts.publicURL = publicURL
        return facts
    }
}

/// What is sent back.
struct ServerResponse: Sendable {
    /// The HTTP status.
    var status: Int
    /// The content type; nil: no body.
    var contentType: String?
    /// The request's id.
    var requestID: String
    /// The body.
    var body: [UInt8]
    /// Further header fields.
    var headers: HTTPFields = [:]
}
