import AWSTypes
import IdentityModel
import Operations
import PolicyEngine
import PolicyLanguage
import S3Protocol

/// What has to be allowed before a request runs.
package struct S3Authorization: Sendable {
    /// The request.
    package let request: S3Request
    /// Who asks.
    package let caller: Caller
    /// How the request came.
    package let carriage: S3Carriage
    /// The state that decisions are taken on.
    package let state: IdentityState

    /// Gathers what is known of a request.
    package init(_ request: S3Request, by caller: Caller, carriage: S3Carriage, in state: IdentityState) {
        self.request = request
        self.caller = caller
        self.carriage = carriage
        self.state = state
    }

    // MARK: The service and accounts

    /// What an operation without a bucket needs.
    package func facts() -> AuthorizationFacts {
        AuthorizationFacts(
            checks: request.operation.actions(ofVersion: false).map { action in
                var check = AuthorizationCheck("s3:\(action)", on: "*")
                check.context = carriage.context
                check.denial = .withReason
                return check
            })
    }

    // MARK: Buckets

    /// What making a bucket needs; nobody has it yet, so it counts as the caller's.
    package func factsOfCreation(region: String, tags: [Tag]) -> AuthorizationFacts {
        var actions = ["CreateBucket"]
        if request.hasACL { actions.append("PutBucketAcl") }
        if request.header("x-amz-object-ownership") != nil { actions.append("PutBucketOwnershipControls") }
        if request.header("x-amz-bucket-object-lock-enabled")?.lowercased() == "true" {
            actions += ["PutBucketObjectLockConfiguration", "PutBucketVersioning"]
        }
        if !tags.isEmpty { actions.append("TagResource") }
        let resource = ARN(partition: caller.partition, service: "s3", account: "", resource: request.bucket)
        var context = carriage.context + request.conditionContext
        context.append((ContextKey("s3:locationconstraint"), .string(region)))
        for tag in tags { context.append((.requestTag(tag.key), .string(tag.value))) }
        if !tags.isEmpty { context.append((.tagKeys, .strings(tags.map(\.key)))) }
        return AuthorizationFacts(
            checks: actions.map { action in
                var check = AuthorizationCheck("s3:\(action)", on: resource)
                check.context = context + [(.s3ResourceAccount, .string(caller.accountID.description))]
                check.denial = .quotingResource(tellsStrangers: false)
                return check
            })
    }

    /// What an operation on a bucket needs.
    package func facts(of bucket: Bucket, ownedBy owner: AccountState) -> AuthorizationFacts {
        AuthorizationFacts(
            checks: request.operation.actions(ofVersion: false).map { action in
                var check = check(action, on: bucket.arn(caller.partition).description, in: bucket, owner)
                check.context += request.conditionContext
                if isRescue, owner.id == caller.accountID { check.resourcePolicy = .none }
                return check
            })
    }

    /// Whether the owner's root user may do it whatever the bucket's policy says, so that nobody locks themselves out.
    private var isRescue: Bool {
        guard case .root = caller.identity else { return false }
        switch request.operation {
        case .getBucketPolicy, .putBucketPolicy, .deleteBucketPolicy: return true
        default: return false
        }
    }

    // MARK: Objects

    /// What an operation on an object needs: on it, and for what headers ask besides.
    ///
    /// `tags` are those that the request puts on it; nil: it puts none.
    package func facts(of object: ObjectPlace, _ found: ObjectFacts, putting tags: [Tag]?) -> AuthorizationFacts {
        var actions = request.operation.actions(ofVersion: object.versionID != nil)
        switch request.operation {
        case .putObject, .copyObject, .createMultipartUpload, .postObject:
            if request.hasACL { actions.append("PutObjectAcl") }
            if tags != nil { actions.append("PutObjectTagging") }
            if request.header("x-amz-object-lock-mode") != nil { actions.append("PutObjectRetention") }
            if request.header("x-amz-object-lock-legal-hold") != nil { actions.append("PutObjectLegalHold") }
        default: break
        }
        var context = request.conditionContext
        if let tags { context += requestObjectTags(tags) }
        if request.operation.asksForExistingTags { context += S3Authorization.existing(found.tags) }
        return AuthorizationFacts(checks: actions.map { check($0, on: object).with(context) })
    }

    /// What reading the source of a copy needs.
    package func factsOfSource(_ source: ObjectPlace, _ found: ObjectFacts) -> AuthorizationFacts {
        let isVersion = source.versionID != nil
        var actions = [isVersion ? "GetObjectVersion" : "GetObject"]
        if request.operation == .copyObject, !found.tags.isEmpty,
            request.header("x-amz-tagging-directive")?.uppercased() != "REPLACE"
        {
            actions.append(isVersion ? "GetObjectVersionTagging" : "GetObjectTagging")
        }
        var context = S3Authorization.existing(found.tags)
        if let version = source.versionID { context.append((.s3VersionID, .string(version))) }
        return AuthorizationFacts(checks: actions.map { check($0, on: source).with(context) })
    }

    /// What deleting one of many keys needs.
    package func factsOfDeletion(_ object: ObjectPlace) -> AuthorizationFacts {
        var check = check(object.versionID == nil ? "DeleteObject" : "DeleteObjectVersion", on: object)
        if let version = object.versionID { check.context.append((.s3VersionID, .string(version))) }
        return AuthorizationFacts(check)
    }

    /// What being told that a key is not there needs: whoever may list may know.
    package func factsOfAbsence(in bucket: Bucket, ownedBy owner: AccountState) -> AuthorizationFacts {
        AuthorizationFacts(check("ListBucket", on: bucket.arn(caller.partition).description, in: bucket, owner))
    }

    private static func existing(_ tags: [Tag]) -> [(key: ContextKey, value: ContextValue)] {
        tags.map { (ContextKey("s3:ExistingObjectTag/\($0.key)"), .string($0.value)) }
    }

    private func check(_ action: String, on object: ObjectPlace) -> AuthorizationCheck {
        check(action, on: "\(object.bucket.arn(caller.partition))/\(object.key)", in: object.bucket, object.owner)
    }

    // MARK: Each check

    private func check(
        _ action: String, on resource: String, in bucket: Bucket, _ owner: AccountState
    ) -> AuthorizationCheck {
        var check = AuthorizationCheck("s3:\(action)", on: resource)
        check.resourceAccount = owner.id
        check.resourcePolicy = resourcePolicy(of: bucket, owner)
        if bucket.policy?.namesCanonicalUsers == true { check.canonicalUserID = caller.accountID.canonicalUserID }
        check.context = carriage.context + [(.s3ResourceAccount, .string(owner.id.description))]
        check.denial = .quotingResource(tellsStrangers: isOfOneOrganization(owner.id))
        return check
    }

    /// The bucket's policy as it counts for the caller: Block Public Access may keep strangers out.
    private func resourcePolicy(of bucket: Bucket, _ owner: AccountState) -> ResourcePolicy {
        guard let policy = bucket.policy else { return .none }
        let block = bucket.effectivePublicAccessBlock(in: owner)
        if block.restrictsPublicBuckets, policy.isPublic, caller.isStranger(to: owner.id) {
            return .ordinary(S3Authorization.restricted)
        }
        return .ordinary(policy.policies)
    }

    /// AWS: denials tell reasons within an account and within an organization.
    private func isOfOneOrganization(_ owner: AccountID) -> Bool {
        if case .anonymous = caller.identity { return false }
        guard let management = state.management(of: owner) else { return false }
        return state.management(of: caller.accountID) == management
    }

    /// What stands in for a public policy where Block Public Access restricts it: strangers may nothing.
    private static let restricted: PolicySet = {
        let text = """
            {"Version":"2012-10-17","Statement":{"Sid":"RestrictPublicBuckets","Effect":"Deny","Principal":"*",\
            "Action":"*","Resource":"*"}}
            """
        let document = (try? PolicyDocument(parsing: text)) ?? .denyingEverything
        return PolicySet([
            CompiledPolicy(document, source: PolicySource(.resource, id: "BlockPublicAccess", owner: .resource))
        ])
    }()
}

extension Bucket {
    /// What is kept from the public: by the bucket or by its account.
    package func effectivePublicAccessBlock(in owner: AccountState) -> PublicAccessBlock {
        (publicAccessBlock ?? PublicAccessBlock()).union(owner.account.publicAccessBlock)
    }
}

extension Caller {
    /// Whether it is nobody known, or of another account.
    func isStranger(to account: AccountID) -> Bool {
        if case .anonymous = identity { true } else { accountID != account }
    }
}
