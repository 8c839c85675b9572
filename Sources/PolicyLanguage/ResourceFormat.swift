import AWSTypes

/// The forms of resources that IAM takes in identity policies.
enum ResourceFormat {
    /// Checks one entry of `Resource` or `NotResource`.
    static func validate(_ resource: String) throws(AWSError) {
        if resource == "*" { return }
        let fields = resource.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard fields.count > 1, fields[0] == "arn" else {
            throw .malformedPolicy("Resource \(resource) must be in ARN format or \"*\".")
        }
        let partition = fields[1]
        guard partition == "*" || Partition(rawValue: String(partition)) != nil else {
            let rest = (2..<6).map { $0 < fields.count ? String(fields[$0]) : "*" }.joined(separator: ":")
            throw .malformedPolicy("Partition \"\(partition)\" is not valid for resource \"arn:\(partition):\(rest)\".")
        }
        guard fields.count > 2, !fields[2].isEmpty, !fields[2].contains(where: { $0 == "*" || $0 == "?" }) else {
            throw .malformedPolicy("Resource vendor must be fully qualified and cannot contain regexes.")
        }
        try validate(resource, fields)
    }

    /// What IAM knows of its own ARNs and of S3's.
    private static func validate(_ resource: String, _ fields: [Substring]) throws(AWSError) {
        let hasRegion = fields.count > 3 && !fields[3].isEmpty
        switch fields[2] {
        case "iam":
            if hasRegion { throw .malformedPolicy("IAM resource \(resource) cannot contain region information.") }
            if fields.count > 5, fields[5] != "*", fields[5] != "root",
                !(iamHeads + newerHeads).contains(where: fields[5].hasPrefix)
            {
                throw .malformedPolicy(
                    "IAM resource path must either be \"*\" or start with \(iamHeads.joined(separator: ", ")).")
            }
        case "s3":
            let isAccessPoint = fields.count > 5 && fields[5].hasPrefix("accesspoint")
            if hasRegion, !isAccessPoint {
                throw .malformedPolicy("Resource \(resource) can not contain region information.")
            }
        default: break
        }
    }

    private static let iamHeads = [
        "user/", "federated-user/", "role/", "group/", "instance-profile/", "mfa/", "server-certificate/", "policy/",
        "sms-mfa/",
        "saml-provider/", "oidc-provider/", "report/", "access-report/",
    ]

    /// What AWS's service authorization reference has besides; the wording of the refusal is older.
    private static let newerHeads = ["delegation-request/"]

    /// An ARN that leaves fields out may not have empty ones; where it has a service, the service has a name.
    static func passesLegacyParser(_ resource: String) -> Bool {
        if resource == "*" { return true }
        let fields = resource.split(separator: ":", omittingEmptySubsequences: false)
        guard fields.count > 2 else { return true }
        return (fields.count > 5 || !fields.dropFirst().dropLast().contains("")) && !fields[2].isEmpty
    }

    /// Whether all six fields are there; policies of organizations may leave none out.
    static func isComplete(_ resource: String) -> Bool {
        resource == "*" || resource.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false).count == 6
    }
}
