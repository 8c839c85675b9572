import AWSTypes
import IdentityModel
import Operations

/// Whom an operation without a user name is about: the caller.
enum UserTarget: Sendable {
    /// The user of that name.
    case named(UserName)
    /// The user who calls; with root credentials, the root user.
    case caller

    /// The owner of keys that is meant.
    func owner(for caller: Caller, in account: AccountState) throws(AWSError) -> KeyOwner {
        switch (self, caller.identity) {
        case (.named(let name), _): .user(try account.user(name).id)
        case (.caller, .user(let user)): .user(user.id)
        case (.caller, .root): .root
        case (.caller, _): throw .userNameNeeded
        }
    }

    /// The resource to authorise on.
    func resource(for caller: Caller) -> IAMResource {
        switch (self, caller.identity) {
        case (.named(let name), _): .user(name)
        case (.caller, .user(let user)): .user(user.name)
        case (.caller, _): .root
        }
    }
}
