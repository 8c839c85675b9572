import AWSProtocols
import AWSTypes
import IdentityModel
import Operations
import PolicyEngine

/// Sets tags on an account, root, unit or policy; a tag of the same key is replaced.
struct TagResource: OrganizationWrite {
    typealias Output = Void

    let resource: OrganizationNode
    let tags: Tags

    init(from input: WireInput) {
        resource = input.requireTaggable()
        tags = input.organizationTags(required: true)
    }

    var subjects: [OrganizationSubject] { [.node(resource)] }
    var conditions: [(key: ContextKey, value: ContextValue)] { context(requestTags: tags) }

    func change(_ view: OrganizationView, in draft: inout Draft) throws(AWSError) {
        var changed = try view.changeableTags(of: resource)
        changed.set(tags)
        if changed.count > OrganizationsQuotas.tags { throw .tagLimit }
        if let entity = view.node(resource, tagged: changed) { draft.put(entity, in: view) }
    }
}

/// Removes tags; keys that are not there do no harm.
struct UntagResource: OrganizationWrite {
    typealias Output = Void

    let resource: OrganizationNode
    let tagKeys: [String]

    init(from input: WireInput) {
        resource = input.requireTaggable()
        tagKeys = input.requireList("TagKeys") { $0.requireText("", tagKeyConstraint) }
    }

    var subjects: [OrganizationSubject] { [.node(resource)] }
    var conditions: [(key: ContextKey, value: ContextValue)] { [(.tagKeys, .strings(tagKeys))] }

    func change(_ view: OrganizationView, in draft: inout Draft) throws(AWSError) {
        var changed = try view.changeableTags(of: resource)
        for key in tagKeys { changed.remove(key) }
        if let entity = view.node(resource, tagged: changed) { draft.put(entity, in: view) }
    }
}

/// Lists tags, ordered by key.
struct ListTagsForResource: OrganizationRead {
    static let audience = OrganizationView.Audience.administrators

    let resource: OrganizationNode
    let page: PageRequest

    init(from input: WireInput) {
        resource = input.requireTaggable()
        // All the tags that a resource may have fit one page.
        page = PageRequest(
            of: Self.name, after: input.text("NextToken", TextConstraint(0...100_000)), limit: OrganizationsQuotas.tags)
        if page.isForeign { input.reject(.invalidNextToken) }
    }

    var subjects: [OrganizationSubject] { [.node(resource)] }

    func answer(in view: OrganizationView) throws(AWSError) -> Page<Tag> {
        guard let tags = view.tags(of: resource) else { throw .noSuchTarget }
        return Page(of: tags.sorted { $0.foldedKey < $1.foldedKey }, by: \.foldedKey, page)
    }

    static func encode(_ page: Page<Tag>, to writer: inout WireWriter) {
        writer.list("Tags", page.elements) { writer, tag in
            writer.field("Key", tag.key)
            writer.field("Value", tag.value)
        }
        page.encodeToken(to: &writer)
    }
}

extension OrganizationView {
    fileprivate func changeableTags(of node: OrganizationNode) throws(AWSError) -> Tags {
        guard let tags = tags(of: node) else { throw .noSuchTarget }
        if case .policy(let id) = node, state.policies[id] == nil { throw .immutablePolicy }
        return tags
    }

    /// A node with other tags, ready to be put.
    fileprivate func node(_ node: OrganizationNode, tagged tags: Tags) -> OrganizationEntity? {
        switch node {
        case .root:
            var organization = organization
            organization.tags = tags
            return .organization(organization)
        case .unit(let id):
            guard var unit = state.units[id] else { return nil }
            unit.tags = tags
            return .unit(unit)
        case .account(let id):
            guard var account = state.accounts[id] else { return nil }
            account.tags = tags
            return .account(account)
        case .policy(let id):
            guard var policy = state.policies[id] else { return nil }
            policy.tags = tags
            return .policy(policy)
        case .resourcePolicy:
            var organization = organization
            organization.resourcePolicy?.tags = tags
            return .organization(organization)
        }
    }
}

extension WireInput {
    fileprivate func requireTaggable() -> OrganizationNode {
        requireNode("ResourceId", Set(OrganizationNode.Kind.allCases))
    }
}
