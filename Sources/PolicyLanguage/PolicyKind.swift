import AWSTypes

/// What a policy is for.
///
/// Each kind has its own grammar and its own words for what is wrong.
public enum PolicyKind: Hashable, Sendable {
    /// Attached to a user, group or role, or managed.
    case identity
    /// The most that a user or role may ever do.
    case boundary
    /// Passed when a session is made.
    case session
    /// Who may assume a role.
    case trust
    /// On a resource of a service, such as `s3`.
    case resource(service: String)
    /// What principals of an organization's accounts may do.
    case serviceControl
    /// What may be done to resources of an organization's accounts.
    case resourceControl

    /// The most characters, white space among them, that Organizations takes; nil: it has no policies of this kind.
    ///
    /// AWS raised it for service control policies from 5,120 on 15 May 2026.
    public var organizationsLimit: Int? {
        switch self {
        case .serviceControl: 10_240
        case .resourceControl: 5_120
        case .identity, .boundary, .session, .trust, .resource: nil
        }
    }

    /// What AWS answers to a text that the grammar doesn't know.
    public func refusal(of error: PolicySyntaxError) -> AWSError {
        switch self {
        case .identity, .boundary, .session, .trust:
            switch error.fault {
            case .effectCase: .malformedPolicy("The policy failed legacy parsing")
            case .invalidVersion: .malformedPolicy("The policy must contain a valid version string")
            default: .malformedPolicy("Syntax errors in policy.")
            }
        case .resource("s3"): s3Refusal(of: error.fault)
        case .resource: .malformedPolicy("Syntax errors in policy.")
        case .serviceControl, .resourceControl: .malformedOrganizationPolicy
        }
    }

    private func s3Refusal(of fault: PolicySyntaxError.Fault) -> AWSError {
        switch fault {
        case .notAnObject: .malformedBucketPolicy("Policies must be valid JSON and the first byte must be '{'")
        case .invalidJSON, .duplicateMember, .nestingTooDeep:
            .malformedBucketPolicy("This policy contains invalid Json")
        case .unknownElement(let name): .malformedBucketPolicy("Unknown field \(name)")
        case .missingElement(let name): .malformedBucketPolicy("Missing required field \(name)")
        case .emptyStatement: .malformedBucketPolicy("Could not parse the policy: Statement is empty!")
        case .invalidVersion: .malformedBucketPolicy("The policy must contain a valid version string")
        case .invalidEffect(let text), .effectCase(let text): .malformedBucketPolicy("Invalid effect: \(text)")
        case .invalidPrincipal: .malformedBucketPolicy("Invalid principal in policy")
        case .wrongType, .conflictingElements: .malformedBucketPolicy("Invalid policy syntax.")
        }
    }
}

extension AWSError {
    /// IAM's and STS's answer to a policy that they don't take.
    public static func malformedPolicy(_ message: String) -> AWSError {
        AWSError("MalformedPolicyDocument", status: 400, message)
    }

    /// S3's answer to a bucket policy that it doesn't take.
    public static func malformedBucketPolicy(_ message: String) -> AWSError {
        AWSError("MalformedPolicy", status: 400, message)
    }

    /// The answer of Organizations, which never says why.
    public static let malformedOrganizationPolicy = AWSError(
        "MalformedPolicyDocumentException", status: 400,
        "The provided policy document does not meet the requirements of the specified policy type.")
}
