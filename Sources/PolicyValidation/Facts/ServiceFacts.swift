/// What one service takes in policies.
struct ServiceFacts: Sendable {
    /// The prefix of its actions.
    let prefix: String
    /// Whether AWS's reference lists the service.
    let isListed: Bool
    /// Whether resource control policies may govern it.
    private(set) var takesResourceControlPolicies = false
    /// Whether its ARNs may leave the account empty.
    private(set) var hasResourcesOfAWS = false
    /// Whether its ARNs may leave the region empty.
    private(set) var hasGlobalResources = false
    /// Its condition keys.
    private(set) var keys: [ConditionKeyFacts] = []
    /// Its types of resources.
    private(set) var resources: [Resource] = []
    /// Its actions, by their names in lower case.
    private(set) var actions: [String: Action] = [:]
    private var keyPlaces: [String: Int] = [:]
    private var formPlaces: [Int] = []

    /// A type of resources.
    struct Resource: Sendable {
        /// Its name in AWS's reference.
        let name: String
        /// The forms of its ARNs, as AWS writes them.
        let arns: [String]
        /// The places of the keys that requests on it have.
        let keys: [Int]
    }

    /// An action.
    struct Action: Sendable {
        /// Its name, without the prefix.
        let name: String
        /// Whether AWS's reference lists it; else only AWS's managed policies name it.
        let isListed: Bool
        /// The types of resources that it acts on; none where it takes only `*`.
        let resources: [Target]
        /// The places of the keys that its requests have on any resource.
        let keys: [Int]
    }

    /// A type of resources that an action acts on.
    struct Target: Sendable {
        /// The place of the type.
        let place: Int
        /// The places of keys that this action has for this type only.
        let keys: [Int]
    }

    init(prefix: String, isListed: Bool) {
        self.prefix = prefix
        self.isListed = isListed
    }

    /// The places of the keys that a key, in lower case, is or belongs to.
    func places(ofKey key: String) -> [Int] {
        if let exact = keyPlaces[key] { return [exact] }
        return formPlaces.filter { keys[$0].covers(key) }
    }

    /// Whether requests for an action can have any of the keys.
    func supports(_ places: [Int], _ action: Action) -> Bool {
        places.contains { place in
            action.keys.contains(place)
                || action.resources.contains { $0.keys.contains(place) || resources[$0.place].keys.contains(place) }
        }
    }

    /// The actions that a pattern means, within this service.
    func actions(matching pattern: ActionPattern) -> [Action] {
        if pattern.isExact { return actions[pattern.name.lowercased()].map { [$0] } ?? [] }
        let names = Wildcard(pattern.name, ignoringCase: true)
        return actions.filter { names.matches($0.key) }.map(\.value)
    }
}

// MARK: - Reading

extension ServiceFacts {
    /// Reads a block of the catalogue.
    init(prefix: String, isListed: Bool, block: ArraySlice<UInt8>) {
        self.init(prefix: prefix, isListed: isListed)
        for line in block.split(separator: UInt8(ascii: "\n")) {
            let fields = line.split(separator: UInt8(ascii: " "), maxSplits: 3)
                .map { String(decoding: $0, as: UTF8.self) }
            switch (fields.first, fields.count) {
            case ("c", 1): takesResourceControlPolicies = true
            case ("e", 1): hasResourcesOfAWS = true
            case ("g", 1): hasGlobalResources = true
            case ("k", 3): add(key: fields[1], fields[2])
            case ("r", 4):
                let arns = fields[1].split(separator: "|").map(String.init)
                resources.append(Resource(name: fields[3], arns: arns, keys: ServiceFacts.places(fields[2])))
            case ("a", 4): add(action: fields[1], targets: fields[2], keys: ServiceFacts.places(fields[3]))
            case ("u", 2):
                actions[fields[1].lowercased()] = Action(name: fields[1], isListed: false, resources: [], keys: [])
            default: preconditionFailure("The catalogue of services has a line that it can't have.")
            }
        }
    }

    private mutating func add(key: String, _ code: String) {
        let type: ConditionKeyType? =
            switch code.first {
            case "S": .string
            case "N": .number
            case "B": .boolean
            case "D": .date
            case "A": .arn
            case "I": .address
            default: nil
            }
        let facts = ConditionKeyFacts(key, type, isMultivalued: code.hasSuffix("*"))
        if facts.pattern == nil { keyPlaces[key.lowercased()] = keys.count } else { formPlaces.append(keys.count) }
        keys.append(facts)
    }

    private mutating func add(action: String, targets: String, keys: [Int]) {
        var resources: [Target] = []
        for target in targets == "-" ? [] : targets.split(separator: ",") {
            let places = target.split(separator: ":").compactMap { Int($0) }
            guard let place = places.first else { continue }
            resources.append(Target(place: place, keys: Array(places.dropFirst())))
        }
        actions[action.lowercased()] = Action(name: action, isListed: true, resources: resources, keys: keys)
    }

    private static func places(_ text: String) -> [Int] { text.split(separator: ",").compactMap { Int($0) } }
}
