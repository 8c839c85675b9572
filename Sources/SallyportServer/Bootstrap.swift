import AWSTypes
import IdentityModel
import IdentityStore

/// The first account: made at the first start, and in development at each one.
enum Bootstrap {
    /// What to tell whoever started the server.
    struct Outcome: Sendable {
        /// The operator's account.
        let account: AccountID
        /// The root key, where it was made just now.
        let madeKey: AccessKey?
    }

    /// Makes sure that there is an account to begin with.
    static func run(_ options: ServerOptions, in store: StateStore, at now: Timestamp) async throws -> Outcome {
        let state = store.snapshot
        let existing = state.allAccounts.first { $0.account.isOperator }?.id
        if let existing, !options.isDevelopment { return Outcome(account: existing, madeKey: nil) }
        if let existing, options.accountID ?? existing == existing, options.rootKey == nil {
            return Outcome(account: existing, madeKey: nil)
        }
        return try await store.write(at: now) { draft throws(AWSError) in
            if let id = options.accountID ?? existing, draft.state[id] != nil {
                return Outcome(account: id, madeKey: try replaceRootKey(of: id, options, in: &draft))
            }
            let made = try draft.makeAccount(
                id: options.accountID, email: nil, rootKey: options.rootKey, isOperator: existing == nil)
            return Outcome(account: made.account.id, madeKey: options.rootKey == nil ? made.rootKey : nil)
        }
    }

    /// Gives an account's root user the key that development asks for.
    private static func replaceRootKey(
        of account: AccountID, _ options: ServerOptions, in draft: inout Draft
    ) throws(AWSError) -> AccessKey? {
        guard let (id, secret) = options.rootKey else { return nil }
        if let (holder, key) = draft.state.accessKey(id) {
            guard holder == account, key.owner == .root else {
                throw .alreadyExists("The access key \(id) already exists.")
            }
            if key.secret == secret, key.status == .active { return nil }
            draft.remove(.accessKey(id), from: account)
        }
        draft.put(.accessKey(AccessKey(id: id, secret: secret, owner: .root, created: draft.now)), in: account)
        return nil
    }
}
