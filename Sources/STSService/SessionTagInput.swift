import AWSProtocols
import AWSTypes
import Authentication
import Operations
import PolicyEngine

/// `Tags` and `TransitiveTagKeys`: what a session is marked with, and which marks go on to the sessions it begets.
struct SessionTagInput: Sendable {
    let tags: Tags
    let transitiveKeys: [String]

    /// Both members.
    init(from input: WireInput) {
        self.init(
            from: input, transitiveKeys: input.texts("TransitiveTagKeys", count: 0...50, tagKeyConstraint) ?? [])
    }

    /// `Tags` alone, for sessions that beget none.
    init(tagsFrom input: WireInput) { self.init(from: input, transitiveKeys: []) }

    private init(from input: WireInput, transitiveKeys: [String]) {
        self.transitiveKeys = transitiveKeys
        let list =
            input.list("Tags", count: 0...50) { element in
                Tag(
                    key: element.requireText("Key", tagKeyConstraint),
                    value: element.requireText("Value", tagValueConstraint))
            } ?? []
        tags = Tags(list)
        if tags.count < list.count {
            input.reject(
                .invalidParameter("Duplicate tag keys found. Please note that Tag keys are case insensitive."))
        }
        if tags.contains(where: { $0.foldedKey.hasPrefix("aws:") }) {
            input.reject(.invalidParameter("Tag keys must not begin with aws:, which is reserved."))
        }
        for key in transitiveKeys where tags[key] == nil {
            input.reject(.invalidParameter("The transitive tag key \(key) must be one of the session tags passed."))
        }
    }

    /// Refuses a tag that the calling session handed down.
    func check(inheriting inherited: Tags) throws(AWSError) {
        if tags.contains(where: { inherited[$0.key] != nil }) {
            throw .invalidParameter(
                "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag "
                    + "key from the calling session.")
        }
    }

    /// The condition keys of passing these tags.
    var context: [(key: ContextKey, value: ContextValue)] {
        SessionTagInput.context(of: tags, transitive: transitiveKeys)
    }

    /// The condition keys of passing tags.
    static func context(
        of tags: Tags, transitive transitiveKeys: [String]
    ) -> [(key: ContextKey, value: ContextValue)] {
        if tags.isEmpty { return [] }
        var context = tags.map { (key: ContextKey.requestTag($0.key), value: ContextValue.string($0.value)) }
        context.append((.tagKeys, .strings(tags.map(\.key))))
        if !transitiveKeys.isEmpty { context.append((.transitiveTagKeys, .strings(transitiveKeys))) }
        return context
    }
}

extension Caller {
    /// The tags that sessions assumed from this one inherit.
    var transitiveTags: Tags {
        guard let session else { return [] }
        return Tags(
            session.transitiveTagKeys.compactMap { key in session.tags[key].map { Tag(key: key, value: $0) } })
    }
}

extension AWSError {
    static func invalidParameter(_ message: String) -> AWSError {
        AWSError("InvalidParameterValue", status: 400, message)
    }
}
