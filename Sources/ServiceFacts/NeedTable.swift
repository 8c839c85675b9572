import ServiceRouting
import Synchronization

/// What each operation of AWS's catalogue needs.
package final class NeedTable: Sendable {
    private let text: IndexedText
    private let places: [String: (place: Int, prefix: String)]
    private let services = Mutex<[String: [String: OperationNeeds]]>([:])

    private let named: [String: [String]]

    /// Reads the table's index; `named` has actions of operations that the table has none for, by `service.Operation`.
    package init(_ text: [UInt8], naming named: [String: [String]] = [:]) {
        self.named = named
        self.text = IndexedText(text)
        var places: [String: (place: Int, prefix: String)] = [:]
        for (place, words) in self.text.entries.enumerated() where words.count == 2 {
            places[words[0]] = (place, words[1])
        }
        self.places = places
    }

    /// The prefix of a service's IAM actions.
    package func prefix(of service: String) -> String? { places[service]?.prefix }

    /// What an operation needs; nil: nobody has said.
    package func needs(of operation: String, in service: String) -> OperationNeeds? {
        if let actions = named["\(service).\(operation)"] { return OperationNeeds(actions) }
        guard let (place, prefix) = places[service] else { return nil }
        if let known = services.withLock({ $0[service] }) { return known[operation] }
        var reading = Reading(prefix: prefix)
        text.forEachLine(of: place) { reading.take($0) }
        let needs = reading.operations
        services.withLock { $0[service] = needs }
        return needs[operation]
    }
}

/// What one operation needs.
package struct OperationNeeds: Sendable {
    var needs: [Need] = []
    var passes: [Pass] = []
    var tags: [TagSource] = []

    /// An action, and the resources that it is needed on.
    struct Need: Sendable {
        let action: String
        let isReadOnly: Bool
        /// It is needed only where one of these members is present; empty: always.
        let when: [MemberPath]
        var templates: [ResourceTemplate] = []
        /// Whether it has resources that no member is known to name.
        var hasUnknownResource = false
    }

    /// Members that carry roles and instance profiles, and to whom they are passed.
    struct Pass: Sendable {
        let services: [String]
        let roles: [MemberPath]
        let profiles: [MemberPath]
    }

    /// Where tags, or the keys of tags, stand.
    enum TagSource: Sendable {
        case list(MemberPath, key: String, value: String)
        case map(MemberPath)
        case keys(MemberPath)
    }

    init() {}

    /// Actions on whatever the request names.
    init(_ actions: [String]) {
        needs = actions.map { action in
            var need = Need(action: action, isReadOnly: false, when: [])
            need.hasUnknownResource = true
            return need
        }
    }

    /// Whether something of it stands in the body.
    package var readsBody: Bool {
        let paths =
            needs.flatMap { $0.when + $0.templates.flatMap(\.members) } + passes.flatMap { $0.roles + $0.profiles }
            + tags.map {
                switch $0 {
                case .list(let path, _, _), .map(let path), .keys(let path): path
                }
            }
        return paths.contains { $0.place == .body }
    }

    /// Whether it changes nothing.
    package var isReadOnly: Bool { passes.isEmpty && needs.allSatisfy { $0.isReadOnly || !$0.when.isEmpty } }

    /// The actions that it needs, in their order.
    package var actions: [String] { needs.map(\.action) }
}

private struct Reading {
    let prefix: String
    var operations: [String: OperationNeeds] = [:]
    private var current = ""

    init(prefix: String) { self.prefix = prefix }

    mutating func take(_ words: [String]) {
        guard words.count >= 2 || words == ["u"] else { return }
        switch words[0] {
        case "o":
            current = words[1]
            operations[current] = OperationNeeds()
        case "n" where words.count >= 3:
            let action = words[1].contains(":") ? words[1] : "\(prefix):\(words[1])"
            let when = words.count > 3 ? paths(words[3]) : []
            operations[current]?.needs.append(
                OperationNeeds.Need(action: action, isReadOnly: words[2] == "R", when: when))
        case "r": change { $0.templates.append(ResourceTemplate(words[1])) }
        case "u": change { $0.hasUnknownResource = true }
        case "p" where words.count >= 4:
            let pass = OperationNeeds.Pass(
                services: words[1].split(separator: ",").map(String.init), roles: paths(words[2]),
                profiles: paths(words[3]))
            operations[current]?.passes.append(pass)
        case "t" where words.count >= 4:
            operations[current]?.tags.append(.list(MemberPath(words[1]), key: words[2], value: words[3]))
        case "m": operations[current]?.tags.append(.map(MemberPath(words[1])))
        case "k": operations[current]?.tags.append(.keys(MemberPath(words[1])))
        default: return
        }
    }

    private func paths(_ word: String) -> [MemberPath] {
        word == "-" ? [] : word.split(separator: ",").map { MemberPath($0) }
    }

    private mutating func change(_ body: (inout OperationNeeds.Need) -> Void) {
        guard var needs = operations[current], !needs.needs.isEmpty else { return }
        body(&needs.needs[needs.needs.count - 1])
        operations[current] = needs
    }
}
