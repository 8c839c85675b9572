import AWSTypes

/// A new account as whoever asked for it needs it: with the root user's key.
package struct NewAccount: Sendable {
    /// The account.
    package let account: Account
    /// The root user's access key.
    package let rootKey: AccessKey
}

extension Draft {
    /// Makes an account whose root user has an access key.
    ///
    /// - Throws: `EntityAlreadyExists` where the number or the key is in use.
    package mutating func makeAccount(
        id: AccountID?, email: String?, rootKey given: (id: AccessKeyID, secret: SecretKey)?,
        isOperator: Bool = false
    ) throws(AWSError) -> NewAccount {
        let id = id ?? newAccountID()
        if state[id] != nil {
            throw .alreadyExists("The account \(id) already exists.")
        }
        if let given, state.accessKey(given.id) != nil {
            throw .alreadyExists("The access key \(given.id) already exists.")
        }
        let account = Account(id: id, created: now, email: email, isOperator: isOperator)
        put(.account(account), in: id)
        let key =
            given.map { AccessKey(id: $0.id, secret: $0.secret, owner: .root, created: now) }
            ?? newAccessKey(of: .root, in: id)
        put(.accessKey(key), in: id)
        return NewAccount(account: account, rootKey: key)
    }
}

extension AWSError {
    /// A name or a number is taken.
    package static func alreadyExists(_ message: String) -> AWSError {
        AWSError("EntityAlreadyExists", status: 409, message)
    }
}
