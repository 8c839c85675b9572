import AWSProtocols
import PolicyLanguage

/// What of a request's parameters is written.
///
/// Unknown means no: a parameter whose name is not known to be harmless is hidden. So is its value where an error
/// quotes it.
struct AuditedParameters {
    /// What stands for a value that may be a secret; CloudTrail's words.
    static let hidden = "HIDDEN_DUE_TO_SECURITY_REASONS"
    /// The most bytes of a request that are written.
    static let longest = 65_536

    private var shown: [(name: String, value: String)] = []
    private var secrets: [String] = []
    private var omitted = 0

    /// Judges parameters; members of JSON are named as parameters are, by the way that leads to them.
    init(_ parameters: QueryParameters, _ json: [UInt8] = [], of service: String = "") {
        var all = parameters.all
        if !json.isEmpty, let value = try? JSONReader.read(json) { AuditedParameters.add(value, as: "", to: &all) }
        var length = 0
        for (name, value) in all.sorted(by: { $0.key < $1.key }) where name != "Action" && name != "Version" {
            let isHarmless =
                AuditedParameters.isHarmless(name) || service == "s3" && AuditedParameters.harmlessOfS3.contains(name)
            if !isHarmless, !value.isEmpty { secrets.append(value) }
            length += name.utf8.count + (isHarmless ? value.utf8.count : AuditedParameters.hidden.utf8.count)
            if length > AuditedParameters.longest {
                omitted += 1
            } else {
                shown.append((name, isHarmless ? value : AuditedParameters.hidden))
            }
        }
    }

    /// Writes what may be seen, and how much more there was.
    func write(to line: inout JSONLine) {
        for (name, value) in shown { line.field(name, value) }
        if omitted > 0 { line.field("omittedParameters", omitted) }
    }

    /// A message with the values hidden that it quotes.
    func withoutSecrets(_ message: String) -> String {
        var message = message
        for secret in secrets where message.contains(secret) {
            message = message.replacing(secret, with: AuditedParameters.hidden)
        }
        return message.utf8.count <= AuditedParameters.longest
            ? message : String(message.prefix(AuditedParameters.longest / 4))
    }

    private static func add(_ value: JSONValue, as name: String, to all: inout [String: String]) {
        let prefix = name.isEmpty ? "" : name + "."
        for member in value.members ?? [] { add(member.value, as: prefix + member.name, to: &all) }
        for (place, element) in (value.elements ?? []).enumerated() {
            add(element, as: "\(prefix)\(place + 1)", to: &all)
        }
        if let text = value.scalarText { all[name] = text }
    }

    /// Judges by the last part of a name that is not of a list: `Key` of `Tags.member.1.Key`.
    private static func isHarmless(_ name: String) -> Bool {
        let parts = name.split(separator: ".")
        guard let last = parts.last(where: { $0 != "member" && $0 != "entry" && Int($0) == nil }) else { return false }
        return harmless.contains(last) || endings.contains { last.hasSuffix($0) }
    }

    /// Names that mean something harmless in S3; its subresources are parameters without a value.
    private static let harmlessOfS3: Set<String> = [
        "accelerate", "acl", "attributes", "continuation-token", "cors", "delete", "delimiter", "encoding-type",
        "encryption", "fetch-owner", "key", "key-marker", "lifecycle", "list-type", "location", "logging", "marker",
        "max-buckets", "max-keys", "max-parts", "max-uploads", "notification", "object-lock", "ownershipControls",
        "part-number-marker", "partNumber", "policy", "policyStatus", "prefix", "publicAccessBlock", "replication",
        "requestPayment", "start-after", "tagging", "upload-id-marker", "uploads", "version-id-marker", "versioning",
        "versions", "website", "x-amz-copy-source", "x-id",
    ]

    private static let endings = ["Name", "Names", "Arn", "Arns", "ARN", "Id", "Namespace", "Namespaces"]
    private static let harmless: Set<Substring> = [
        "AccountAlias", "ActionNames", "arn", "AssignmentStatus", "AssumeRolePolicyDocument", "Audience",
        "ClientIDList", "Content", "CustomSuffix", "DelegationPermissionCheck", "Description", "DurationSeconds",
        "EntityFilter", "EntityPath", "FeatureSet", "Filter", "GlobalEndpointTokenVersion", "Granularity", "Key",
        "Marker", "MaxItems", "MaxSessionDuration", "NewPath", "Notes", "NotificationChannel", "OnlyAttached",
        "OnlySendByOwner", "Path", "PathPrefix", "PermissionsBoundary", "Policy", "PolicyDocument",
        "PolicyUsageFilter", "RedirectUrl", "RequestMessage", "Scope", "SerialNumber", "SessionDuration",
        "SetAsDefault", "SigningAlgorithm", "SortKey", "SourceIdentity", "Status", "TagKeys", "TargetPrincipal",
        "ThumbprintList", "TransitiveTagKeys", "Type", "Url", "Value",
    ]
}
