import AWSProtocols
import AWSTypes
import IdentityModel
import Operations
import PolicyLanguage

/// Reports which services an entity could use, and when it last did.
///
/// The report is whole when the answer arrives.
struct GenerateServiceLastAccessedDetails: WriteOperation {
    static let readsAccessRecords = true

    let arn: ARN
    let granularity: Granularity

    /// How much is told.
    enum Granularity: String, CaseIterable {
        case service = "SERVICE_LEVEL"
        case action = "ACTION_LEVEL"
    }

    init(from input: WireInput) {
        arn = input.requireARN("Arn")
        granularity = input.choice("Granularity") ?? .service
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: AccessSubject.resource(arn), by: caller, in: state)
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) -> String {
        let account = draft.account(of: caller)
        let subject = try AccessSubject(arn, for: caller, in: draft.state)
        let reach = ServiceReach(subject.policies(in: draft.state, account).map(\.document))
        let principals = subject.principals(in: account)
        let records = principals.compactMap { account.accessRecord(of: $0) }
        let services = reach.namespaces.map { namespace in
            let uses = records.compactMap { record in
                record.services[namespace].map { ServiceAccessReport.Use(principal: record.principal, access: $0.last) }
            }
            return ServiceAccessReport.Service(
                namespace: namespace, uses: uses.sorted { $0.isLater(than: $1) },
                actions: granularity == .action ? actions(of: namespace, reach, records) : [])
        }
        let report = ServiceAccessReport(
            requester: caller.userID, hasActions: granularity == .action, principals: principals, services: services)
        let job = draft.newUUID()
        draft.addReport(
            Report(id: job, created: draft.now, content: .serviceAccess(report)), to: account.id)
        return job
    }

    /// The actions of a service that are tracked: IAM's own, and of others those that somebody used.
    private func actions(
        of namespace: String, _ reach: ServiceReach, _ records: [AccessRecord]
    ) -> [ServiceAccessReport.Action] {
        var uses: [String: ServiceAccessReport.Use] = [:]
        for record in records {
            for (name, access) in record.services[namespace]?.actions ?? [:] {
                let use = ServiceAccessReport.Use(principal: record.principal, access: access)
                if uses[name].map({ use.isLater(than: $0) }) ?? true { uses[name] = use }
            }
        }
        let names = Set(uses.keys).union(namespace == "iam" ? IAMService.definition.operationNames : [])
        return names.filter { reach.allows(action: "\(namespace):\($0)") }.sorted()
            .map { ServiceAccessReport.Action(name: $0, use: uses[$0]) }
    }

    static func encode(_ job: String, to writer: inout WireWriter) { writer.field("JobId", job) }
}

/// Shows the services of a report, ordered by namespace.
struct GetServiceLastAccessedDetails: ReadOperation {
    let job: String
    let page: PageRequest

    init(from input: WireInput) {
        job = input.requireText("JobId", jobIDConstraint)
        page = PageRequest(from: input, of: Self.self)
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: .any, by: caller, in: state)
    }

    func run(by caller: Caller, in state: IdentityState) throws(AWSError) -> Output {
        let account = state.account(of: caller)
        let (created, report) = try account.serviceAccess(job, for: caller)
        var entities: [AccessRecord.Principal: AccessEntity] = [:]
        for principal in report.principals { entities[principal] = AccessEntity(principal, caller, account) }
        return Output(
            created: created, hasActions: report.hasActions, entities: entities,
            page: Page(of: report.services, by: \.namespace, page))
    }

    struct Output: Sendable {
        let created: Timestamp
        let hasActions: Bool
        let entities: [AccessRecord.Principal: AccessEntity]
        let page: Page<ServiceAccessReport.Service>
    }

    static func encode(_ output: Output, to writer: inout WireWriter) {
        writer.field("JobStatus", "COMPLETED")
        writer.field("JobType", output.hasActions ? "ACTION_LEVEL" : "SERVICE_LEVEL")
        writer.field("JobCreationDate", output.created)
        writer.field("JobCompletionDate", output.created)
        writer.list("ServicesLastAccessed", output.page.elements) { writer, service in
            let last = service.uses.first
            writer.field("ServiceName", ServiceNames.name(of: service.namespace))
            writer.field("ServiceNamespace", service.namespace)
            writer.field("LastAuthenticated", last?.access.date)
            writer.field("LastAuthenticatedEntity", last.flatMap { output.entities[$0.principal]?.arn })
            writer.field("LastAuthenticatedRegion", last?.access.region)
            writer.field("TotalAuthenticatedEntities", service.uses.count)
            if service.actions.isEmpty { return }
            writer.list("TrackedActionsLastAccessed", service.actions) { writer, action in
                writer.field("ActionName", action.name)
                writer.field("LastAccessedEntity", action.use.flatMap { output.entities[$0.principal]?.arn })
                writer.field("LastAccessedTime", action.use?.access.date)
                writer.field("LastAccessedRegion", action.use?.access.region)
            }
        }
        output.page.encodeMarker(to: &writer)
    }
}

/// Shows who could use one service of a report, the latest user first.
struct GetServiceLastAccessedDetailsWithEntities: ReadOperation {
    let job: String
    let namespace: String
    let page: PageRequest

    init(from input: WireInput) {
        job = input.requireText("JobId", jobIDConstraint)
        namespace = input.requireText("ServiceNamespace", serviceNamespaceConstraint)
        page = PageRequest(from: input, of: Self.self)
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: .any, by: caller, in: state)
    }

    func run(by caller: Caller, in state: IdentityState) throws(AWSError) -> Output {
        let account = state.account(of: caller)
        let (created, report) = try account.serviceAccess(job, for: caller)
        guard let service = report.services.first(where: { $0.namespace == namespace }) else {
            throw .noSuchEntity("The service namespace \(namespace) cannot be found in the report.")
        }
        let used = Set(service.uses.map(\.principal))
        let uses: [(AccessRecord.Principal, AccessRecord.Access?)] =
            service.uses.map { ($0.principal, $0.access) }
            + report.principals.filter { !used.contains($0) }.map { ($0, nil) }
        let entities = uses.enumerated().compactMap { place, use in
            AccessEntity(use.0, caller, account).map { Row(place: place, entity: $0, access: use.1) }
        }
        return Output(created: created, page: Page(of: entities, by: \.key, page))
    }

    struct Output: Sendable {
        let created: Timestamp
        let page: Page<Row>
    }

    /// An entity of the list.
    struct Row: Sendable {
        let place: Int
        let entity: AccessEntity
        let access: AccessRecord.Access?

        /// The report does not change, so places do for an order.
        var key: String {
            let digits = String(place)
            return String(repeating: "0", count: max(0, 10 - digits.utf8.count)) + digits
        }
    }

    static func encode(_ output: Output, to writer: inout WireWriter) {
        writer.field("JobStatus", "COMPLETED")
        writer.field("JobCreationDate", output.created)
        writer.field("JobCompletionDate", output.created)
        writer.list("EntityDetailsList", output.page.elements) { writer, row in
            writer.structure("EntityInfo", row.entity.encode)
            writer.field("LastAuthenticated", row.access?.date)
        }
        output.page.encodeMarker(to: &writer)
    }
}

/// A user or role as reports on access show it.
struct AccessEntity: Sendable {
    let arn: ARN
    private let name: String
    private let type: String
    private let id: String
    private let path: IAMPath

    /// Nil where it is there no more.
    init?(_ principal: AccessRecord.Principal, _ caller: Caller, _ account: AccountState) {
        switch principal {
        case .user(let id):
            guard let user = account.users[id] else { return nil }
            (arn, name, path) = (user.arn(in: account.id, caller.partition), user.name.text, user.path)
            type = "USER"
        case .role(let id):
            guard let role = account.roles[id] else { return nil }
            (arn, name, path) = (role.arn(in: account.id, caller.partition), role.name.text, role.path)
            type = "ROLE"
        }
        id = principal.id
    }

    func encode(to writer: inout WireWriter) {
        writer.field("Arn", arn)
        writer.field("Name", name)
        writer.field("Type", type)
        writer.field("Id", id)
        writer.field("Path", path.text)
    }
}

/// A job's id: a UUID.
let jobIDConstraint = TextConstraint(36...36)
/// A service's namespace.
let serviceNamespaceConstraint = TextConstraint(
    1...64, TextPattern("[\\w-]*", of: ASCIISet.word.union("-")))

extension AccountState {
    /// A report on access, where the caller asked for it.
    ///
    /// AWS: only the same user, or the same session of a role, may read it. Source: IAM API Reference,
    /// GenerateServiceLastAccessedDetails.
    fileprivate func serviceAccess(
        _ job: String, for caller: Caller
    ) throws(AWSError) -> (Timestamp, ServiceAccessReport) {
        guard let report = report(job), case .serviceAccess(let content) = report.content,
            content.requester == caller.userID
        else { throw .noSuchEntity("The job with id \(job) cannot be found.") }
        return (report.created, content)
    }
}

extension ServiceAccessReport.Use {
    /// Later uses come first; of two at once, the one with the lesser id.
    fileprivate func isLater(than other: Self) -> Bool {
        (other.access.date, principal.id) < (access.date, other.principal.id)
    }
}
