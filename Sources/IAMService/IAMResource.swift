import AWSTypes
import IdentityModel
import Operations
import PolicyEngine

/// What an operation of IAM acts on, as policies name it.
enum IAMResource: Sendable {
    /// The root user.
    case root
    /// A user, there or not.
    case user(UserName)
    /// A group, there or not.
    case group(GroupName)
    /// A role, there or not.
    case role(RoleName)
    /// An instance profile, there or not.
    case instanceProfile(InstanceProfileName)
    /// An entity that is about to be made, or a place in the tree: `user/division/bob`.
    case path(String)
    /// A managed policy that is about to be made.
    case newPolicy(IAMPath, PolicyName)
    /// The managed policies below a path.
    case policies(String)
    /// A managed policy, there or not.
    case policy(ARN)
    /// A virtual MFA device, there or not.
    case mfaDevice(SerialNumber)
    /// A server certificate, there or not.
    case serverCertificate(ServerCertificateName)
    /// A SAML provider, there or not.
    case samlProvider(ARN)
    /// An OpenID Connect provider, there or not.
    case oidcProvider(ARN)
    /// Nothing in particular.
    case any

    /// The question whether the caller may do `action` on this; the resource's tags and boundary come with it.
    func check(_ action: String, by caller: Caller, in state: IdentityState) -> AuthorizationCheck {
        var check = question(action, by: caller, in: state)
        if !action.hasPrefix("iam:Tag"), !action.hasPrefix("iam:Untag") { check.label = label }
        return check
    }

    /// What IAM's denials call it; nil: its ARN.
    ///
    /// AWS: operations on what is there name it in words, those that make, list or tag things show an ARN.
    private var label: String? {
        switch self {
        case .root, .path, .any, .samlProvider, .oidcProvider, .mfaDevice: nil
        case .serverCertificate(let name): "server certificate \(name)"
        case .user(let name): "user \(name)"
        case .group(let name): "group \(name)"
        case .role(let name): "role \(name)"
        case .instanceProfile(let name): "instance profile \(name)"
        case .newPolicy(_, let name): "policy \(name)"
        case .policies(let prefix): "policy path \(prefix)"
        case .policy(let arn): "policy \(arn)"
        }
    }

    private func question(_ action: String, by caller: Caller, in state: IdentityState) -> AuthorizationCheck {
        let account = state[caller.accountID] ?? caller.account
        switch self {
        case .any: return AuthorizationCheck(action, on: "*")
        case .root: return AuthorizationCheck(action, on: caller.iamARN("root"))
        case .newPolicy(let path, let name):
            return AuthorizationCheck(action, on: caller.iamARN("policy\(path.text)\(name)"))
        case .policies(let prefix): return AuthorizationCheck(action, on: caller.iamARN("policy\(prefix)"))
        case .path(let path): return AuthorizationCheck(action, on: caller.iamARN(path))
        case .group(let name):
            let arn = account.groups[name]?.arn(in: account.id, caller.partition)
            return AuthorizationCheck(action, on: arn ?? caller.iamARN("group/\(name)"))
        case .user(let name):
            guard let user = account.users[name] else {
                return AuthorizationCheck(action, on: caller.iamARN("user/\(name)"))
            }
            return AuthorizationCheck(action, on: user.arn(in: account.id, caller.partition))
                .with(Self.context(tags: user.tags))
                .with(Self.context(boundary: user.permissionsBoundary, caller, account))
        case .role(let name):
            guard let role = account.roles[name] else {
                return AuthorizationCheck(action, on: caller.iamARN("role/\(name)"))
            }
            return AuthorizationCheck(action, on: role.arn(in: account.id, caller.partition))
                .with(Self.context(tags: role.tags))
                .with(Self.context(boundary: role.permissionsBoundary, caller, account))
        case .instanceProfile(let name):
            guard let profile = account.instanceProfiles[name] else {
                return AuthorizationCheck(action, on: caller.iamARN("instance-profile/\(name)"))
            }
            return AuthorizationCheck(action, on: profile.arn(in: account.id, caller.partition))
                .with(Self.context(tags: profile.tags))
        case .serverCertificate(let name):
            guard let certificate = account.serverCertificates[name] else {
                return AuthorizationCheck(action, on: caller.iamARN("server-certificate/\(name)"))
            }
            return AuthorizationCheck(action, on: certificate.arn(in: account.id, caller.partition))
                .with(Self.context(tags: certificate.tags))
        case .samlProvider(let arn):
            let tags = (try? state.samlProvider(arn, for: caller))?.tags ?? []
            return AuthorizationCheck(action, on: arn).with(Self.context(tags: tags))
        case .oidcProvider(let arn):
            let tags = (try? state.oidcProvider(arn, for: caller))?.tags ?? []
            return AuthorizationCheck(action, on: arn).with(Self.context(tags: tags))
        case .policy(let arn):
            let tags = state.policy(arn, in: account, caller.partition)?.tags ?? []
            return AuthorizationCheck(action, on: arn).with(Self.context(tags: tags))
        case .mfaDevice(let serialNumber):
            let tags = serialNumber.find(for: caller, in: state)?.tags ?? []
            return AuthorizationCheck(action, on: serialNumber.text).with(Self.context(tags: tags))
        }
    }

    /// The tags of a resource, under both of the keys that IAM fills.
    static func context(tags: Tags) -> [(key: ContextKey, value: ContextValue)] {
        tags.flatMap { tag in
            [
                (ContextKey.resourceTag(tag.key), ContextValue.string(tag.value)),
                (ContextKey.iamResourceTag(tag.key), ContextValue.string(tag.value)),
            ]
        }
    }

    /// The tags of a request.
    static func context(requestTags tags: Tags) -> [(key: ContextKey, value: ContextValue)] {
        if tags.isEmpty { return [] }
        return tags.map { (ContextKey.requestTag($0.key), ContextValue.string($0.value)) }
            + [(.tagKeys, .strings(tags.map(\.key)))]
    }

    /// The boundary that stands on a principal.
    private static func context(
        boundary: PolicyReference?, _ caller: Caller, _ account: AccountState
    ) -> [(key: ContextKey, value: ContextValue)] {
        guard let boundary else { return [] }
        return [(.permissionsBoundary, .string(boundary.arn(in: account, caller.partition).description))]
    }
}

extension PolicyReference {
    /// The ARN of a managed policy of the account or of AWS.
    func arn(in account: AccountState, _ partition: Partition) -> ARN {
        switch self {
        case .aws(let path): ARN(partition: partition, service: "iam", account: "aws", resource: "policy\(path)")
        case .customer(let id):
            account.policies[id]?.arn(in: partition) ?? .iam(account.id, "policy/\(id)", in: partition)
        }
    }
}

extension Caller {
    /// An ARN of IAM in the caller's account.
    func iamARN(_ resource: String) -> ARN { .iam(accountID, resource, in: partition) }
}

extension Operation {
    /// The action of IAM that has the operation's name.
    static var action: String { "iam:\(name)" }

    /// The facts of an operation on one resource.
    func facts(
        on resource: IAMResource, by caller: Caller, in state: IdentityState,
        with context: [(key: ContextKey, value: ContextValue)] = []
    ) -> AuthorizationFacts {
        AuthorizationFacts(resource.check(Self.action, by: caller, in: state).with(context))
    }
}
