import AWSTypes

/// Writes the members of a session.
struct SessionWriter {
    var bytes: [UInt8] = []

    init() { bytes.reserveCapacity(256) }

    /// Seven bits a byte, least significant first.
    mutating func write(_ number: UInt64) {
        var rest = number
        while rest > 0x7F {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    mutating func write(_ text: String) {
        write(UInt64(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    mutating func write(_ moment: Timestamp) { write(UInt64(bitPattern: moment.seconds)) }

    mutating func write<Element>(
        _ elements: some Collection<Element>, each: (inout SessionWriter, Element) -> Void
    ) {
        write(UInt64(elements.count))
        for element in elements { each(&self, element) }
    }

    mutating func writeOptional<Value>(_ value: Value?, _ some: (inout SessionWriter, Value) -> Void) {
        bytes.append(value == nil ? 0 : 1)
        if let value { some(&self, value) }
    }

    mutating func write(_ principal: SessionPrincipal) {
        bytes.append(principal.mark.rawValue)
        write(principal.account.number)
        switch principal {
        case .user(_, let id): write(id.text)
        case .root: break
        case .role(_, let id, let name, let sessionName):
            write(id.text)
            write(name)
            write(sessionName)
        case .federatedUser(_, let name, let issuer):
            write(name)
            writeOptional(issuer) { $0.write($1.text) }
        case .assumedRoot(_, let taskPolicy): write(taskPolicy.description)
        }
    }
}

extension SessionPrincipal {
    fileprivate var mark: PrincipalMark {
        switch self {
        case .user: .user
        case .root: .root
        case .role: .role
        case .federatedUser: .federatedUser
        case .assumedRoot: .assumedRoot
        }
    }
}
