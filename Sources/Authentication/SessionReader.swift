import AWSTypes

/// Reads the members of a session; every length is checked against what is left.
struct SessionReader {
    private let bytes: [UInt8]
    private var place: Int

    init(_ bytes: [UInt8], from place: Int) {
        self.bytes = bytes
        self.place = place
    }

    /// Whether nothing is left.
    var isAtEnd: Bool { place == bytes.count }

    mutating func byte() throws(SealedSessionFailure) -> UInt8 {
        guard place < bytes.count else { throw .malformedContent }
        defer { place += 1 }
        return bytes[place]
    }

    mutating func number() throws(SealedSessionFailure) -> UInt64 {
        var number: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            let byte = try byte()
            guard shift < 63 || byte <= 1 else { throw .malformedContent }
            number |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return number }
        }
        throw .malformedContent
    }

    /// A number of things to come, each of at least one byte.
    mutating func count() throws(SealedSessionFailure) -> Int {
        let number = try number()
        guard number <= UInt64(bytes.count - place) else { throw .malformedContent }
        return Int(number)
    }

    mutating func text() throws(SealedSessionFailure) -> String {
        let length = try count()
        defer { place += length }
        // The record was authenticated, so that what is here was valid when it was sealed.
        return bytes.withUnsafeBufferPointer {
            String(decoding: UnsafeBufferPointer(rebasing: $0[place..<(place + length)]), as: UTF8.self)
        }
    }

    mutating func timestamp() throws(SealedSessionFailure) -> Timestamp {
        Timestamp(seconds: Int64(bitPattern: try number()))
    }

    /// A value that is parsed from text.
    mutating func value<Value>(_ parse: (String) -> Value?) throws(SealedSessionFailure) -> Value {
        guard let value = parse(try text()) else { throw .malformedContent }
        return value
    }

    mutating func isPresent() throws(SealedSessionFailure) -> Bool {
        switch try byte() {
        case 0: return false
        case 1: return true
        default: throw .malformedContent
        }
    }

    mutating func list<Element>(
        _ count: Int, _ element: (inout SessionReader) throws(SealedSessionFailure) -> Element
    ) throws(SealedSessionFailure) -> [Element] {
        if count == 0 { return [] }
        var elements: [Element] = []
        elements.reserveCapacity(count)
        for _ in 0..<count { elements.append(try element(&self)) }
        return elements
    }

    mutating func principal() throws(SealedSessionFailure) -> SessionPrincipal {
        guard let mark = PrincipalMark(rawValue: try byte()), let account = AccountID(number: try number()) else {
            throw .malformedContent
        }
        switch mark {
        case .user:
            return .user(account: account, id: try value(UserID.init))
        case .root:
            return .root(account: account)
        case .role:
            return .role(
                account: account, id: try value(RoleID.init), name: try text(), sessionName: try text())
        case .federatedUser:
            let name = try text()
            return .federatedUser(
                account: account, name: name, issuer: try isPresent() ? try value(UserID.init) : nil)
        case .assumedRoot:
            return .assumedRoot(account: account, taskPolicy: try value(ARN.init))
        }
    }
}
