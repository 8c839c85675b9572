import AWSTypes

/// Sessions as bytes: a version, then each member in order, without names or padding.
enum SessionCodec {
    private static let version: UInt8 = 1

    static func encode(_ session: Session) -> [UInt8] {
        var writer = SessionWriter()
        writer.bytes.append(version)
        writer.write(session.accessKeyID.text)
        writer.write(session.secret.exposed)
        writer.write(session.issued)
        writer.write(session.expires)
        writer.write(session.principal)
        writer.write(session.policies) { $0.write($1) }
        writer.write(session.policyARNs) { $0.write($1.description) }
        writer.write(session.tags) { writer, tag in
            writer.write(tag.key)
            writer.write(tag.value)
        }
        writer.write(session.transitiveTagKeys) { $0.write($1) }
        writer.writeOptional(session.sourceIdentity) { $0.write($1) }
        writer.writeOptional(session.mfaAuthenticatedAt) { $0.write($1) }
        writer.writeOptional(session.federatedProvider) { $0.write($1) }
        writer.write(session.contextKeys) { writer, key in
            writer.write(key.name)
            writer.write(key.values) { $0.write($1) }
        }
        return writer.bytes
    }

    static func decode(_ bytes: [UInt8]) throws(SealedSessionFailure) -> Session {
        guard let first = bytes.first else { throw .malformedContent }
        guard first == version else { throw .unknownVersion(first) }
        var reader = SessionReader(bytes, from: 1)
        var session = Session(
            accessKeyID: try reader.value(AccessKeyID.init), secret: SecretKey(try reader.text()),
            issued: try reader.timestamp(), expires: try reader.timestamp(), principal: try reader.principal())
        session.policies = try reader.list(try reader.count()) { reader throws(SealedSessionFailure) in
            try reader.text()
        }
        session.policyARNs = try reader.list(try reader.count()) { reader throws(SealedSessionFailure) in
            try reader.value(ARN.init)
        }
        session.tags = Tags(
            try reader.list(try reader.count()) { reader throws(SealedSessionFailure) in
                Tag(key: try reader.text(), value: try reader.text())
            })
        session.transitiveTagKeys = try reader.list(try reader.count()) { reader throws(SealedSessionFailure) in
            try reader.text()
        }
        if try reader.isPresent() { session.sourceIdentity = try reader.text() }
        if try reader.isPresent() { session.mfaAuthenticatedAt = try reader.timestamp() }
        if try reader.isPresent() { session.federatedProvider = try reader.text() }
        session.contextKeys = try reader.list(try reader.count()) { reader throws(SealedSessionFailure) in
            let name = try reader.text()
            return SessionContextKey(
                name,
                try reader.list(try reader.count()) { reader throws(SealedSessionFailure) in try reader.text() })
        }
        guard reader.isAtEnd else { throw .malformedContent }
        return session
    }
}

/// Which principal follows.
enum PrincipalMark: UInt8 {
    case user = 1
    case root = 2
    case role = 3
    case federatedUser = 4
    case assumedRoot = 5
}
