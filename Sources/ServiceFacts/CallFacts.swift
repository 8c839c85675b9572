import AWSTypes
import Operations
import PolicyEngine
import PolicyLanguage

/// What a call needs to be allowed: actions on resources, and roles to be passed.
package struct CallFacts: Sendable {
    /// The actions on their resources.
    package var questions: [Question] = []
    /// Condition keys of the whole call.
    package var context: [(key: ContextKey, value: ContextValue)] = []
    /// The roles and instance profiles that are passed.
    package var passes: [PassedRole] = []

    /// An action on a resource.
    package struct Question: Sendable {
        /// The action.
        package var action: String
        /// The resource's ARN, or `*`.
        package var resource: String
        /// Condition keys of this question.
        package var context: [(key: ContextKey, value: ContextValue)] = []
        /// What a person should know who wonders about the resource.
        package var note: String?

        init(_ action: String, on resource: String, note: String? = nil) {
            self.action = action
            self.resource = resource
            self.note = note
        }

        static func unknown(_ action: String) -> Question {
            Question(
                action, on: "*",
                note: "The request does not tell which resource it is about, so it is decided on the resource *.")
        }
    }

    /// Gathers the facts of a call that needs `needs`.
    package init(of call: Call, needing needs: OperationNeeds) {
        for need in needs.needs where need.isNeeded(by: call) { ask(need, call) }
        // A tagging action goes with what is tagged, which the operation's own action names.
        if let first = questions.first {
            let resources = questions.filter { $0.action == first.action }
            for (place, need) in needs.needs.enumerated().reversed() where place > 0 && !need.when.isEmpty {
                guard need.hasUnknownResource, let at = questions.firstIndex(where: { $0.action == need.action }) else {
                    continue
                }
                questions.replaceSubrange(
                    at...at, with: resources.map { Question(need.action, on: $0.resource, note: $0.note) })
            }
        }
        addTags(needs.tags, of: call)
        for pass in needs.passes { take(pass, call) }
        Services.extractor(of: call.service)?(&self, call)
    }

    private mutating func ask(_ need: OperationNeeds.Need, _ call: Call) {
        var resources: [String] = []
        var isUnknown = need.hasUnknownResource
        for template in need.templates {
            if let found = template.resources(of: call.members, path: call.path, in: call.scope) {
                resources += found
            } else {
                isUnknown = true
            }
        }
        if resources.isEmpty {
            isUnknown = isUnknown || !need.templates.isEmpty
            questions.append(isUnknown ? .unknown(need.action) : Question(need.action, on: "*"))
            return
        }
        var seen = Set<String>()
        for resource in resources where seen.insert(resource).inserted {
            questions.append(Question(need.action, on: resource))
        }
    }

    private mutating func take(_ pass: OperationNeeds.Pass, _ call: Call) {
        // A body that is not read may carry a role.
        if !call.members.hasReadBody, (pass.roles + pass.profiles).contains(where: { $0.place == .body }) {
            passes.append(PassedRole(.unknown, to: pass.services))
        }
        for role in pass.roles {
            passes += call.members.texts(role).map { PassedRole(.role($0), to: pass.services, at: role) }
        }
        for profile in pass.profiles {
            passes += call.members.texts(profile).map { PassedRole(.profile($0), to: pass.services, at: profile) }
        }
    }

    // MARK: For the services' extractors

    /// Replaces the questions about an action.
    mutating func ask(_ action: String, on resources: [String], note: String? = nil) {
        questions.removeAll { $0.action == action }
        questions += resources.map { Question(action, on: $0, note: note) }
    }

    /// Replaces the resources of every question.
    mutating func setResources(_ resources: [String], note: String? = nil) {
        guard let action = questions.first?.action else { return }
        let others = questions.filter { $0.action != action }
        questions = resources.map { Question(action, on: $0, note: note) }
        for other in others.map(\.action) where !questions.contains(where: { $0.action == other }) {
            questions += resources.map { Question(other, on: $0, note: note) }
        }
    }

    /// Changes the resource of every question that has one.
    mutating func mapResources(_ change: (String) -> String) {
        for place in questions.indices where questions[place].resource != "*" {
            questions[place].resource = change(questions[place].resource)
        }
    }

    /// Sets a condition key of the whole call, where the request has a value for it.
    mutating func set(_ key: String, _ value: String?) {
        guard let value else { return }
        let key = ContextKey(key)
        context.append((key, ContextValue(value, as: key.valueType)))
    }

    /// Sets a multivalued condition key of the whole call, where the request has values for it.
    mutating func set(_ key: String, all values: [String]) {
        if !values.isEmpty { context.append((ContextKey(key), .strings(values))) }
    }
}

extension OperationNeeds.Need {
    func isNeeded(by call: Call) -> Bool { when.isEmpty || when.contains { call.members.has($0) } }
}

// MARK: - Tags

extension CallFacts {
    private mutating func addTags(_ sources: [OperationNeeds.TagSource], of call: Call) {
        var keys: [String] = []
        for source in sources {
            switch source {
            case .list(let path, let key, let value):
                for tag in call.members.nodes(path) {
                    guard let name = tag[key]?.scalarText else { continue }
                    keys.append(name)
                    context.append((.requestTag(name), .string(tag[value]?.scalarText ?? "")))
                }
            case .map(let path):
                for tag in call.members.nodes(path).flatMap({ $0.members ?? [] }) {
                    keys.append(tag.name)
                    context.append((.requestTag(tag.name), .string(tag.value.scalarText ?? "")))
                }
            case .keys(let path): keys += call.members.texts(path)
            }
        }
        if !keys.isEmpty { context.append((.tagKeys, .strings(keys))) }
    }
}
