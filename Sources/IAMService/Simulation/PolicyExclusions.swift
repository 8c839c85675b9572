import AWSProtocols
import AWSTypes
import IdentityModel

/// `PolicyExclusionList`: policies of the entity that a simulation leaves out.
struct PolicyExclusions: Sendable {
    private var exclusions: [Exclusion] = []

    private enum Exclusion {
        case type(PolicyTypeName)
        case managed(Selector)
        case inline(InlinePolicyOwner, owner: Selector, name: String)
    }

    private enum PolicyTypeName: String, CaseIterable {
        case inline
        case awsManaged = "aws-managed"
        case userManaged = "user-managed"
        case boundary = "permission-boundary"
        case serviceControl = "scp"
        case resourceControl = "rcp"
    }

    /// Reads the list; each element says one thing.
    init(from input: WireInput) {
        for element in input.list("PolicyExclusionList", count: 0...256, each: PolicyExclusions.read) ?? [] {
            switch element {
            case .success(let exclusion): exclusions.append(exclusion)
            case .failure(let error): input.reject(error)
            }
        }
    }

    private static func read(_ input: WireInput) -> Result<Exclusion, AWSError> {
        let type: PolicyTypeName? = input.choice("PolicyType")
        let arn = input.text("PolicyArn", TextConstraint(20...2048))
        let inline = input.structure("InlinePolicyIdentifier").flatMap(inline)
        switch (type, arn, inline) {
        case (let type?, nil, nil): return .success(.type(type))
        case (nil, let text?, nil):
            guard let arn = ARN(text), arn.service == "iam", arn.resource.hasPrefix("policy/"),
                let selector = Selector(text), !arn.account.contains(where: { $0 == "*" || $0 == "?" })
            else { return .failure(.invalidInput("Invalid policy identifier: \(text).")) }
            return .success(.managed(selector))
        case (nil, nil, let inline?): return inline
        default:
            return .failure(
                .invalidInput(
                    "A policy identifier must have exactly one of PolicyType, PolicyArn and InlinePolicyIdentifier."))
        }
    }

    private static func inline(from input: WireInput) -> Result<Exclusion, AWSError>? {
        let name = input.text("PolicyName", TextConstraint(1...128))
        let owner = input.text("AttachmentName", TextConstraint(1...128))
        let type: OwnerName? = input.choice("AttachmentType")
        if name == nil, owner == nil, type == nil { return nil }
        guard let name, let type, let selector = Selector(owner ?? "") else {
            return .failure(
                .invalidInput(
                    "An inline policy identifier must have a PolicyName, an AttachmentType and an AttachmentName with "
                        + "at most one * in it."))
        }
        return .success(.inline(type.owner, owner: selector, name: name))
    }

    private enum OwnerName: String, CaseIterable {
        case user, group, role

        var owner: InlinePolicyOwner {
            switch self {
            case .user: .user
            case .group: .group
            case .role: .role
            }
        }
    }

    /// Whether the organization's policies are left out.
    var excludesServiceControl: Bool {
        exclusions.contains { if case .type(.serviceControl) = $0 { true } else { false } }
    }

    /// Whether a policy of the entity is left out.
    ///
    /// AWS: a boundary is left out by its type only, never by its ARN.
    func exclude(_ policy: SimulatedPolicy, _ partition: Partition) -> Bool {
        exclusions.contains { exclusion in
            switch (exclusion, policy.kind) {
            case (.type(.boundary), .boundary), (.type(.inline), .inline): true
            case (.type(.awsManaged), .managed(let managed)): managed.account == nil
            case (.type(.userManaged), .managed(let managed)): managed.account != nil
            case (.managed(let selector), .managed(let managed)):
                // AWS takes the name for the whole of the path; the ARN as it stands is taken here too.
                selector.selects(managed.arn(in: partition).description)
                    || selector.selects(managed.pathlessARN(in: partition).description)
            case (.inline(let kind, let owner, let name), .inline(let itsKind, let itsOwner, let itsName)):
                kind == itsKind && name == itsName && owner.selects(itsOwner)
            default: false
            }
        }
    }
}

extension ManagedPolicy {
    /// The ARN that the policy would have at the root.
    fileprivate func pathlessARN(in partition: Partition) -> ARN {
        ARN(
            partition: partition, service: "iam", account: account?.description ?? "aws", resource: "policy/\(name)")
    }
}

/// A text with at most one `*`, and any number of `?`.
private struct Selector: Sendable {
    private let parts: [[Character]]

    /// Nil where the text is empty or has more than one star.
    init?(_ text: String) {
        let parts = text.split(separator: "*", omittingEmptySubsequences: false)
        if text.isEmpty || parts.count > 2 { return nil }
        self.parts = parts.map(Array.init)
    }

    func selects(_ text: String) -> Bool {
        let text = Array(text)
        func fits(_ part: [Character], _ slice: ArraySlice<Character>) -> Bool {
            zip(part, slice).allSatisfy { $0 == "?" || $0 == $1 }
        }
        let (head, tail) = (parts[0], parts.count == 2 ? parts[1] : [])
        guard parts.count == 2 ? text.count >= head.count + tail.count : text.count == head.count else { return false }
        return fits(head, text.prefix(head.count)) && fits(tail, text.suffix(tail.count))
    }
}
