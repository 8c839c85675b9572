import AWSTypes

/// A session as the token that its client holds: sealed, in base 64.
package enum SealedSession {
    /// The token of a session.
    package static func seal(
        _ session: Session, with ring: KeyRing, entropy: inout some RandomNumberGenerator
    ) -> String {
        Base64.encode(ring.seal(SessionCodec.encode(session), for: .sessionToken, entropy: &entropy))
    }

    /// The session of a token, whether or not it is over: ask `requireCurrent` before you use it.
    package static func open(_ token: String, with ring: KeyRing) throws(SealedSessionFailure) -> Session {
        guard let record = Base64.decode(token) else { throw .record(.malformed) }
        let content: [UInt8]
        do {
            content = try ring.open(record, for: .sessionToken)
        } catch {
            throw .record(error)
        }
        return try SessionCodec.decode(content)
    }
}

/// Why a session token did not open.
package enum SealedSessionFailure: Error, Equatable, Sendable {
    /// The record did not open.
    case record(SealedRecordFailure)
    /// The record opened, but is of a version that this server does not know.
    case unknownVersion(UInt8)
    /// The record opened, but what is in it can't be a session.
    case malformedContent

    /// The failure as AWS words it.
    package var awsError: AWSError { .invalidClientTokenID }
}
