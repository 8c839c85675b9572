import AWSProtocols
import AWSTypes
import IdentityModel
import Operations
import PolicyEngine

/// Sets tags on an identity pool; a tag of the same key is replaced.
struct TagResource: WriteOperation {
    typealias Output = EmptyResult

    let resource: PoolReference
    let tags: Tags

    init(from input: WireInput) {
        resource = PoolReference(from: input)
        let tags = input.poolTags("Tags")
        if tags == nil { input.miss("Tags") }
        self.tags = tags ?? []
    }

    func facts(for caller: Caller, in state: IdentityState) throws(AWSError) -> AuthorizationFacts {
        AuthorizationFacts(resource.check(Self.name, by: caller, in: state).with(requestContext(of: tags)))
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) -> EmptyResult {
        var pool = try resource.find(by: caller, in: draft.state)
        pool.tags.set(tags)
        if pool.tags.count > IdentityPoolQuotas.tags {
            throw .invalidParameter("A pool has at most \(IdentityPoolQuotas.tags) tags, with distinct keys.")
        }
        draft.put(.pool(pool), in: caller.accountID)
        return EmptyResult()
    }
}

/// Removes tags from an identity pool; keys that are not there do no harm.
struct UntagResource: WriteOperation {
    typealias Output = EmptyResult

    let resource: PoolReference
    let keys: [String]

    init(from input: WireInput) {
        resource = PoolReference(from: input)
        keys = input.requireList("TagKeys") { $0.requireText("", TextConstraint(1...128)) }
    }

    func facts(for caller: Caller, in state: IdentityState) throws(AWSError) -> AuthorizationFacts {
        AuthorizationFacts(resource.check(Self.name, by: caller, in: state).with([(.tagKeys, .strings(keys))]))
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) -> EmptyResult {
        var pool = try resource.find(by: caller, in: draft.state)
        for key in keys { pool.tags.remove(key) }
        draft.put(.pool(pool), in: caller.accountID)
        return EmptyResult()
    }
}

/// Lists the tags of an identity pool.
struct ListTagsForResource: ReadOperation {
    let resource: PoolReference

    init(from input: WireInput) { resource = PoolReference(from: input) }

    func facts(for caller: Caller, in state: IdentityState) throws(AWSError) -> AuthorizationFacts {
        AuthorizationFacts(resource.check(Self.name, by: caller, in: state))
    }

    func run(by caller: Caller, in state: IdentityState) throws(AWSError) -> Tags {
        try resource.find(by: caller, in: state).tags
    }

    static func encode(_ tags: Tags, to writer: inout WireWriter) {
        writer.map("Tags", texts: tags.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
    }
}

/// A pool that is named by its ARN.
struct PoolReference: Sendable {
    private let text: String
    private let id: IdentityPoolID?

    init(from input: WireInput) {
        text = input.requireText("ResourceArn", cognitoARNConstraint)
        let arn = input.checked(text, "ResourceArn")
        let prefix = "identitypool/"
        id =
            arn?.service == "cognito-identity" && arn?.resource.hasPrefix(prefix) == true
            ? (arn?.resource.dropFirst(prefix.count)).map { IdentityPoolID(unchecked: String($0)) } : nil
    }

    func check(_ action: String, by caller: Caller, in state: IdentityState) -> AuthorizationCheck {
        if let id { return caller.check(action, on: id, in: state) }
        return AuthorizationCheck("cognito-identity:\(action)", on: text)
    }

    func find(by caller: Caller, in state: IdentityState) throws(AWSError) -> IdentityPool {
        guard let id, let pool = try? caller.pool(id, in: state), pool.arn(in: caller.accountID).description == text
        else { throw .noSuchResource(text) }
        return pool
    }
}
