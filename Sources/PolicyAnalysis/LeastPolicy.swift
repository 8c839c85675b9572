/// The least policy that allows what was done: actions on resources, gathered into few statements.
public struct LeastPolicy: Sendable {
    private var resources: [String: Set<String>] = [:]

    /// Allows nothing.
    public init() {}

    /// Whether it allows nothing.
    public var isEmpty: Bool { resources.isEmpty }

    /// Adds an action on a resource.
    public mutating func allow(_ action: String, on resource: String) {
        resources[action, default: []].insert(resource)
    }

    /// One statement: actions that were all done on the same resources.
    public struct Statement: Sendable, Codable, Hashable {
        /// `Allow`.
        public let effect: String
        /// The actions, ordered.
        public let action: [String]
        /// The resources, ordered.
        public let resource: [String]

        private enum CodingKeys: String, CodingKey {
            case effect = "Effect"
            case action = "Action"
            case resource = "Resource"
        }
    }

    /// A policy document.
    public struct Document: Sendable, Codable, Hashable {
        /// The version of the language.
        public let version: String
        /// The statements.
        public let statement: [Statement]

        private enum CodingKeys: String, CodingKey {
            case version = "Version"
            case statement = "Statement"
        }
    }

    /// The policy; its statements stand in the order of their first actions.
    public var document: Document {
        let groups = Dictionary(grouping: resources, by: \.value)
        let statements = groups.map { resources, entries in
            // What everything is done on includes all else.
            Statement(
                effect: "Allow", action: entries.map(\.key).sorted(),
                resource: resources.contains("*") ? ["*"] : resources.sorted())
        }
        return Document(version: "2012-10-17", statement: statements.sorted { $0.action[0] < $1.action[0] })
    }
}
