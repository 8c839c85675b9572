import AWSProtocols
import AWSTypes
import IdentityModel
import Operations
import PolicyEngine
import PolicyLanguage

/// Reports which services a part of the organization could use, and when it last did.
///
/// The report is whole when the answer arrives. What is wrong with what was asked for stands in it, as with AWS.
struct GenerateOrganizationsAccessReport: WriteOperation {
    static let readsAccessRecords = true

    let entityPath: String
    let policyID: String?

    init(from input: WireInput) {
        entityPath = input.requireText("EntityPath", entityPathConstraint)
        policyID = input.text("OrganizationsPolicyId", organizationsPolicyIDConstraint)
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(
            on: .path("access-report/\(entityPath)"), by: caller, in: state,
            with: policyID.map { [(ContextKey("iam:OrganizationsPolicyId"), .string($0))] } ?? [])
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) -> String {
        let report: OrganizationAccessReport
        do {
            let subject = try OrganizationAccessSubject(entityPath, policyID, for: caller.accountID, in: draft.state)
            report = subject.report(in: draft.state)
        } catch {
            report = OrganizationAccessReport(failure: error)
        }
        let job = draft.newUUID()
        draft.addReport(Report(id: job, created: draft.now, content: .organizationAccess(report)), to: caller.accountID)
        return job
    }

    static func encode(_ job: String, to writer: inout WireWriter) { writer.field("JobId", job) }
}

/// Shows a report.
struct GetOrganizationsAccessReport: ReadOperation {
    let job: String
    let order: SortKey
    let page: PageRequest

    /// What the services are ordered by.
    enum SortKey: String, CaseIterable, Sendable {
        case namespaceAscending = "SERVICE_NAMESPACE_ASCENDING"
        case namespaceDescending = "SERVICE_NAMESPACE_DESCENDING"
        case timeAscending = "LAST_AUTHENTICATED_TIME_ASCENDING"
        case timeDescending = "LAST_AUTHENTICATED_TIME_DESCENDING"
    }

    init(from input: WireInput) {
        job = input.requireText("JobId", jobIDConstraint)
        order = input.choice("SortKey") ?? .namespaceAscending
        page = PageRequest(from: input, of: Self.self)
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: .any, by: caller, in: state)
    }

    func run(by caller: Caller, in state: IdentityState) throws(AWSError) -> Output {
        guard let report = state.account(of: caller).report(job), case .organizationAccess(let content) = report.content
        else { throw .noSuchEntity("The job with id \(job) cannot be found.") }
        let rows = ordered(content.services).enumerated().map { Row(place: $0.offset, service: $0.element) }
        return Output(created: report.created, report: content, page: Page(of: rows, by: \.key, page))
    }

    /// The services in the order that was asked for; those that nobody used come last.
    private func ordered(_ services: [OrganizationAccessReport.Service]) -> [OrganizationAccessReport.Service] {
        func later(_ one: OrganizationAccessReport.Service, _ other: OrganizationAccessReport.Service) -> Bool {
            switch (one.last?.access.date, other.last?.access.date) {
            case (let date?, let otherDate?) where date != otherDate:
                order == .timeDescending ? date > otherDate : date < otherDate
            case (_?, nil): true
            case (nil, _?): false
            case (_?, _?), (nil, nil): one.namespace < other.namespace
            }
        }
        return switch order {
        case .namespaceAscending: services
        case .namespaceDescending: services.reversed()
        case .timeAscending, .timeDescending: services.sorted(by: later)
        }
    }

    struct Output: Sendable {
        let created: Timestamp
        let report: OrganizationAccessReport
        let page: Page<Row>
    }

    /// A service of the list; the report does not change, so places do for an order.
    struct Row: Sendable {
        let place: Int
        let service: OrganizationAccessReport.Service

        var key: String {
            let digits = String(place)
            return String(repeating: "0", count: max(0, 10 - digits.utf8.count)) + digits
        }
    }

    static func encode(_ output: Output, to writer: inout WireWriter) {
        let services = output.report.services
        writer.field("JobStatus", output.report.failure == nil ? "COMPLETED" : "FAILED")
        writer.field("JobCreationDate", output.created)
        writer.field("JobCompletionDate", output.created)
        if let failure = output.report.failure {
            writer.structure("ErrorDetails") { writer in
                writer.field("Message", failure.message)
                writer.field("Code", failure.code)
            }
        } else {
            writer.field("NumberOfServicesAccessible", services.count)
            writer.field("NumberOfServicesNotAccessed", services.count { $0.last == nil })
        }
        writer.list("AccessDetails", output.page.elements) { writer, row in
            let last = row.service.last
            writer.field("ServiceName", ServiceNames.name(of: row.service.namespace))
            writer.field("ServiceNamespace", row.service.namespace)
            writer.field("Region", last?.access.region)
            writer.field("EntityPath", last?.entityPath)
            writer.field("LastAuthenticatedTime", last?.access.date)
            writer.field("TotalAuthenticatedEntities", row.service.accounts)
        }
        output.page.encodeMarker(to: &writer)
    }
}

/// A part of an organization, and the service control policies that say what it could use.
struct OrganizationAccessSubject {
    private let organization: OrganizationState
    private let accounts: [MemberAccount]
    /// What has to let a service through, each; empty: nothing has to.
    private let reaches: [ServiceReach]

    /// Finds what a path names, in words of the report where it can't.
    init(
        _ path: String, _ policyID: String?, for account: AccountID, in state: IdentityState
    ) throws(OrganizationAccessReport.Failure) {
        guard let (management, organization) = state.organization(of: account), management == account,
            let itself = organization.organization
        else { throw .notManagement }
        guard itself.enabledPolicyTypes.contains(.serviceControl) else { throw .notEnabled }
        self.organization = organization
        let target = try OrganizationAccessSubject.target(of: path, in: organization)
        if target == .account(management) {
            accounts = organization.accounts[management].map { [$0] } ?? []
            reaches = []
            return
        }
        let below = OrganizationAccessSubject.accounts(below: target, in: organization).filter { $0.id != management }
        guard let policyID else {
            accounts = below
            reaches = OrganizationAccessSubject.levels(to: target, in: organization).map { level in
                ServiceReach(OrganizationAccessSubject.serviceControl(on: level, in: organization))
            }
            return
        }
        guard let policy = OrganizationPolicyID(policyID).flatMap(organization.policy),
            policy.type == .serviceControl, let document = try? PolicyDocument(parsing: policy.document.text)
        else { throw .noSuchPolicy(policyID) }
        accounts = below.filter { member in
            OrganizationAccessSubject.levels(to: .account(member.id), in: organization).contains { level in
                organization.attachedPolicies(of: level)?.contains(policy.id) == true
            }
        }
        reaches = [ServiceReach([document])]
    }

    /// Which services can be used, and when they were.
    func report(in state: IdentityState) -> OrganizationAccessReport {
        let namespaces = ServiceNames.namespaces.filter { namespace in
            reaches.allSatisfy { $0.allows(service: namespace) }
        }
        var uses: [String: [OrganizationAccessReport.Use]] = [:]
        for member in accounts {
            let place = "\(organization.path(to: member.parent) ?? "")\(member.id)"
            for (namespace, access) in state[member.id]?.lastAccesses ?? [:] {
                uses[namespace, default: []].append(.init(entityPath: place, access: access))
            }
        }
        return OrganizationAccessReport(
            services: namespaces.sorted().map { namespace in
                let last = uses[namespace]?.max {
                    ($0.access.date, $0.entityPath) < ($1.access.date, $1.entityPath)
                }
                return .init(namespace: namespace, accounts: uses[namespace]?.count ?? 0, last: last)
            })
    }

    /// What a path names: it has to be the whole way from the organization on.
    private static func target(
        of path: String, in organization: OrganizationState
    ) throws(OrganizationAccessReport.Failure) -> OrganizationTarget {
        let plain = path.hasSuffix("/") ? String(path.dropLast()) : path
        for target in organization.targets {
            let place: String? =
                switch target {
                case .root: organization.path(to: .root)
                case .unit(let id): organization.path(to: .unit(id))
                case .account(let id):
                    organization.accounts[id].flatMap { organization.path(to: $0.parent) }.map { "\($0)\(id)/" }
                }
            if place == "\(plain)/" { return target }
        }
        throw .noSuchEntity(path)
    }

    private static func accounts(
        below target: OrganizationTarget, in organization: OrganizationState
    ) -> [MemberAccount] {
        organization.accounts.all.filter { member in
            levels(to: .account(member.id), in: organization).contains(target)
        }
    }

    /// The targets from the root down to one, itself included.
    private static func levels(
        to target: OrganizationTarget, in organization: OrganizationState
    ) -> [OrganizationTarget] {
        switch target {
        case .root: return [.root]
        case .unit(let id): return [.root] + (organization.way(to: .unit(id)) ?? []).map { .unit($0.id) }
        case .account(let id):
            guard let member = organization.accounts[id] else { return [] }
            return [.root] + (organization.way(to: member.parent) ?? []).map { .unit($0.id) } + [target]
        }
    }

    private static func serviceControl(
        on target: OrganizationTarget, in organization: OrganizationState
    ) -> [PolicyDocument] {
        (organization.attachedPolicies(of: target) ?? []).compactMap(organization.policy)
            .filter { $0.type == .serviceControl }.compactMap { try? PolicyDocument(parsing: $0.document.text) }
    }
}

extension OrganizationAccessReport.Failure {
    fileprivate static let notManagement = Self(
        code: "AccessDenied",
        message: "The account making the request is not the management account of an organization.")
    fileprivate static let notEnabled = Self(
        code: "InvalidInput", message: "Service control policies are not enabled in the organization.")
    fileprivate static func noSuchEntity(_ path: String) -> Self {
        Self(code: "NoSuchEntity", message: "The entity path \(path) cannot be found in the organization.")
    }
    fileprivate static func noSuchPolicy(_ id: String) -> Self {
        Self(code: "NoSuchEntity", message: "The service control policy \(id) cannot be found.")
    }
}

private let entityPathConstraint = TextConstraint(
    19...427,
    TextPattern("^o-[0-9a-z]{10,32}\\/r-[0-9a-z]{4,32}[0-9a-z-\\/]*") { text in
        (try? /o-[0-9a-z]{10,32}\/r-[0-9a-z]{4,32}[0-9a-z\-\/]*/.wholeMatch(in: text)) != nil
    })
private let organizationsPolicyIDConstraint = TextConstraint(
    0...Int.max,
    TextPattern("^p-[0-9a-zA-Z_]{8,128}$") { text in
        (try? /p-[0-9a-zA-Z_]{8,128}/.wholeMatch(in: text)) != nil
    })
