import AWSProtocols
import AWSTypes
import IdentityModel
import Operations
import PolicyEngine

/// Gives a user credentials for one service; the only answer, besides that of a reset, that shows the secret.
struct CreateServiceSpecificCredential: WriteOperation {
    let userName: UserName
    let service: String
    let ageDays: Int?

    init(from input: WireInput) {
        userName = input.requireUser()
        service = input.requireText("ServiceName", TextConstraint(0...Int.max))
        ageDays = input.integer("CredentialAgeDays", in: 1...36_600)
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        var context: [(key: ContextKey, value: ContextValue)] = [
            (.serviceSpecificCredentialServiceName, .string(service))
        ]
        if let ageDays {
            context.append((.serviceSpecificCredentialAgeDays, ContextValue(String(ageDays), as: .number)))
        }
        return facts(on: .user(userName), by: caller, in: state, with: context)
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) -> ServiceCredentialView {
        let account = draft.account(of: caller)
        let user = try account.user(userName)
        let kind = try CredentialedService(service)
        if ageDays != nil, !kind.hasKeys {
            throw .validation("CredentialAgeDays is not supported for service \(service).")
        }
        let others = account.serviceCredentials[owner: .user(user.id)].filter { $0.service == service }
        if others.count >= IAMQuotas.serviceCredentialsPerUser {
            throw .quotaExceeded("ServiceSpecificCredentialsPerUser", IAMQuotas.serviceCredentialsPerUser)
        }
        let alias = kind.freeAlias(for: user, in: account.id, beside: others)
        let credential = ServiceCredential(
            id: draft.newID(in: account.id), owner: .user(user.id), service: service, alias: alias,
            created: draft.now, expires: ageDays.map { draft.now + Int64($0) * 86_400 },
            secret: kind.secret(for: alias, draft.newServicePassword()))
        draft.put(.serviceCredential(credential), for: caller)
        return ServiceCredentialView(credential, of: user.name, at: draft.now)
    }

    static func encode(_ credential: ServiceCredentialView, to writer: inout WireWriter) {
        writer.structure("ServiceSpecificCredential", credential.encodeWhole)
    }
}

/// Lists a user's service-specific credentials, or those of all users for a service.
struct ListServiceSpecificCredentials: ReadOperation {
    let target: UserTarget
    let service: String?
    let allUsers: Bool
    let page: PageRequest

    init(from input: WireInput) {
        target = input.shortUserTarget()
        service = input.text("ServiceName", TextConstraint(0...Int.max))
        allUsers = input.boolean("AllUsers") ?? false
        page = PageRequest(from: input, of: Self.self)
        if allUsers, case .named = target {
            input.reject(.validation("UserName and AllUsers cannot be specified together."))
        }
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: allUsers ? .path("user/*") : target.resource(for: caller), by: caller, in: state)
    }

    func run(by caller: Caller, in state: IdentityState) throws(AWSError) -> Page<ServiceCredentialView> {
        let account = state.account(of: caller)
        if let service { _ = try CredentialedService(service) }
        var credentials: [ServiceCredential]
        if allUsers {
            credentials = Array(account.serviceCredentials.all)
        } else {
            guard case .user(let user) = try target.owner(for: caller, in: account) else { throw .userNameNeeded }
            credentials = account.serviceCredentials[owner: .user(user)]
        }
        if let service { credentials.removeAll { $0.service != service } }
        credentials.sort { $0.id < $1.id }
        return Page(of: credentials, by: \.id.text, page).map { credential in
            ServiceCredentialView(credential, of: account.name(of: credential.owner), at: caller.request.now)
        }
    }

    static func encode(_ page: Page<ServiceCredentialView>, to writer: inout WireWriter) {
        writer.list("ServiceSpecificCredentials", page.elements) { $1.encode(to: &$0) }
        page.encodeMarker(to: &writer)
    }
}

/// Gives a service-specific credential a new secret.
struct ResetServiceSpecificCredential: WriteOperation {
    let reference: ServiceCredentialReference

    init(from input: WireInput) { reference = ServiceCredentialReference(from: input) }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: reference.resource(for: caller), by: caller, in: state, with: reference.context(caller, state))
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) -> ServiceCredentialView {
        let account = draft.account(of: caller)
        var credential = try reference.credential(for: caller, in: account)
        let kind = try CredentialedService(credential.service)
        credential.secret = kind.secret(for: credential.alias, draft.newServicePassword())
        draft.put(.serviceCredential(credential), for: caller)
        return ServiceCredentialView(credential, of: account.name(of: credential.owner), at: draft.now)
    }

    static func encode(_ credential: ServiceCredentialView, to writer: inout WireWriter) {
        writer.structure("ServiceSpecificCredential", credential.encodeWhole)
    }
}

/// Activates or deactivates a service-specific credential.
struct UpdateServiceSpecificCredential: WriteOperation {
    typealias Output = Void

    let reference: ServiceCredentialReference
    let status: KeyStatus

    init(from input: WireInput) {
        reference = ServiceCredentialReference(from: input)
        status = input.requireKeyStatus(of: "a service-specific credential")
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: reference.resource(for: caller), by: caller, in: state, with: reference.context(caller, state))
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) {
        var credential = try reference.credential(for: caller, in: draft.account(of: caller))
        credential.status = status
        draft.put(.serviceCredential(credential), for: caller)
    }
}

/// Deletes a service-specific credential.
struct DeleteServiceSpecificCredential: WriteOperation {
    typealias Output = Void

    let reference: ServiceCredentialReference

    init(from input: WireInput) { reference = ServiceCredentialReference(from: input) }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: reference.resource(for: caller), by: caller, in: state, with: reference.context(caller, state))
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) {
        let credential = try reference.credential(for: caller, in: draft.account(of: caller))
        draft.remove(.serviceCredential(credential.id), for: caller)
    }
}
