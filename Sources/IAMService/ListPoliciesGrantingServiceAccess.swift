import AWSProtocols
import AWSTypes
import IdentityModel
import Operations

/// Lists the policies by which a user, group or role can use services, service by service.
struct ListPoliciesGrantingServiceAccess: ReadOperation {
    let arn: ARN
    let namespaces: [String]
    let page: PageRequest

    init(from input: WireInput) {
        arn = input.requireARN("Arn")
        namespaces = input.requireList("ServiceNamespaces", count: 1...200) {
            $0.requireText("", serviceNamespaceConstraint)
        }
        page = PageRequest(from: input, of: Self.self)
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: AccessSubject.resource(arn), by: caller, in: state)
    }

    func run(by caller: Caller, in state: IdentityState) throws(AWSError) -> Page<Entry> {
        let subject = try AccessSubject(arn, for: caller, in: state)
        if case .policy = subject { throw .invalidARN(arn.description) }
        let policies = subject.policies(in: state, state.account(of: caller)).map { ($0, ServiceReach([$0.document])) }
        let entries = Set(namespaces).sorted().map { namespace in
            let granting = policies.filter { $0.1.allows(service: namespace) }.map(\.0)
            return Entry(
                namespace: namespace, partition: caller.partition,
                policies: granting.sorted { ($0.name, $0.order) < ($1.name, $1.order) })
        }
        return Page(of: entries, by: \.namespace, page)
    }

    struct Entry: Sendable {
        let namespace: String
        let partition: Partition
        let policies: [GrantingPolicy]
    }

    static func encode(_ page: Page<Entry>, to writer: inout WireWriter) {
        writer.list("PoliciesGrantingServiceAccess", page.elements) { writer, entry in
            writer.field("ServiceNamespace", entry.namespace)
            writer.list("Policies", entry.policies) { writer, policy in
                writer.field("PolicyName", policy.name)
                switch policy.place {
                case .managed(let managed):
                    writer.field("PolicyType", "MANAGED")
                    writer.field("PolicyArn", managed.arn(in: entry.partition))
                case .inline(let kind, let name):
                    writer.field("PolicyType", "INLINE")
                    writer.field("EntityType", kind.uppercased())
                    writer.field("EntityName", name)
                }
            }
        }
        page.encodeMarker(to: &writer)
    }
}

extension GrantingPolicy {
    /// Orders policies of one name.
    fileprivate var order: String {
        switch place {
        case .managed(let policy): policy.path.text
        case .inline(let kind, let name): "\(kind) \(name)"
        }
    }
}
