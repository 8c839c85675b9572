import AWSTypes

/// The region and account that a call is about.
package struct CallScope: Sendable {
    /// The partition.
    package let partition: Partition
    /// The region.
    package let region: String
    /// The account.
    package let account: AccountID

    /// Makes a scope.
    package init(partition: Partition, region: String, account: AccountID) {
        self.partition = partition
        self.region = region
        self.account = account
    }

    /// An ARN in the region and account.
    package func arn(_ service: String, _ resource: String, account owner: String? = nil) -> String {
        "arn:\(partition.rawValue):\(service):\(region):\(owner ?? account.description):\(resource)"
    }
}

/// The ARN of a resource, with holes that members of a request fill.
struct ResourceTemplate: Sendable {
    private enum Piece: Sendable {
        case text(Substring)
        case partition, region, account
        case member(MemberPath)
        case path
    }
    private let pieces: [Piece]
    /// The members that it is made of.
    let members: [MemberPath]

    /// The most resources that one request may name by one template.
    static let most = 1000

    init(_ text: String) {
        var pieces: [Piece] = []
        var rest = text[...]
        while let open = rest.firstIndex(of: "{") {
            if open > rest.startIndex { pieces.append(.text(rest[..<open])) }
            // A path may end in the keys of a map, whose braces stand inside the hole's.
            var close = rest[open...].firstIndex(of: "}") ?? rest.index(before: rest.endIndex)
            if rest[open...].hasPrefix("{}") || rest[..<close].hasSuffix(".{") {
                close = rest[rest.index(after: close)...].firstIndex(of: "}") ?? close
            }
            switch rest[rest.index(after: open)..<close] {
            case "P": pieces.append(.partition)
            case "R": pieces.append(.region)
            case "A": pieces.append(.account)
            case "path": pieces.append(.path)
            case let path: pieces.append(.member(MemberPath(path)))
            }
            rest = rest[rest.index(after: close)...]
        }
        if !rest.isEmpty { pieces.append(.text(rest)) }
        self.pieces = pieces
        members = pieces.compactMap { if case .member(let path) = $0 { path } else { nil } }
    }

    /// Whether it is nothing but a member, which then holds a whole ARN.
    private var isWholeMember: Bool { pieces.count == 1 && members.count == 1 }

    /// The resources that a request names; empty where it lacks a member, nil where a member is no ARN that should be.
    func resources(of request: RequestMembers, path: Substring, in scope: CallScope) -> [String]? {
        if isWholeMember {
            let values = request.texts(members[0])
            return values.allSatisfy { $0.hasPrefix("arn:") } ? Array(values.prefix(ResourceTemplate.most)) : nil
        }
        var found = [""]
        for piece in pieces {
            switch piece {
            case .text(let text): for place in found.indices { found[place] += text }
            case .partition: for place in found.indices { found[place] += scope.partition.rawValue }
            case .region: for place in found.indices { found[place] += scope.region }
            case .account: for place in found.indices { found[place] += scope.account.description }
            case .path: for place in found.indices { found[place] += path }
            case .member(let member):
                let values = request.texts(member)
                if members.count == 1, !values.isEmpty, values.allSatisfy({ $0.hasPrefix("arn:") }) {
                    return Array(values.prefix(ResourceTemplate.most))
                }
                guard found.count * values.count <= ResourceTemplate.most else { return nil }
                found = found.flatMap { front in values.map { front + $0 } }
            }
        }
        return found
    }
}
