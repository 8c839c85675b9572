import AWSTypes
import Authentication
import IdentityModel
import Operations
import SigV4
import Synchronization

/// The first door, which asks who signed a request.
struct Authenticator: Sendable {
    private let keyRing: KeyRing
    let signingKeys = SigningKeyMemo()

    init(keyRing: KeyRing) { self.keyRing = keyRing }

    /// What a request says of its signature; nil: it is not signed.
    func claim(of request: ServerRequest) throws(AWSError) -> SignatureClaim? { try claim(of: request.head) }

    /// What a request's head says of its signature; nil: it is not signed.
    func claim(of head: RequestHead) throws(AWSError) -> SignatureClaim? {
        do {
            return try SignatureClaim(of: head)
        } catch {
            throw error.queryServiceError
        }
    }

    /// The credential that a request was signed with, in AWS's order of checks: the date and the scope, the key,
    /// the token, the signature.
    func authenticate(
        _ claim: SignatureClaim, of request: ServerRequest, at now: Timestamp, rules: ServiceRules,
        in state: IdentityState
    ) throws(AWSError) -> Credential {
        try authenticate(
            claim, of: request.head, contentHash: { ContentHash(of: request.body) }, at: now, rules: rules, in: state)
    }

    /// The credential that a request was signed with, whose body somebody else has.
    func authenticate(
        _ claim: SignatureClaim, of head: RequestHead, contentHash: () -> ContentHash, at now: Timestamp,
        rules: ServiceRules, in state: IdentityState
    ) throws(AWSError) -> Credential {
        do {
            try claim.validate(head, at: now, rules: rules)
        } catch {
            throw error.queryServiceError
        }
        let (credential, secret) = try credential(of: claim, at: now, in: state)
        do {
            let key = signingKeys.key(of: claim.accessKeyID, secret, scope: claim.scope)
            try claim.verify(head, with: key, body: .read(contentHash()), rules: rules)
        } catch {
            throw error.queryServiceError
        }
        return credential
    }

    /// Whether there is the key that a request claims; its signature is not looked at.
    func isKnown(_ claim: SignatureClaim, in state: IdentityState) -> Bool {
        if let token = claim.securityToken { return (try? SealedSession.open(token, with: keyRing)) != nil }
        return state.accessKey(claim.accessKeyID)?.key.status == .active
    }

    /// Who signed a request for a service of ours that takes no unsigned ones.
    func caller(
        of request: ServerRequest, for service: String, at now: Timestamp, id: String, in state: IdentityState
    ) throws(AWSError) -> Caller {
        guard let claim = try claim(of: request) else { throw SignatureFailure.unsigned.queryServiceError }
        let credential = try authenticate(claim, of: request, at: now, rules: .standard(service), in: state)
        let facts = request.facts(id: id, now: now, region: claim.scope.region)
        return try Caller(credential, request: facts, in: state)
    }

    /// The credential that a claim names, and its secret key; nothing is verified yet but its token.
    func credential(
        of claim: SignatureClaim, at now: Timestamp, in state: IdentityState
    ) throws(AWSError) -> (Credential, SecretKey) {
        try credential(of: claim.accessKeyID, token: claim.securityToken, at: now, in: state)
    }

    /// The credential of an access key, with the token that came beside it, and its secret key.
    func credential(
        of accessKeyID: AccessKeyID, token: String?, at now: Timestamp, in state: IdentityState
    ) throws(AWSError) -> (Credential, SecretKey) {
        if let token {
            let session: Session
            do {
                session = try SealedSession.open(token, with: keyRing)
            } catch {
                throw error.awsError
            }
            try session.requireCurrent(at: now, presentedWith: accessKeyID)
            return (.temporary(session), session.secret)
        }
        guard let (account, key) = state.accessKey(accessKeyID), key.status == .active else {
            throw .invalidClientTokenID
        }
        return (.longTerm(key.id, key.owner, account), key.secret)
    }
}

/// The signing keys of access keys in use; forgets everything when it is full.
///
/// Deriving one takes four HMACs, and it stays the same for a day.
final class SigningKeyMemo: Sendable {
    private struct Slot: Hashable {
        let accessKeyID: AccessKeyID
        let scope: CredentialScope
    }
    private struct Entry {
        let secret: SecretKey
        let key: SigningKey
    }
    private let entries = Mutex<[Slot: Entry]>([:])
    private static let capacity = 10_000

    func key(of id: AccessKeyID, _ secret: SecretKey, scope: CredentialScope) -> SigningKey {
        let slot = Slot(accessKeyID: id, scope: scope)
        if let known = entries.withLock({ $0[slot] }), known.secret == secret { return known.key }
        let key = SigningKey(secret: secret, scope: scope)
        entries.withLock { entries in
            if entries.count >= SigningKeyMemo.capacity { entries.removeAll(keepingCapacity: true) }
            entries[slot] = Entry(secret: secret, key: key)
        }
        return key
    }
}
