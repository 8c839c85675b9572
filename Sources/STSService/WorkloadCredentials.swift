import AWSTypes
import Authentication
import IdentityModel
import Operations
import PolicyEngine

/// Credentials of a role for a program, as services of AWS hand them to what they run: an instance, a task, a function.
///
/// Whoever asks passes the role to the service, which needs `iam:PassRole`; the service then assumes the role, which
/// needs the role's trust.
package struct WorkloadCredentials: Sendable {
    private let subject: WorkloadSubject
    private let service: String
    private let sessionName: String
    private let duration: Int

    /// The name by which decisions about it are found.
    package static let operation = "WorkloadCredentials"

    /// Reads the members; `sessionName` and `duration` have defaults by service.
    package init(
        _ subject: WorkloadSubject, service: String?, sessionName: String?, duration: Int?
    ) throws(AWSError) {
        self.subject = subject
        self.service = service ?? subject.usualService
        guard WorkloadCredentials.isService(self.service) else {
            throw .validation("service must be the name of a service of AWS, such as ecs-tasks.amazonaws.com.")
        }
        self.sessionName = sessionName ?? String(self.service.prefix { $0 != "." })
        guard sessionNameConstraint.violations(of: self.sessionName).isEmpty else {
            throw .validation("sessionName must have 2 to 64 characters of [\\w+=,.@-].")
        }
        if let duration, !(900...43_200).contains(duration) {
            throw .validation("durationSeconds must be 900 to 43200.")
        }
        self.duration = duration ?? (self.service == instanceService ? 6 * 3600 : 3600)
    }

    private static func isService(_ name: String) -> Bool {
        name.utf8.count <= 128 && name.utf8.allSatisfy(serviceCharacters.contains) && !name.hasPrefix(".")
            && (name.hasSuffix(".amazonaws.com") || name.hasSuffix(".amazonaws.com.cn"))
    }

    private static let serviceCharacters = ASCIISet.lowercase.union(.digits).union("-.")

    // MARK: Permission

    /// What has to be allowed: the caller to pass the role, and the service to assume it.
    package func facts(for caller: Caller, in state: IdentityState) throws(AWSError) -> AuthorizationFacts {
        let (arn, role) = try subject.target(of: caller)
        var pass = AuthorizationCheck("iam:PassRole", on: arn, tagged: role?.tags ?? [])
        pass.context.append((.passedToService, .string(service)))
        guard let role else { return AuthorizationFacts(pass) }
        var assume = AuthorizationCheck("sts:AssumeRole", on: arn, tagged: role.tags)
        assume.service = service
        assume.resourcePolicy = .trust(role.trustPolicy.policies)
        assume.context.append((.roleSessionName, .string(sessionName)))
        assume.denial = .fixed(
            .accessDenied(
                "The service \(service) is not authorized to perform: sts:AssumeRole on resource: \(arn). "
                    + "The role's trust policy must allow the principal {\"Service\": \"\(service)\"}."))
        return AuthorizationFacts(checks: [pass, assume])
    }

    // MARK: Credentials

    /// Gives out the credentials.
    ///
    /// AWS: sessions that its services make are not bound by the role's maximum, nor by the hour of chained roles;
    /// only who asks for more than is usual is.
    package func run(by caller: Caller, mint: inout CredentialMint) throws(AWSError) -> Output {
        let (arn, found) = try subject.target(of: caller)
        guard let role = found else { throw subject.missing }
        if duration > max(role.maxSessionDuration, service == instanceService ? 6 * 3600 : 3600) {
            throw .validation("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")
        }
        let principal = SessionPrincipal.role(
            account: caller.accountID, id: role.id, name: role.name.text, sessionName: sessionName)
        let credentials = mint.credentials(of: principal, for: duration) { session in
            if service == instanceService, sessionName.hasPrefix("i-") {
                let instance = ARN(
                    partition: caller.partition, service: "ec2", region: caller.request.region,
                    account: caller.accountID.description, resource: "instance/\(sessionName)")
                session.contextKeys = [SessionContextKey("ec2:SourceInstanceArn", [instance.description])]
            }
        }
        return Output(
            credentials: credentials, issued: mint.now, role: arn,
            profile: subject.profile(of: caller).map { profile in
                (profile.arn(in: caller.accountID, caller.partition), profile.id)
            })
    }

    /// The credentials, and whose they are.
    package struct Output: Sendable {
        /// The credentials.
        package let credentials: TemporaryCredentials
        /// When they were made.
        package let issued: Timestamp
        /// The role.
        package let role: ARN
        /// The instance profile, where one was named.
        package let profile: (arn: ARN, id: InstanceProfileID)?
    }
}

/// Whose credentials a program is to have.
package enum WorkloadSubject: Sendable {
    /// Those of a role, by its name or ARN.
    case role(String)
    /// Those of an instance profile's role.
    case instanceProfile(String)

    fileprivate var usualService: String {
        switch self {
        case .role: "ecs-tasks.amazonaws.com"
        case .instanceProfile: instanceService
        }
    }

    fileprivate var missing: AWSError {
        switch self {
        case .role(let name): AWSError("NoSuchEntity", status: 404, "The role with name \(name) cannot be found.")
        case .instanceProfile(let name):
            AWSError("NoSuchEntity", status: 404, "Instance Profile \(name) cannot be found.")
        }
    }

    fileprivate func profile(of caller: Caller) -> InstanceProfile? {
        guard case .instanceProfile(let name) = self else { return nil }
        return caller.account.instanceProfiles[InstanceProfileName(unchecked: name)]
    }

    /// The role of the caller's account, there or not.
    fileprivate func target(of caller: Caller) throws(AWSError) -> (arn: ARN, role: Role?) {
        let (account, partition) = (caller.accountID, caller.partition)
        switch self {
        case .instanceProfile(let name):
            guard let profile = profile(of: caller) else { throw missing }
            guard let role = profile.role.flatMap({ caller.account.roles[$0] }) else {
                throw .validation("The instance profile \(name) has no role.")
            }
            return (role.arn(in: account, partition), role)
        case .role(let text) where text.contains(":"):
            guard let arn = ARN(text), arn.service == "iam", arn.region.isEmpty, arn.resource.hasPrefix("role/"),
                let owner = arn.accountID, let name = arn.resource.split(separator: "/").last
            else { throw .validation("role must be the name or the ARN of a role.") }
            // AWS: "Cross-account pass role is not allowed."
            if owner != account { throw .accessDenied("Cross-account pass role is not allowed.") }
            let role = caller.account.roles[RoleName(unchecked: String(name))]
            return (arn, role.flatMap { $0.arn(in: account, partition) == arn ? $0 : nil })
        case .role(let name):
            if let role = caller.account.roles[RoleName(unchecked: name)] {
                return (role.arn(in: account, partition), role)
            }
            guard RoleName(name) != nil else { throw .validation("role must be the name or the ARN of a role.") }
            return (.iam(account, "role/\(name)", in: partition), nil)
        }
    }
}

private let instanceService = "ec2.amazonaws.com"
