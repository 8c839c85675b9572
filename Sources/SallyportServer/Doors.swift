import AWSTypes
import Audit
import Authentication
import Foundation
import IdentityModel
import IdentityStore
import ObjectStore
import Operations
import PolicyAnalysis
import SigV4

/// Our own paths, under `/_sallyport/`; they speak JSON.
///
/// `health` is open to everyone, and so is what issuers of web identity tokens publish. `authorize` and `workload/credentials` are for those whose policies allow it, who sign
/// for the service `sallyport`. The others are for the root user of the operator's account, who signs likewise; in development they are
/// also open, unsigned, to this machine.
struct Doors: Sendable {
    let store: StateStore
    let objects: ObjectStore
    let authenticator: Authenticator
    let authorizer: Authorizer
    let decisions: DecisionLog
    let authorizeDoor: AuthorizeDoor
    let workloadDoor: WorkloadDoor
    let issuerDoor: IssuerDoor
    let delegationDoor: DelegationDoor
    let keyRing: KeyRing
    let uses: UseRecorder
    let audit: AuditLog?
    let isDevelopment: Bool
    let surroundings: Surroundings

    init(
        store: StateStore, objects: ObjectStore, keyRing: KeyRing, authenticator: Authenticator, gate: Gate,
        uses: UseRecorder, audit: AuditLog?, isDevelopment: Bool, surroundings: Surroundings
    ) {
        (self.store, self.objects, self.keyRing, self.authenticator) = (store, objects, keyRing, authenticator)
        (authorizer, decisions, self.uses, self.audit) = (gate.authorizer, gate.decisions, uses, audit)
        (self.isDevelopment, self.surroundings) = (isDevelopment, surroundings)
        authorizeDoor = AuthorizeDoor(
            store: store, keyRing: keyRing, authenticator: authenticator, gate: gate, uses: uses, audit: audit,
            surroundings: surroundings)
        delegationDoor = DelegationDoor(store: store, keyRing: keyRing, surroundings: surroundings)
        issuerDoor = IssuerDoor(store: store, surroundings: surroundings)
        workloadDoor = WorkloadDoor(
            store: store, keyRing: keyRing, authenticator: authenticator, gate: gate, uses: uses,
            surroundings: surroundings)
    }

    static let prefix = "/_sallyport/"

    /// Answers a request for one of our paths.
    func answer(_ request: ServerRequest) async -> ServerResponse {
        let id = RequestID.make()
        let answer: ServerResponse
        var failure: AWSError?
        do {
            answer = response(200, try await content(for: request, id: id), id: id)
        } catch {
            failure = error
            answer = response(error.status, ErrorAnswer(code: error.code, message: error.message), id: id)
        }
        if let audit, request.path != "/_sallyport/health", failure != nil || !request.path.hasPrefix(tokenIssuerPath) {
            await audit.append(event(of: request, failure, id: id))
        }
        return answer
    }

    /// What the audit log is told of a request: the operation is the method and the path.
    private func event(of request: ServerRequest, _ failure: AWSError?, id: String) -> AuditEvent {
        var event = AuditEvent(
            id: id, time: surroundings.now(), sourceIP: request.peer.address, userAgent: request.head["user-agent"])
        event.operation = "\(request.head.method) \(request.path.prefix(256))"
        event.isReadOnly = request.head.method == "GET"
        let claim = try? authenticator.claim(of: request)
        event.accessKeyID = claim?.accessKeyID
        event.region = claim?.scope.region
        event.error = failure
        event.size = request.body.count
        return event
    }

    private struct ErrorAnswer: Encodable {
        let code: String
        let message: String
    }

    private func content(for request: ServerRequest, id: String) async throws(AWSError) -> any Encodable {
        switch (request.head.method, request.path.dropFirst(Doors.prefix.count)) {
        case ("GET", "health"): return ["status": "ok"]
        case ("POST", "reset"):
            guard isDevelopment, request.peer.isLoopback else { throw .notForYou }
            uses.clear()
            try await store.reset()
            do throws(ObjectStoreError) {
                try await objects.reset()
            } catch {
                throw AWSError(error)
            }
            return ["status": "reset"]
        case ("POST", "accounts"):
            try admitOperator(request)
            return try await makeAccount(request)
        case ("GET", "accounts"):
            try admitOperator(request)
            return AccountList(accounts: store.snapshot.allAccounts.map(AccountSummary.init).sorted())
        case ("POST", "authorize"): return try await authorizeDoor.answer(request, id: id)
        case ("POST", "workload/credentials"): return try await workloadDoor.answer(request, id: id)
        case ("GET", _) where request.path.hasPrefix(tokenIssuerPath): return try issuerDoor.answer(request)
        case ("GET", let path) where path.hasPrefix("delegation-requests/"):
            let id = String(path.dropFirst("delegation-requests/".count))
            return try delegationDoor.answer(id, to: try realm(of: request))
        case ("GET", let path) where path.hasPrefix("explain/"):
            return try explain(String(path.dropFirst("explain/".count)), request)
        case ("POST", "simulate"): return try simulate(request)
        default: throw AWSError("NotFound", status: 404, "There is nothing at \(request.path).")
        }
    }

    /// Lets the root user of the operator's account pass.
    private func admitOperator(_ request: ServerRequest) throws(AWSError) {
        guard let account = try signer(of: request) else { return }
        if store.snapshot[account]?.account.isOperator != true { throw .notForYou }
    }

    /// The account whose root user signed; nil: nobody did, and in development that will do.
    private func signer(of request: ServerRequest) throws(AWSError) -> AccountID? {
        guard let claim = try authenticator.claim(of: request) else {
            guard isDevelopment, request.peer.isLoopback else { throw SignatureFailure.unsigned.queryServiceError }
            return nil
        }
        let state = store.snapshot
        let now = surroundings.now()
        let credential = try authenticator.authenticate(
            claim, of: request, at: now, rules: .standard("sallyport"), in: state)
        guard case .longTerm(_, .root, let account) = credential else { throw .notForYou }
        return account
    }

    /// Why a request was allowed or denied: the operator sees all requests, other root users their account's.
    private func explain(_ wanted: String, _ request: ServerRequest) throws(AWSError) -> Explanation {
        let account = try realm(of: request)
        guard let entry = decisions.entry(wanted, in: account) else {
            throw AWSError("NotFound", status: 404, "No decision on the request \(wanted) is remembered.")
        }
        return Explanation(entry, by: authorizer, sealingWith: keyRing)
    }

    /// What a principal could do: the operator asks about all, other root users about those of their account.
    private func simulate(_ request: ServerRequest) throws(AWSError) -> WhatIfDoor.Answer {
        let account = try realm(of: request)
        guard let question = try? JSONDecoder().decode(WhatIf.self, from: Data(request.body)) else {
            throw .validation(
                "The body must be a JSON object with the members principal, actions, resources, context and policies.")
        }
        let door = WhatIfDoor(state: store.snapshot, authorizer: authorizer, now: surroundings.now())
        return try door.answer(question, within: account)
    }

    /// The account that the signer may ask about; nil: all of them.
    private func realm(of request: ServerRequest) throws(AWSError) -> AccountID? {
        guard let account = try signer(of: request) else { return nil }
        return store.snapshot[account]?.account.isOperator == true ? nil : account
    }

    // MARK: Accounts

    private struct AccountRequest: Decodable {
        var id: String?
        var email: String?
        var rootAccessKeyId: String?
        var rootSecretAccessKey: String?
    }

    private struct AccountAnswer: Encodable {
        let accountId: String
        let rootAccessKeyId: String
        let rootSecretAccessKey: String
    }

    private struct AccountList: Encodable {
        let accounts: [AccountSummary]
    }

    private struct AccountSummary: Encodable, Comparable {
        let accountId: String
        let alias: String?
        let email: String?

        init(_ state: AccountState) {
            accountId = state.id.description
            alias = state.account.alias
            email = state.account.email
        }

        static func < (one: Self, other: Self) -> Bool { one.accountId < other.accountId }
    }

    private func makeAccount(_ request: ServerRequest) async throws(AWSError) -> AccountAnswer {
        guard let wish = try? JSONDecoder().decode(AccountRequest.self, from: Data(request.body)) else {
            throw .validation(
                "The body must be a JSON object with the members id, email, rootAccessKeyId and rootSecretAccessKey, "
                    + "each of them optional.")
        }
        let id = try wish.id.map { text throws(AWSError) in
            guard let id = AccountID(text) else { throw .validation("An account id has twelve digits.") }
            return id
        }
        let key = try RootKey.parse(id: wish.rootAccessKeyId, secret: wish.rootSecretAccessKey)
        let made = try await store.write(at: surroundings.now()) { draft throws(AWSError) in
            try draft.makeAccount(id: id, email: wish.email, rootKey: key)
        }
        return AccountAnswer(
            accountId: made.account.id.description, rootAccessKeyId: made.rootKey.id.text,
            rootSecretAccessKey: made.rootKey.secret.exposed)
    }

    private func response(_ status: Int, _ answer: any Encodable, id: String) -> ServerResponse {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let body = (try? encoder.encode(answer)).map { [UInt8]($0) } ?? Array("{}".utf8)
        return ServerResponse(status: status, contentType: "application/json", requestID: id, body: body)
    }
}

/// A root user's key that was given from outside.
package enum RootKey {
    /// Reads both halves; nil where neither was given.
    package static func parse(
        id: String?, secret: String?
    ) throws(AWSError) -> (id: AccessKeyID, secret: SecretKey)? {
        switch (id, secret) {
        case (nil, nil): return nil
        case (let id?, let secret?):
            guard let key = AccessKeyID(id), !key.isTemporary else {
                throw .validation(
                    "An access key id has 1 to 128 visible ASCII characters, no slash and no comma, and does not "
                        + "begin with ASIA.")
            }
            guard !secret.isEmpty else { throw .validation("A secret key must not be empty.") }
            return (key, SecretKey(secret))
        case (_?, nil), (nil, _?):
            throw .validation("The access key id and the secret key must be given together.")
        }
    }
}

extension AWSError {
    fileprivate static let notForYou = accessDenied(
        "This is for the root user of the operator's account, or for this machine in development mode.")
}
