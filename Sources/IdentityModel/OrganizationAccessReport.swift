import AWSTypes

/// Which services the accounts of a part of an organization can use as far as service control policies go, and when
/// they last used them.
package struct OrganizationAccessReport: Sendable, Equatable, Codable {
    /// The services, ordered by namespace.
    package let services: [Service]
    /// Why there is no report; nil: there is one.
    package let failure: Failure?

    /// A report.
    package init(services: [Service]) {
        self.services = services
        failure = nil
    }

    /// No report, for a reason.
    package init(failure: Failure) {
        services = []
        self.failure = failure
    }

    /// Why there is no report.
    package struct Failure: Error, Sendable, Equatable, Codable {
        /// The reason in a word.
        package let code: String
        /// The reason.
        package let message: String

        /// Gives a reason.
        package init(code: String, message: String) {
            self.code = code
            self.message = message
        }
    }

    /// One service.
    package struct Service: Sendable, Equatable, Codable {
        /// Its namespace, such as `s3`.
        package let namespace: String
        /// How many of the accounts used it.
        package let accounts: Int
        /// The last use; nil: there was none.
        package let last: Use?

        /// Makes an entry.
        package init(namespace: String, accounts: Int, last: Use?) {
            self.namespace = namespace
            self.accounts = accounts
            self.last = last
        }
    }

    /// An account's last use of a service.
    package struct Use: Sendable, Equatable, Codable {
        /// Where in the organization the account is: `o-…/r-…/ou-…/123456789012`.
        package let entityPath: String
        /// When and in which region.
        package let access: AccessRecord.Access

        /// Makes a use.
        package init(entityPath: String, access: AccessRecord.Access) {
            self.entityPath = entityPath
            self.access = access
        }
    }
}
