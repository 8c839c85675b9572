import AWSTypes

/// Whether the ARNs of resources can be ARNs of something.
extension Inspection {
    mutating func checkResources(_ statement: LintedStatement) {
        guard let resources = statement.resources else { return }
        if kind == .trust {
            return report(
                .roleTrustPolicySyntaxErrorResource, at: resources.place,
                problem: "A trust policy is about the role that it belongs to, and names no resource.",
                remedy: "Remove the element.")
        }
        for text in resources.patterns where text.value != "*" { checkResource(text) }
        checkRedundantResources(resources)
    }

    private mutating func checkResource(_ text: LintedText) {
        let fields = text.value.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false).map(String.init)
        guard fields[0] == "arn", fields.count > 1 else {
            return report(
                .invalidARNPrefix, at: text.place, problem: "\"\(text.value)\" is neither an ARN nor \"*\".",
                remedy: "Write arn:partition:service:region:account:resource.")
        }
        guard fields.count == 6, !fields[2].isEmpty else {
            return report(
                .missingARNField, at: text.place, problem: "The ARN has not all of its six fields.",
                remedy: "Write arn:partition:service:region:account:resource.")
        }
        if fields[..<5].contains(where: { $0.contains("${") }) { return }
        checkPartition(fields[1], at: text.place)
        let service = fields[2]
        if service.utf8.contains(where: ASCIISet.uppercase.contains) {
            return report(
                .invalidARNServiceCase, at: text.place,
                problem: "The ARN's service \"\(service)\" has capital letters.",
                remedy: "Write \"\(service.lowercased())\".")
        }
        guard Wildcard(service).isLiteral else {
            return report(
                .wildcardInServiceName, at: text.place, problem: "The ARN's service \"\(service)\" has a wildcard.",
                remedy: "Name the services, each in an ARN of its own.")
        }
        guard library.catalog.hasNamespace(service) else {
            let near = NearestName.of(service, among: library.catalog.namespaceNames)
            return report(
                .invalidService, at: text.place, problem: "There is no service \"\(service)\".",
                remedy: near.map { "Did you mean \"\($0)\"?" } ?? "Write the service's name, such as s3.")
        }
        if kind == .bucket, service != "s3" {
            return report(
                .unsupportedResourceARNInPolicy, at: text.place,
                problem: "A bucket's policy can't be about a resource of \(service).",
                remedy: "Name the bucket, or objects in it.")
        }
        checkFields(fields, text)
    }

    private mutating func checkPartition(_ partition: String, at place: Place) {
        guard Wildcard(partition).isLiteral, Partition(rawValue: partition) == nil else { return }
        report(
            .invalidPartition, at: place, problem: "There is no partition \"\(partition)\".",
            remedy: "Write one of \(Partition.all.map(\.rawValue).joined(separator: ", ")).")
    }

    /// Region, account and resource, by the forms that the service's ARNs have.
    private mutating func checkFields(_ fields: [String], _ text: LintedText) {
        let (service, region, account) = (fields[2], fields[3], fields[4])
        let forms = library.forms(ofNamespace: service)
        let resource = Wildcard(fields[5], variables: true)
        var fitting = forms.filter { $0.resource.intersects(resource) }
        if fitting.contains(where: \.namespace.isLiteral) { fitting.removeAll { !$0.namespace.isLiteral } }
        if fitting.isEmpty {
            if forms.isEmpty { return }
            return report(
                .invalidARNResource, at: text.place,
                problem: "No resource of \(service) has an ARN that ends in \"\(fields[5])\".",
                remedy: "Write it as one of: \(Inspection.examples(forms)).")
        }
        checkRegion(region, of: service, fitting, in: fields[1], at: text.place)
        if account.isEmpty {
            if fitting.allSatisfy({ $0.account != nil }), library.service(service)?.hasResourcesOfAWS != true {
                report(
                    .missingARNAccount, at: text.place, problem: "The ARN names no account.",
                    remedy: "Write the account's 12 digits, or *.")
            }
        } else if fitting.allSatisfy({ $0.account == nil }) {
            if account == "*" { return }
            report(
                .arnAccountNotAllowed, at: text.place, problem: "ARNs of such resources of \(service) name no account.",
                remedy: "Leave the account empty.")
        } else if Wildcard(account).isLiteral, AccountID(account) == nil, account != "aws",
            !fitting.contains(where: { $0.account == Wildcard(account) })
        {
            report(
                .invalidARNAccount, at: text.place, problem: "\"\(account)\" is no account.",
                remedy: "Write the account's 12 digits, or *.")
        }
    }

    private mutating func checkRegion(
        _ region: String, of service: String, _ forms: [ResourceForm], in partition: String, at place: Place
    ) {
        if region.isEmpty {
            let isRegional = forms.allSatisfy { $0.region != nil }
            guard isRegional, library.service(service)?.hasGlobalResources != true else { return }
            report(
                .missingARNRegion, at: place, problem: "The ARN names no region.", remedy: "Write the region, or *.")
        } else if forms.allSatisfy({ $0.region == nil }) {
            if region == "*", service != "s3", service != "iam" { return }
            report(
                .arnRegionNotAllowed, at: place, problem: "ARNs of such resources of \(service) name no region.",
                remedy: "Leave the region empty.")
        } else if Wildcard(region).isLiteral, !isRegion(region, in: partition) {
            let near = NearestName.of(region, among: library.catalog.regions.values.joined())
            report(
                .invalidARNRegion, at: place, problem: "There is no region \"\(region)\" in \(partition).",
                remedy: near.map { "Did you mean \"\($0)\"?" } ?? "Write a region's name, such as us-east-1.")
        }
    }

    /// Whether a region exists, in a partition that is given by name or pattern.
    func isRegion(_ region: String, in partition: String) -> Bool {
        let partitions = Wildcard(partition)
        return library.catalog.regions.contains { name, regions in
            partitions.matches(name) && regions.contains(region)
        }
    }

    /// Up to three forms, as AWS writes them.
    private static func examples(_ forms: [ResourceForm]) -> String {
        forms.prefix(3).map(\.text).joined(separator: ", ") + (forms.count > 3 ? ", …" : "")
    }

    private mutating func checkRedundantResources(_ resources: LintedPatterns) {
        let redundant = Redundancy.covered(resources.patterns) { Wildcard($0.value) }
        guard let first = redundant.first else { return }
        report(
            .redundantResource, at: redundant.map(\.text.place),
            problem: "\(redundant.count) of the resources are covered by others, such as \(first.text.value) by "
                + "\(first.by.value).",
            remedy: "Remove them, or the wider ones.")
    }
}
