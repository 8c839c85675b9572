import AWSTypes
import HashTreeCollections

/// When a user or a role last used each service, and each action of it.
package struct AccessRecord: Sendable, Equatable, Codable {
    /// Whose it is.
    package let principal: Principal
    /// The services that were used, by namespace.
    package private(set) var services: [String: Service] = [:]

    /// A record of no use.
    package init(of principal: Principal) { self.principal = principal }

    /// Whose uses are kept.
    package enum Principal: Hashable, Sendable, Codable {
        /// A user's.
        case user(UserID)
        /// A role's.
        case role(RoleID)

        /// The unique id.
        package var id: String {
            switch self {
            case .user(let id): id.text
            case .role(let id): id.text
            }
        }
    }

    /// A service that was used.
    package struct Service: Sendable, Equatable, Codable {
        /// The last use of any action.
        package internal(set) var last: Access
        /// The last use of each action, by name.
        package internal(set) var actions: [String: Access]
    }

    /// A use: when, and in which region.
    package struct Access: Sendable, Equatable, Codable {
        /// When.
        package let date: Timestamp
        /// In which region.
        package let region: String

        /// Makes a use.
        package init(date: Timestamp, region: String) {
            self.date = date
            self.region = region
        }
    }

    /// How many services are kept, and how many actions of each; what was used longest ago goes.
    package static let limit = 1000

    /// Takes a use down; older news than what is known changes nothing.
    package mutating func note(_ access: Access, of action: String, in namespace: String) {
        if services[namespace] == nil, services.count >= AccessRecord.limit {
            let oldest = services.min { ($0.value.last.date, $0.key) < ($1.value.last.date, $1.key) }
            if let oldest { services[oldest.key] = nil }
        }
        var service = services[namespace] ?? Service(last: access, actions: [:])
        if service.actions[action] == nil, service.actions.count >= AccessRecord.limit {
            let oldest = service.actions.min { ($0.value.date, $0.key) < ($1.value.date, $1.key) }
            if let oldest { service.actions[oldest.key] = nil }
        }
        if service.last.date <= access.date { service.last = access }
        if service.actions[action].map({ $0.date <= access.date }) ?? true { service.actions[action] = access }
        services[namespace] = service
    }
}

extension Draft {
    /// Removes a user that nothing hangs on, with the record of its uses.
    package mutating func removeUser(_ id: UserID, from account: AccountID) {
        forgetAccess(of: .user(id), in: account)
        remove(.user(id), from: account)
    }

    /// Removes a role that nothing hangs on, with the record of its uses.
    package mutating func removeRole(_ id: RoleID, from account: AccountID) {
        forgetAccess(of: .role(id), in: account)
        remove(.role(id), from: account)
    }

    private mutating func forgetAccess(of principal: AccessRecord.Principal, in account: AccountID) {
        if state[account]?.accessRecords[principal] != nil { remove(.accessRecord(principal), from: account) }
    }
}
