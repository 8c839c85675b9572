import AWSTypes
import HashTreeCollections

/// Something that was made or done on request, and that the account may ask for later by its id.
package struct Report: Sendable, Equatable, Codable {
    /// The id that clients ask with.
    package let id: String
    /// When it was made.
    package let created: Timestamp
    /// What it says.
    package let content: Content

    /// Makes a report.
    package init(id: String, created: Timestamp, content: Content) {
        self.id = id
        self.created = created
        self.content = content
    }

    /// The kinds of report.
    package enum Content: Sendable, Equatable, Codable {
        /// The account's credential report, as CSV.
        case credentials(String)
        /// The deletion of a service-linked role, which is done.
        case roleDeletion(RoleName)
        /// Which services an entity can use, and when it last did.
        case serviceAccess(ServiceAccessReport)
        /// Which services a part of an organization can use, and when it last did.
        case organizationAccess(OrganizationAccessReport)
    }

    /// The id of the one credential report that an account has.
    package static let credentialReportID = "credential-report"
    /// How long a report is kept, in seconds: a week.
    package static let lifetime: Int64 = 7 * 24 * 3600
    /// How many reports an account keeps at the most.
    package static let limit = 1000
}

/// Which services an entity's policies let it use, and when it last used them.
package struct ServiceAccessReport: Sendable, Equatable, Codable {
    /// The unique id of whoever asked for it; nobody else may read it.
    package let requester: String
    /// Whether single actions are told too.
    package let hasActions: Bool
    /// The users and roles that the report is about.
    package let principals: [AccessRecord.Principal]
    /// The services, ordered by namespace.
    package let services: [Service]

    /// Makes a report.
    package init(requester: String, hasActions: Bool, principals: [AccessRecord.Principal], services: [Service]) {
        self.requester = requester
        self.hasActions = hasActions
        self.principals = principals
        self.services = services
    }

    /// One service.
    package struct Service: Sendable, Equatable, Codable {
        /// Its namespace, such as `s3`.
        package let namespace: String
        /// Who of the report's principals used it, and when, the latest first.
        package let uses: [Use]
        /// The actions that are tracked, ordered by name.
        package let actions: [Action]

        /// Makes an entry.
        package init(namespace: String, uses: [Use], actions: [Action]) {
            self.namespace = namespace
            self.uses = uses
            self.actions = actions
        }
    }

    /// Somebody's last use of something.
    package struct Use: Sendable, Equatable, Codable {
        /// Whose.
        package let principal: AccessRecord.Principal
        /// When and where.
        package let access: AccessRecord.Access

        /// Makes a use.
        package init(principal: AccessRecord.Principal, access: AccessRecord.Access) {
            self.principal = principal
            self.access = access
        }
    }

    /// An action, and its last use, if there was one.
    package struct Action: Sendable, Equatable, Codable {
        /// Its name, without the namespace.
        package let name: String
        /// Who used it last, and when.
        package let use: Use?

        /// Makes an entry.
        package init(name: String, use: Use?) {
            self.name = name
            self.use = use
        }
    }
}

extension Draft {
    /// Keeps a report, and lets go of those that are too old or too many.
    package mutating func addReport(_ report: Report, to account: AccountID) {
        let kept = state[account]?.reports.values.filter { $0.id != report.id } ?? []
        let old = kept.filter { now - $0.created > Report.lifetime }
        let surplus = kept.count - old.count + 1 - Report.limit
        let oldest = surplus > 0 ? kept.sorted { $0.created < $1.created }.dropFirst(old.count).prefix(surplus) : []
        for report in old + oldest { remove(.report(report.id), from: account) }
        put(.report(report), in: account)
    }
}
