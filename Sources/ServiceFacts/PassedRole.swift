import AWSTypes
import IdentityModel
import Operations
import PolicyEngine

/// A role that a call hands over to a service.
package struct PassedRole: Sendable {
    /// How the request names it.
    package let reference: Reference
    /// The services that may get it; which of them does is what its trust policy says.
    package let services: [String]
    /// The member that names it.
    package let member: MemberPath?
    /// The resource that will use it.
    package var associatedResource: String?

    /// How a request names a role.
    package enum Reference: Sendable, Hashable {
        /// By its ARN or name.
        case role(String)
        /// By an instance profile's ARN or name.
        case profile(String)
        /// In a place that is not read.
        case unknown
    }

    init(_ reference: Reference, to services: [String], at member: MemberPath? = nil) {
        self.reference = reference
        self.services = services
        self.member = member
    }

    /// What the caller has to be allowed: to pass the role; and the service, to assume it.
    package func checks(of operation: RoleRefusals, for caller: Caller) -> [AuthorizationCheck] {
        switch reference {
        case .unknown: return [unknownRole()]
        case .role(let text) where text.isEmpty: return []
        case .role(let text): return checks(of: role(text, for: caller), operation, named: text)
        case .profile(let text) where text.isEmpty: return []
        case .profile(let text):
            guard let profile = profile(text, of: caller) else {
                return [missing(operation.missingProfile(text), on: text)]
            }
            // An instance profile without a role gives nothing away.
            guard let role = profile.role.flatMap({ caller.account.roles[$0] }) else { return [] }
            return checks(of: (role.arn(in: caller.accountID, caller.partition), role), operation, named: text)
        }
    }

    private func unknownRole() -> AuthorizationCheck {
        var check = AuthorizationCheck("iam:PassRole", on: "*")
        check.context.append((.passedToService, .string(services[0])))
        check.note = "The request may pass a role that can't be known here, so it is decided on the resource *."
        return check
    }

    private func checks(
        of found: (arn: ARN, role: Role?), _ operation: RoleRefusals, named text: String
    ) -> [AuthorizationCheck] {
        let service = receiver(of: found.role)
        var pass = AuthorizationCheck("iam:PassRole", on: found.arn)
        pass.context.append((.passedToService, .string(service)))
        if let associatedResource { pass.context.append((.associatedResourceARN, .string(associatedResource))) }
        guard let role = found.role else {
            return [pass, missing(operation.missingRole(found.arn), on: found.arn.description)]
        }
        var assume = AuthorizationCheck("sts:AssumeRole", on: found.arn, tagged: role.tags)
        assume.service = service
        assume.resourcePolicy = .trust(role.trustPolicy.policies)
        assume.denial = .fixed(operation.untrustedRole(found.arn, named: text, by: service))
        return [pass, assume]
    }

    /// Of the services that may get the role, the first that its trust policy names; or else the first of all.
    private func receiver(of role: Role?) -> String {
        guard services.count > 1, let role else { return services[0] }
        let text = role.trustPolicy.text
        return services.first { text.contains("\"\($0)\"") } ?? services[0]
    }

    /// A check that nothing can allow: what is asked for is not there.
    private func missing(_ error: AWSError, on resource: String) -> AuthorizationCheck {
        var check = AuthorizationCheck("sts:AssumeRole", on: resource)
        check.service = services[0]
        check.denial = .fixed(error)
        return check
    }

    private func role(_ text: String, for caller: Caller) -> (arn: ARN, role: Role?) {
        let (account, partition) = (caller.accountID, caller.partition)
        if text.hasPrefix("arn:") {
            guard let arn = ARN(text) else { return (.iam(account, "role/\(text)", in: partition), nil) }
            guard arn.service == "iam", arn.accountID == account, arn.resource.hasPrefix("role/"),
                let name = arn.resource.split(separator: "/").last,
                let role = caller.account.roles[RoleName(unchecked: String(name))],
                role.arn(in: account, partition) == arn
            else { return (arn, nil) }
            return (arn, role)
        }
        let name = text.split(separator: "/").last.map(String.init) ?? text
        let role = caller.account.roles[RoleName(unchecked: name)]
        return (role?.arn(in: account, partition) ?? .iam(account, "role/\(name)", in: partition), role)
    }

    private func profile(_ text: String, of caller: Caller) -> InstanceProfile? {
        let name = text.split(separator: "/").last.map(String.init) ?? text
        guard let profile = caller.account.instanceProfiles[InstanceProfileName(unchecked: name)] else { return nil }
        if text.hasPrefix("arn:"), profile.arn(in: caller.accountID, caller.partition).description != text {
            return nil
        }
        return profile
    }

    /// The role that is passed where it is there, the service that gets it, and the instance profile it comes in.
    package func resolved(for caller: Caller) -> (role: Role, service: String, profile: InstanceProfile?)? {
        switch reference {
        case .unknown: return nil
        case .role(let text):
            guard !text.isEmpty, let role = role(text, for: caller).role else { return nil }
            return (role, receiver(of: role), nil)
        case .profile(let text):
            guard !text.isEmpty, let profile = profile(text, of: caller),
                let role = profile.role.flatMap({ caller.account.roles[$0] })
            else { return nil }
            return (role, receiver(of: role), profile)
        }
    }
}
