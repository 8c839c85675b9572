import AWSProtocols
import AWSTypes
import IdentityModel
import Operations
import PolicyEngine

/// What can have tags, and how requests name it.
protocol TaggedEntity: Sendable {
    /// How a request names it, read from the request.
    associatedtype Reference: Sendable
    /// `User`, as it stands in the names of operations.
    static var kind: String { get }
    static func reference(from input: WireInput) -> Reference
    static func resource(_ reference: Reference) -> IAMResource
    static func tagged(
        _ reference: Reference, for caller: Caller, in state: IdentityState, _ action: String
    ) throws(AWSError) -> Self
    /// The same for changing it.
    static func taggable(
        _ reference: Reference, for caller: Caller, in state: IdentityState, _ action: String
    ) throws(AWSError) -> Self
    var tags: Tags { get set }
    var entity: Entity { get }
}

extension TaggedEntity {
    static func taggable(
        _ reference: Reference, for caller: Caller, in state: IdentityState, _ action: String
    ) throws(AWSError) -> Self {
        try tagged(reference, for: caller, in: state, action)
    }
}

extension User: TaggedEntity {
    static func reference(from input: WireInput) -> UserName { input.requireReference("UserName") }
    static func tagged(
        _ name: UserName, for caller: Caller, in state: IdentityState, _ action: String
    ) throws(AWSError) -> User {
        try state.account(of: caller).user(name)
    }
}

extension Role: TaggedEntity {
    static func reference(from input: WireInput) -> RoleName { input.requireReference("RoleName") }
    static func tagged(
        _ name: RoleName, for caller: Caller, in state: IdentityState, _ action: String
    ) throws(AWSError) -> Role {
        try state.account(of: caller).role(name)
    }
    static func taggable(
        _ name: RoleName, for caller: Caller, in state: IdentityState, _ action: String
    ) throws(AWSError) -> Role {
        try state.account(of: caller).describableRole(name)
    }
}

extension InstanceProfile: TaggedEntity {
    static let kind = "InstanceProfile"
    static func reference(from input: WireInput) -> InstanceProfileName {
        input.requireReference("InstanceProfileName")
    }
    static func resource(_ name: InstanceProfileName) -> IAMResource { .instanceProfile(name) }
    static func tagged(
        _ name: InstanceProfileName, for caller: Caller, in state: IdentityState, _ action: String
    ) throws(AWSError) -> InstanceProfile {
        try state.account(of: caller).instanceProfile(name)
    }
    var entity: Entity { .instanceProfile(self) }
}

extension ManagedPolicy: TaggedEntity {
    static let kind = "Policy"
    static func reference(from input: WireInput) -> ARN { input.requireARN("PolicyArn") }
    static func resource(_ arn: ARN) -> IAMResource { .policy(arn) }
    static func tagged(
        _ arn: ARN, for caller: Caller, in state: IdentityState, _ action: String
    ) throws(AWSError) -> ManagedPolicy {
        try state.managedPolicy(arn, for: caller)
    }
    static func taggable(
        _ arn: ARN, for caller: Caller, in state: IdentityState, _ action: String
    ) throws(AWSError) -> ManagedPolicy {
        try state.customerPolicy(arn, for: caller, action)
    }
    var entity: Entity { .policy(self) }
}

/// `TagUser`, `TagRole`, …: sets tags; a tag of the same key is replaced.
struct TagEntity<Tagged: TaggedEntity>: WriteOperation {
    typealias Output = Void
    static var name: String { "Tag\(Tagged.kind)" }

    let reference: Tagged.Reference
    let tags: Tags

    init(from input: WireInput) {
        reference = Tagged.reference(from: input)
        tags = input.requireTags()
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(
            on: Tagged.resource(reference), by: caller, in: state, with: IAMResource.context(requestTags: tags))
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) {
        var tagged = try Tagged.taggable(reference, for: caller, in: draft.state, Self.action)
        tagged.tags.set(tags)
        if tagged.tags.count > IAMQuotas.tags {
            throw .limitExceeded("The number of tags has reached the maximum limit.")
        }
        draft.put(tagged.entity, for: caller)
    }
}

/// `UntagUser`, `UntagRole`, …: removes tags; keys that are not there do no harm.
struct UntagEntity<Tagged: TaggedEntity>: WriteOperation {
    typealias Output = Void
    static var name: String { "Untag\(Tagged.kind)" }

    let reference: Tagged.Reference
    let tagKeys: [String]

    init(from input: WireInput) {
        reference = Tagged.reference(from: input)
        tagKeys = input.requireTagKeys()
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: Tagged.resource(reference), by: caller, in: state, with: [(.tagKeys, .strings(tagKeys))])
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) {
        var tagged = try Tagged.taggable(reference, for: caller, in: draft.state, Self.action)
        for key in tagKeys { tagged.tags.remove(key) }
        draft.put(tagged.entity, for: caller)
    }
}

/// `ListUserTags`, `ListRoleTags`, …: lists tags, ordered by key.
struct ListTags<Tagged: TaggedEntity>: ReadOperation {
    static var name: String { "List\(Tagged.kind)Tags" }

    let reference: Tagged.Reference
    let page: PageRequest

    init(from input: WireInput) {
        reference = Tagged.reference(from: input)
        page = PageRequest(from: input, of: Self.self)
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: Tagged.resource(reference), by: caller, in: state)
    }

    func run(by caller: Caller, in state: IdentityState) throws(AWSError) -> Page<Tag> {
        let tags = try Tagged.tagged(reference, for: caller, in: state, Self.action).tags
        return Page(of: tags.sorted { $0.foldedKey < $1.foldedKey }, by: \.foldedKey, page)
    }

    static func encode(_ page: Page<Tag>, to writer: inout WireWriter) {
        writer.encode(page.elements)
        page.encodeMarker(to: &writer)
    }
}
