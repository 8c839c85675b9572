/// A statement's action patterns, sorted by the services they concern.
struct StatementActions {
    let policy: Int
    let index: Int
    let isNegated: Bool
    /// The names under each service that is spelled out.
    private(set) var names: [[UInt8]: [[UInt8]]] = [:]
    /// The names under every service.
    private var anyNames: [[UInt8]] = []
    /// Services with wildcards, and the names under them.
    private var patterns: [(service: [UInt8], name: [UInt8])] = []

    /// Whether the statement may be about services that it doesn't spell out.
    var isUniversal: Bool { isNegated || !anyNames.isEmpty || !patterns.isEmpty }

    /// The actions of all statements of some policies, in order.
    static func all(of policies: [CompiledPolicy]) -> [StatementActions] {
        policies.enumerated().flatMap { policy, compiled in
            (0..<compiled.image.tables.statements.count).map {
                StatementActions(policy: policy, index: $0, in: compiled.image.tables)
            }
        }
    }

    private init(policy: Int, index: Int, in image: PolicyImage.Tables) {
        self.policy = policy
        self.index = index
        let statement = image.statements[index]
        isNegated = statement.actionsAreNegated
        for pattern in image.actions[statement.actions] {
            let name = Array(image.bytes[pattern.name.pattern])
            let service = Array(image.bytes[pattern.service.pattern])
            switch pattern.serviceKind {
            case .malformed: break
            case .any: anyNames.append(name)
            case .literal: names[service, default: []].append(name)
            case .pattern: patterns.append((service, name))
            }
        }
    }

    /// The names that concern a service, or those that no policy spells out.
    func names(concerning service: [UInt8]?) -> [[UInt8]] {
        guard let service else { return anyNames }
        let matching = patterns.filter { pattern in
            pattern.service.withUnsafeBufferPointer { pattern in
                service.withUnsafeBufferPointer { Glob.matches(pattern, $0) }
            }
        }
        return (names[service] ?? []) + anyNames + matching.map(\.name)
    }

    /// Whether only the statement's patterns can tell if it is about an action of the service.
    func needsVerification(for service: [UInt8]?) -> Bool { service == nil && !patterns.isEmpty }
}
