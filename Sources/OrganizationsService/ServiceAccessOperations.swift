import AWSProtocols
import AWSTypes
import IdentityModel
import Operations
import PolicyEngine

/// Lets a service of AWS into the organization.
struct EnableAWSServiceAccess: OrganizationWrite {
    typealias Output = Void

    let service: String

    init(from input: WireInput) { service = input.requireServicePrincipal() }

    var conditions: [(key: ContextKey, value: ContextValue)] { [(servicePrincipalKey, .string(service))] }

    func change(_ view: OrganizationView, in draft: inout Draft) throws(AWSError) {
        var organization = view.organization
        if organization.serviceAccess.contains(where: { $0.principal == service }) { return }
        organization.serviceAccess.append(ServiceAccess(principal: service, enabled: draft.now))
        draft.put(.organization(organization), in: view)
    }
}

/// Shuts a service of AWS out of the organization.
struct DisableAWSServiceAccess: OrganizationWrite {
    typealias Output = Void

    let service: String

    init(from input: WireInput) { service = input.requireServicePrincipal() }

    var conditions: [(key: ContextKey, value: ContextValue)] { [(servicePrincipalKey, .string(service))] }

    func change(_ view: OrganizationView, in draft: inout Draft) throws(AWSError) {
        var organization = view.organization
        organization.serviceAccess.removeAll { $0.principal == service }
        draft.put(.organization(organization), in: view)
    }
}

/// Lists the services of AWS that were let in.
struct ListAWSServiceAccessForOrganization: OrganizationRead {
    static let audience = OrganizationView.Audience.administrators

    let page: PageRequest

    init(from input: WireInput) { page = input.page(of: Self.self) }

    func answer(in view: OrganizationView) -> Page<ServiceAccess> {
        Page(of: view.organization.serviceAccess.sorted { $0.principal < $1.principal }, by: \.principal, page)
    }

    static func encode(_ page: Page<ServiceAccess>, to writer: inout WireWriter) {
        writer.list("EnabledServicePrincipals", page.elements) { writer, access in
            writer.field("ServicePrincipal", access.principal)
            writer.field("DateEnabled", access.enabled)
        }
        page.encodeToken(to: &writer)
    }
}

/// Puts an account in charge of a service for the whole organization; it may look into the organization from then on.
struct RegisterDelegatedAdministrator: OrganizationWrite {
    typealias Output = Void

    let account: AccountID
    let service: String

    init(from input: WireInput) {
        account = input.requireAccount()
        service = input.requireServicePrincipal()
    }

    var subjects: [OrganizationSubject] { [.node(.account(account))] }
    var conditions: [(key: ContextKey, value: ContextValue)] { [(servicePrincipalKey, .string(service))] }

    func change(_ view: OrganizationView, in draft: inout Draft) throws(AWSError) {
        var member = try view.account(account)
        if account == view.management { throw .managementCannotAdminister }
        if member.closed != nil { throw .closedCannotAdminister }
        guard view.organization.serviceAccess.contains(where: { $0.principal == service }) else {
            throw .serviceAccessNeeded
        }
        if member.delegatedServices.contains(where: { $0.principal == service }) { throw .alreadyRegistered }
        member.delegatedServices.append(ServiceAccess(principal: service, enabled: draft.now))
        draft.put(.account(member), in: view)
    }
}

/// Takes an account out of charge of a service.
struct DeregisterDelegatedAdministrator: OrganizationWrite {
    typealias Output = Void

    let account: AccountID
    let service: String

    init(from input: WireInput) {
        account = input.requireAccount()
        service = input.requireServicePrincipal()
    }

    var subjects: [OrganizationSubject] { [.node(.account(account))] }
    var conditions: [(key: ContextKey, value: ContextValue)] { [(servicePrincipalKey, .string(service))] }

    func change(_ view: OrganizationView, in draft: inout Draft) throws(AWSError) {
        var member = try view.account(account)
        guard member.delegatedServices.contains(where: { $0.principal == service }) else { throw .notRegistered }
        member.delegatedServices.removeAll { $0.principal == service }
        draft.put(.account(member), in: view)
    }
}

/// Lists the accounts that are in charge of a service, or of any.
struct ListDelegatedAdministrators: OrganizationRead {
    static let audience = OrganizationView.Audience.administrators

    let service: String?
    let page: PageRequest

    init(from input: WireInput) {
        service = input.servicePrincipal()
        page = input.page(of: Self.self)
    }

    var conditions: [(key: ContextKey, value: ContextValue)] {
        service.map { [(servicePrincipalKey, .string($0))] } ?? []
    }

    func answer(in view: OrganizationView) -> Page<MemberView> {
        let members = view.state.accounts.all.filter { member in
            member.delegatedServices.contains { service == nil || $0.principal == service }
        }
        return Page(of: members.sorted { $0.id < $1.id }, by: \.id.description, page).map { MemberView($0, view) }
    }

    static func encode(_ page: Page<MemberView>, to writer: inout WireWriter) {
        writer.list("DelegatedAdministrators", page.elements) { writer, view in
            view.encodeAccount(to: &writer)
            writer.field("DelegationEnabledDate", view.member.delegatedServices.map(\.enabled).min())
        }
        page.encodeToken(to: &writer)
    }
}

/// Lists the services that an account is in charge of.
struct ListDelegatedServicesForAccount: OrganizationRead {
    static let audience = OrganizationView.Audience.administrators

    let account: AccountID
    let page: PageRequest

    init(from input: WireInput) {
        account = input.requireAccount()
        page = input.page(of: Self.self)
    }

    var subjects: [OrganizationSubject] { [.node(.account(account))] }

    func answer(in view: OrganizationView) throws(AWSError) -> Page<ServiceAccess> {
        let services = try view.account(account).delegatedServices
        if services.isEmpty { throw .notRegistered }
        return Page(of: services.sorted { $0.principal < $1.principal }, by: \.principal, page)
    }

    static func encode(_ page: Page<ServiceAccess>, to writer: inout WireWriter) {
        writer.list("DelegatedServices", page.elements) { writer, access in
            writer.field("ServicePrincipal", access.principal)
            writer.field("DelegationEnabledDate", access.enabled)
        }
        page.encodeToken(to: &writer)
    }
}
