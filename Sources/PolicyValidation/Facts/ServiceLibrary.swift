import Synchronization

/// A catalogue that keeps the services it has read, for all who ask.
final class ServiceLibrary: Sendable {
    let catalog: ServiceCatalog
    private let read = Mutex<[String: ServiceFacts]>([:])
    private let forms = Mutex<[String: [ResourceForm]]>([:])

    init(_ catalog: ServiceCatalog) { self.catalog = catalog }

    /// A service by the prefix of its actions, in lower case.
    func service(_ prefix: String) -> ServiceFacts? {
        if let known = read.withLock({ $0[prefix] }) { return known }
        guard let facts = catalog.service(prefix) else { return nil }
        read.withLock { $0[prefix] = facts }
        return facts
    }

    /// The forms of ARNs that name a service, of all services that have resources there.
    func forms(ofNamespace name: String) -> [ResourceForm] {
        if let known = forms.withLock({ $0[name] }) { return known }
        var found: [ResourceForm] = []
        // Forms without a service of their own, such as those of recovery points, fit every service.
        for prefix in catalog.services(ofNamespace: name) + ["backup"] {
            guard let facts = service(prefix) else { continue }
            for (place, resource) in facts.resources.enumerated() {
                for arn in resource.arns {
                    let form = ResourceForm(arn, service: prefix, place: place)
                    if form.namespace.matches(name) { found.append(form) }
                }
            }
        }
        forms.withLock { $0[name] = found }
        return found
    }

    /// A condition key of a service, by its name in lower case, wherever it is declared.
    func key(_ name: String, of prefix: String, near services: [String]) -> ConditionKeyFacts? {
        for candidate in [prefix] + services + catalog.services(declaringKeysOf: prefix) {
            if let facts = service(candidate), let place = facts.places(ofKey: name).first { return facts.keys[place] }
        }
        return nil
    }
}

/// The form of a type's ARNs, ready to be compared with what policies say.
struct ResourceForm: Sendable {
    /// The prefix of the service that has the type.
    let service: String
    /// The type's place in that service.
    let place: Int
    /// The form as AWS writes it.
    let text: String
    /// The service that the ARNs name.
    let namespace: Wildcard
    /// The region; `nil` where the field is empty.
    let region: Wildcard?
    /// The account; `nil` where the field is empty.
    let account: Wildcard?
    /// What follows the fifth colon.
    let resource: Wildcard

    init(_ arn: String, service: String, place: Int) {
        self.service = service
        self.place = place
        text = arn
        let fields = arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        func field(_ number: Int) -> Wildcard? {
            fields.count > number && !fields[number].isEmpty ? Wildcard(fields[number], variables: true) : nil
        }
        namespace = field(2) ?? Wildcard("")
        region = field(3)
        account = field(4)
        resource = field(5) ?? Wildcard("")
    }
}
