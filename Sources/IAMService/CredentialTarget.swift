import AWSTypes
import IdentityModel
import Operations

/// Whose MFA device or password is meant.
///
/// AWS's API has no word for the root user where it wants a user's name. The account's number stands for it here,
/// as it does in `aws:userid`, for callers who are the root user and have no user of that name.
enum CredentialTarget: Sendable {
    /// The user of that name, or the root user.
    case named(UserName)
    /// The user who calls; with root credentials, the root user.
    case caller

    init(_ name: UserName?) { self = name.map(CredentialTarget.named) ?? .caller }

    /// The same in the words of other operations.
    private func target(for caller: Caller, in account: AccountState) -> UserTarget {
        switch (self, caller.identity) {
        case (.named(let name), .root) where name.text == account.id.description && account.users[name] == nil: .caller
        case (.named(let name), _): .named(name)
        case (.caller, _): .caller
        }
    }

    /// Whose it is, or is to be.
    func owner(for caller: Caller, in account: AccountState) throws(AWSError) -> KeyOwner {
        try target(for: caller, in: account).owner(for: caller, in: account)
    }

    /// The resource to authorise on.
    func resource(for caller: Caller, in state: IdentityState) -> IAMResource {
        target(for: caller, in: state.account(of: caller)).resource(for: caller)
    }
}
