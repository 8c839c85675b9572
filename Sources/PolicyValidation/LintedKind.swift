import AWSTypes
import PolicyLanguage

/// The kinds of policies that can be checked.
package enum LintedKind: String, Sendable, CaseIterable {
    /// Attached to a user, group or role, or managed; boundaries and session policies too.
    case identity
    /// On a resource of some service.
    case resource
    /// On a role: who may assume it.
    case trust
    /// On a bucket of S3.
    case bucket = "s3-bucket"
    /// A service control policy of an organization.
    case serviceControl = "scp"
    /// A resource control policy of an organization.
    case resourceControl = "rcp"

    /// The kind that a text looks like: a trust policy where all actions are those of STS, a bucket's where all are
    /// S3's, another resource's where there are principals, else an identity policy.
    ///
    /// Policies of organizations look like others, and have to be named.
    package init(guessing text: String) {
        self = .identity
        guard let json = try? JSONReader.read(text.utf8), let statement = json["Statement"] else { return }
        let statements = statement.elements ?? [statement]
        guard statements.contains(where: { $0["Principal"] != nil || $0["NotPrincipal"] != nil }) else { return }
        let actions = statements.flatMap { statement in
            (statement["Action"] ?? statement["NotAction"]).map { $0.elements ?? [$0] } ?? []
        }.compactMap(\.string)
        self =
            if actions.isEmpty {
                .resource
            } else if actions.allSatisfy({ $0.lowercased().hasPrefix("sts:") }) {
                .trust
            } else if actions.allSatisfy({ $0.lowercased().hasPrefix("s3:") }) {
                .bucket
            } else {
                .resource
            }
    }

    /// Whether policies of this kind name principals.
    var takesPrincipals: Bool {
        switch self {
        case .resource, .trust, .bucket, .resourceControl: true
        case .identity, .serviceControl: false
        }
    }

    /// Whether policies of this kind are put on resources.
    var isOnResource: Bool {
        switch self {
        case .resource, .trust, .bucket: true
        case .identity, .serviceControl, .resourceControl: false
        }
    }

    /// What people call it.
    var displayName: String {
        switch self {
        case .identity: "an identity policy"
        case .resource: "a resource's policy"
        case .trust: "a role's trust policy"
        case .bucket: "a bucket's policy"
        case .serviceControl: "a service control policy"
        case .resourceControl: "a resource control policy"
        }
    }
}
