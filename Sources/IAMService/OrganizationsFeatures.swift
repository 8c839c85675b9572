import AWSProtocols
import AWSTypes
import IdentityModel
import Operations

/// What an organization's features of centralized root access are after a change.
struct OrganizationsFeatures: Sendable {
    let organization: OrganizationID
    let features: [RootAccessFeature]

    init(_ organization: Organization) {
        self.organization = organization.id
        features = RootAccessFeature.allCases.filter(organization.rootAccess.contains)
    }

    func encode(to writer: inout WireWriter) {
        writer.field("OrganizationId", organization)
        writer.list("EnabledFeatures", texts: features.map(\.rawValue))
    }
}

/// An operation that turns a feature of centralized root access on or off.
protocol OrganizationsFeatureChange: WriteOperation where Output == OrganizationsFeatures {
    static var feature: RootAccessFeature { get }
    static var isEnabling: Bool { get }
    init()
}

extension OrganizationsFeatureChange {
    init(from input: WireInput) { self.init() }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: .any, by: caller, in: state)
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) -> OrganizationsFeatures {
        var (management, organization) = try draft.state.rootAccess(for: caller, onlyManagement: Self.isEnabling)
        var features = Set(organization.rootAccess)
        if Self.isEnabling { features.insert(Self.feature) } else { features.remove(Self.feature) }
        organization.rootAccess = RootAccessFeature.allCases.filter(features.contains)
        draft.put(.organization(.organization(organization)), in: management)
        return OrganizationsFeatures(organization)
    }

    static func encode(_ features: OrganizationsFeatures, to writer: inout WireWriter) { features.encode(to: &writer) }
}

/// Lets those who run the organization see to the credentials of members' root users.
struct EnableOrganizationsRootCredentialsManagement: OrganizationsFeatureChange {
    static let feature = RootAccessFeature.credentialsManagement
    static let isEnabling = true
}

/// Ends that.
struct DisableOrganizationsRootCredentialsManagement: OrganizationsFeatureChange {
    static let feature = RootAccessFeature.credentialsManagement
    static let isEnabling = false
}

/// Lets those who run the organization act as members' root users: AssumeRoot.
struct EnableOrganizationsRootSessions: OrganizationsFeatureChange {
    static let feature = RootAccessFeature.sessions
    static let isEnabling = true
}

/// Ends that.
struct DisableOrganizationsRootSessions: OrganizationsFeatureChange {
    static let feature = RootAccessFeature.sessions
    static let isEnabling = false
}

/// Lists the features that are on.
struct ListOrganizationsFeatures: ReadOperation {
    init(from input: WireInput) {}

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: .any, by: caller, in: state)
    }

    func run(by caller: Caller, in state: IdentityState) throws(AWSError) -> OrganizationsFeatures {
        OrganizationsFeatures(try state.rootAccess(for: caller).organization)
    }

    static func encode(_ features: OrganizationsFeatures, to writer: inout WireWriter) { features.encode(to: &writer) }
}

extension IdentityState {
    /// The organization whose members' root users the caller may see to.
    ///
    /// AWS: an administrator to whom the management account delegated IAM may do everything but turn features on.
    /// Source: the errors that AWS's model lists for each operation.
    fileprivate func rootAccess(
        for caller: Caller, onlyManagement: Bool = false
    ) throws(AWSError) -> (management: AccountID, organization: Organization) {
        do {
            let found = try rootAccessOrganization(of: caller.accountID, onlyManagement: onlyManagement)
            return (found.management, found.organization)
        } catch {
            throw .rootAccess(error)
        }
    }
}

extension AWSError {
    // The model gives these errors no status of their own, so they have that of the client's fault.
    fileprivate static func rootAccess(_ obstacle: RootAccessObstacle) -> AWSError {
        let (code, message) =
            switch obstacle {
            case .noOrganization: ("OrganizationNotFound", "No organization is associated with your account.")
            case .notAdministrator:
                (
                    "AccountNotManagementOrDelegatedAdministrator",
                    "The account making the request is not the management account or a delegated administrator account "
                        + "for centralized root access."
                )
            case .notManagement:
                (
                    "CallerIsNotManagementAccount",
                    "The account making the request is not the management account for the organization."
                )
            case .notAllFeatures:
                ("OrganizationNotInAllFeaturesMode", "Your organization does not have all features enabled.")
            case .noServiceAccess:
                ("ServiceAccessNotEnabled", "Trusted access is not enabled for IAM in AWS Organizations.")
            }
        return AWSError("\(code)Exception", status: 400, message)
    }
}
