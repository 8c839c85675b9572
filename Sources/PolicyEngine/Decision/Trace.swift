import PolicyLanguage

/// Why a decision came out as it did, as data.
public struct Trace: Recorder, Sendable, Hashable {
    /// The layers that applied, in the order in which they were asked.
    public private(set) var layers: [LayerTrace] = []

    /// True.
    public static var isRecording: Bool { true }

    /// An empty trace.
    public init() {}

    /// Takes down a layer.
    public mutating func record(_ layer: LayerTrace) { layers.append(layer) }

    /// The layers of a type.
    public subscript(type: PolicyType) -> [LayerTrace] { layers.filter { $0.type == type } }

    /// Every statement that applied.
    public var matches: [StatementTrace] { layers.flatMap(\.matches) }

    /// Keys that statements about this action, resource and principal asked for and the request does not have:
    /// each once, as first written.
    public var missingContextKeys: [String] {
        var seen: Set<String> = []
        return layers.flatMap(\.statements).flatMap(\.missingContextKeys).filter {
            seen.insert($0.lowercased()).inserted
        }
    }
}

/// What one layer said, statement by statement.
public struct LayerTrace: Sendable, Hashable {
    /// The kind of policies.
    public let type: PolicyType
    /// For policies of organizations the target's place on the way from the root, from 0.
    public let level: Int?
    /// Every statement of the layer's policies, in order.
    public let statements: [StatementTrace]

    /// The statements that applied.
    public var matches: [StatementTrace] { statements.filter(\.isMatch) }

    /// What the layer said.
    public var verdict: Verdict {
        matches.contains { $0.effect == .deny } ? .explicitDeny : matches.isEmpty ? .implicitDeny : .allow
    }

    /// The strongest of its grants.
    public var strength: GrantStrength {
        matches.filter { $0.effect == .allow }.map(\.strength).max() ?? .none
    }

    /// What a layer can say.
    public enum Verdict: Hashable, Sendable {
        /// A statement allows and none denies.
        case allow
        /// A statement denies.
        case explicitDeny
        /// No statement applies.
        case implicitDeny
    }
}

/// Whether a statement applied, and if not, why not.
public struct StatementTrace: Sendable, Hashable {
    /// The statement.
    public let statement: StatementReference
    /// What it does when it applies.
    public let effect: PolicyStatement.Effect
    /// How closely it names the caller; `direct` where its policy belongs to the caller.
    public let strength: GrantStrength
    /// Everything on which it missed; empty where it applied.
    public let misses: [Miss]
    /// Its conditions, as they came out.
    public let conditions: [ConditionTrace]
    /// Keys that the statement asks for and the request does not have; empty unless it is about the request.
    public let missingContextKeys: [String]

    /// Whether the statement applied.
    public var isMatch: Bool { misses.isEmpty }
}

/// Why a statement did not apply.
public enum Miss: Hashable, Sendable {
    /// It is about other actions.
    case action
    /// It is about other resources; or a variable in one of them has no value, and these are the variables' keys.
    case resource(unresolved: [String])
    /// It names others.
    case principal
    /// A condition does not hold.
    case condition(ConditionTrace)
}

/// A condition as it came out.
public struct ConditionTrace: Hashable, Sendable {
    /// The condition.
    public let condition: PolicyCondition
    /// What the request has for its key; nil where the key is absent.
    public let requestValues: [String]?
    /// Whether it holds.
    public let holds: Bool
}
