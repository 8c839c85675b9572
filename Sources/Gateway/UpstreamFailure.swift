import AWSTypes

/// What went wrong between this server and an upstream.
package enum UpstreamFailure: Error, Sendable, Hashable {
    /// It can't be reached.
    case unreachable
    /// It was silent for too long.
    case silent
    /// It broke off, or what it answers is no HTTP.
    case rubbish
    /// It does not take this server's keys, or gave one of them away.
    case unacceptable

    /// What a caller is told; why, stands in the log.
    package func error(of service: String) -> AWSError {
        switch self {
        case .unreachable:
            AWSError("ServiceUnavailable", status: 503, "The upstream of \(service) can't be reached.")
        case .silent: AWSError("GatewayTimeout", status: 504, "The upstream of \(service) did not answer in time.")
        case .rubbish:
            AWSError("BadGateway", status: 502, "The upstream of \(service) broke off, or its answer can't be read.")
        case .unacceptable:
            AWSError(
                "BadGateway", status: 502, "The upstream of \(service) did not accept the keys of this server.")
        }
    }
}
