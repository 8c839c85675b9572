import AWSProtocols
import AWSTypes
import IdentityModel
import Operations
import PolicyEngine

/// `ARNString`: what the model asks of ARNs.
let cognitoARNConstraint = TextConstraint(20...2048)
/// `IdentityProviderName`.
let providerNameConstraint = TextConstraint(1...128)
/// `DeveloperProviderName`.
let developerProviderConstraint = TextConstraint(1...128, TextPattern("[\\w._-]+", of: .word.union(".-")))
/// `DeveloperUserIdentifier`.
let developerUserConstraint = TextConstraint(1...1024)

extension WireInput {
    /// An ARN that must be there.
    func requireARN(_ member: String) -> ARN? { checked(requireText(member, cognitoARNConstraint), member) }

    /// ARNs that may be missing.
    func arns(_ member: String) -> [ARN]? {
        texts(member, cognitoARNConstraint).map { $0.compactMap { checked($0, member) } }
    }

    /// The ARN of a text; what is none is rejected.
    func checked(_ text: String, _ member: String) -> ARN? {
        if let arn = ARN(text) { return arn }
        reject(.invalidParameter("\(text) is not a valid ARN for \(member)."))
        return nil
    }

    /// `Logins`: tokens by the names of their providers.
    func logins() -> [String: String] {
        map(
            "Logins", count: 0...10, keys: providerNameConstraint, values: TextConstraint(1...50_000), areSecret: true)
            ?? [:]
    }

    /// Tags by their keys.
    func poolTags(_ member: String) -> Tags? {
        map(member, keys: TextConstraint(1...128), values: TextConstraint(0...256)).map { entries in
            let tags = Tags(entries.sorted { $0.key < $1.key }.map { Tag(key: $0.key, value: $0.value) })
            if tags.count > IdentityPoolQuotas.tags || tags.count < entries.count {
                reject(.invalidParameter("A pool has at most \(IdentityPoolQuotas.tags) tags, with distinct keys."))
            }
            for tag in tags where tag.foldedKey.hasPrefix("aws:") {
                reject(.invalidParameter("Tag keys must not begin with aws:."))
            }
            return tags
        }
    }

    /// `MaxResults` and `NextToken`.
    func cognitoPage<Listing: Operation>(of listing: Listing.Type, isRequired: Bool = true) -> PageRequest {
        let limit = integer("MaxResults", in: 1...60)
        if limit == nil, isRequired { miss("MaxResults") }
        let page = PageRequest(
            of: listing.name, after: text("NextToken", TextConstraint(1...65_535)), limit: limit ?? 60)
        if page.isForeign { reject(.invalidNextToken) }
        return page
    }
}

extension Page {
    /// Writes `NextToken`.
    func encodeToken(to writer: inout WireWriter) { writer.field("NextToken", marker) }
}

extension Caller {
    /// A pool of the caller's account, in the region of the request.
    func pool(_ id: IdentityPoolID, in state: IdentityState) throws(AWSError) -> IdentityPool {
        guard id.region == request.region, let pool = state[accountID]?.identityPools[id] else {
            throw .noSuch(pool: id)
        }
        return pool
    }

    /// An identity of a pool of the caller's account, in the region of the request.
    func identity(_ id: PoolIdentityID, in state: IdentityState) throws(AWSError) -> PoolIdentity {
        guard id.region == request.region, let identity = state[accountID]?.identityPools[id] else {
            throw .noSuch(identity: id)
        }
        return identity
    }

    /// A question about an action on a pool, which need not be there.
    func check(
        _ action: String, on pool: IdentityPoolID, in state: IdentityState
    ) -> AuthorizationCheck {
        let arn = ARN(
            partition: partition, service: "cognito-identity", region: request.region,
            account: accountID.description, resource: "identitypool/\(pool)")
        var check = AuthorizationCheck("cognito-identity:\(action)", on: arn)
        for tag in state[accountID]?.identityPools[pool]?.tags ?? [] {
            check.context.append((.resourceTag(tag.key), .string(tag.value)))
        }
        return check
    }

    /// A question about an action on identities, which policies can tell apart by their pools.
    func check(_ action: String, onIdentitiesOf pools: Set<IdentityPoolID>) -> AuthorizationCheck {
        var check = AuthorizationCheck("cognito-identity:\(action)", on: "*")
        let arns = pools.sorted().map { pool in
            ARN(
                partition: partition, service: "cognito-identity", region: request.region,
                account: accountID.description, resource: "identitypool/\(pool)"
            ).description
        }
        if arns.count == 1 {
            check.context.append((ContextKey("cognito-identity:IdentityPoolArn"), .string(arns[0])))
        } else if !arns.isEmpty {
            check.context.append((ContextKey("cognito-identity:IdentityPoolArn"), .strings(arns)))
        }
        return check
    }
}

/// The condition keys of tags that a request passes.
func requestContext(of tags: Tags) -> [(key: ContextKey, value: ContextValue)] {
    if tags.isEmpty { return [] }
    return tags.map { (ContextKey.requestTag($0.key), ContextValue.string($0.value)) }
        + [(.tagKeys, .strings(tags.map(\.key)))]
}

extension Draft {
    /// Puts something of identity pools.
    mutating func put(_ entity: IdentityPoolEntity, in account: AccountID) {
        put(.identityPools(entity), in: account)
    }

    /// Removes something of identity pools.
    mutating func remove(_ key: IdentityPoolEntityKey, from account: AccountID) {
        remove(.identityPools(key), from: account)
    }
}
