import AWSProtocols
import AWSTypes
import IdentityModel
import Operations

/// Organizations' words for broken constraints: one error, with the reason of the first of them.
let organizationsRefusal: ConstraintViolation.Refusal = { violations in
    switch violations.first?.constraint {
    case .required, nil:
        .invalidOrganizationsInput("INPUT_REQUIRED", "You must include a value for all required parameters.")
    case .text(.pattern):
        .invalidOrganizationsInput(
            "INVALID_PATTERN", "You provided a value that does not match the required pattern.")
    case .text(.tooLong):
        .invalidOrganizationsInput(
            "MAX_LENGTH_EXCEEDED", "You provided a string parameter that is longer than allowed.")
    case .text(.tooShort):
        .invalidOrganizationsInput(
            "MIN_LENGTH_EXCEEDED", "You provided a string parameter that is shorter than allowed.")
    case .tooLarge:
        .invalidOrganizationsInput(
            "MAX_VALUE_EXCEEDED", "You provided a numeric parameter that has a larger value than allowed.")
    case .tooSmall:
        .invalidOrganizationsInput(
            "MIN_VALUE_EXCEEDED", "You provided a numeric parameter that has a smaller value than allowed.")
    case .choice(let known) where known.contains("SERVICE_CONTROL_POLICY"):
        .invalidOrganizationsInput("INVALID_ENUM_POLICY_TYPE", "You specified an invalid policy type string.")
    case .choice, .mapKeys, .mapValues:
        .invalidOrganizationsInput("INVALID_ENUM", "You specified an invalid value.")
    }
}

/// What a member of a request can name by its id.
enum OrganizationNode: Hashable, Sendable {
    /// A root.
    case root(OrganizationRootID)
    /// A unit.
    case unit(OrganizationalUnitID)
    /// An account.
    case account(AccountID)
    /// A policy.
    case policy(OrganizationPolicyID)
    /// The resource policy.
    case resourcePolicy(OrganizationResourcePolicyID)

    enum Kind: CaseIterable { case root, unit, account, policy, resourcePolicy }

    /// The node of an id, or nil where it has none of the forms that AWS's model gives to ids of these kinds.
    init?(_ text: String, _ kinds: Set<Kind>) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        func fits(_ part: Int, _ length: ClosedRange<Int>) -> Bool {
            length.contains(parts[part].utf8.count) && lowerAlphanumerics.containsAll(parts[part].utf8)
        }
        if kinds.contains(.account), let account = AccountID(text) {
            self = .account(account)
        } else if kinds.contains(.root), parts.count == 2, fits(1, 4...32), let id = OrganizationRootID(text) {
            self = .root(id)
        } else if kinds.contains(.unit), parts.count == 3, fits(1, 4...32), fits(2, 8...32),
            let id = OrganizationalUnitID(text)
        {
            self = .unit(id)
        } else if kinds.contains(.policy), parts.count == 2, (8...128).contains(parts[1].utf8.count),
            ASCIISet.word.containsAll(parts[1].utf8), let id = OrganizationPolicyID(text)
        {
            self = .policy(id)
        } else if kinds.contains(.resourcePolicy), parts.count == 2, (4...128).contains(parts[1].utf8.count),
            ASCIISet.word.containsAll(parts[1].utf8), let id = OrganizationResourcePolicyID(text)
        {
            self = .resourcePolicy(id)
        } else {
            return nil
        }
    }
}

private let lowerAlphanumerics = ASCIISet.alphanumerics.subtracting("ABCDEFGHIJKLMNOPQRSTUVWXYZ")

extension WireInput {
    /// An id of one of these kinds that must be there.
    func requireNode(_ member: String, _ kinds: Set<OrganizationNode.Kind>) -> OrganizationNode {
        let text = requireText(
            member, TextConstraint(0...130, TextPattern("an id") { OrganizationNode($0, kinds) != nil }))
        return OrganizationNode(text, kinds) ?? .account(.zero)
    }

    /// `AccountId`, which must be there.
    func requireAccount(_ member: String = "AccountId") -> AccountID {
        let text = requireText(member, TextConstraint(0...12, TextPattern("^\\d{12}$") { AccountID($0) != nil }))
        return AccountID(text) ?? .zero
    }

    /// An id of one kind that must be there.
    func requireID<Kind: OrganizationIDKind>(
        _ member: String, length: ClosedRange<Int>
    ) -> OrganizationsID<Kind>? {
        let text = requireText(
            member,
            TextConstraint(
                0...130,
                TextPattern("^\(Kind.prefix)[a-z0-9]{\(length.lowerBound),\(length.upperBound)}$") { text in
                    let rest = text.utf8.dropFirst(Kind.prefix.utf8.count)
                    return text.hasPrefix(Kind.prefix) && length.contains(rest.count)
                        && lowerAlphanumerics.containsAll(rest)
                }))
        return OrganizationsID(text)
    }

    /// `PolicyId`, which must be there.
    func requirePolicyID() -> OrganizationPolicyID? {
        if case .policy(let id) = requireNode("PolicyId", [.policy]) { id } else { nil }
    }

    /// A policy type that must be there.
    func requirePolicyType(_ member: String) -> AnyPolicyType {
        requireChoice(member, standIn: .serviceControl)
    }

    /// `ServicePrincipal`, which must be there and look like one.
    func requireServicePrincipal() -> String {
        let text = requireText("ServicePrincipal", servicePrincipalConstraint)
        checkServicePrincipal(text)
        return text
    }

    /// `ServicePrincipal`, where it may be left out.
    func servicePrincipal() -> String? {
        let text = text("ServicePrincipal", servicePrincipalConstraint)
        if let text { checkServicePrincipal(text) }
        return text
    }

    private func checkServicePrincipal(_ text: String) {
        let name = text.hasSuffix(".amazonaws.com") ? text.dropLast(14) : ""
        if name.isEmpty || name.hasPrefix(".") { reject(.unrecognizedService) }
    }

    /// `Tags`.
    func organizationTags(required: Bool = false) -> Tags {
        let read: (WireInput) -> Tag = { element in
            Tag(
                key: element.requireText("Key", tagKeyConstraint),
                value: element.requireText("Value", tagValueConstraint))
        }
        let list = required ? requireList("Tags", each: read) : self.list("Tags", each: read) ?? []
        let tags = Tags(list)
        if tags.count < list.count { reject(.duplicateOrganizationTags) }
        if tags.contains(where: { $0.foldedKey.hasPrefix("aws:") }) { reject(.systemTags) }
        return tags
    }

    /// `NextToken` and `MaxResults`.
    func page<Listing: Operation>(of listing: Listing.Type) -> PageRequest {
        let page = PageRequest(
            of: listing.name, after: text("NextToken", TextConstraint(0...100_000)),
            limit: integer("MaxResults", in: 1...20) ?? 20)
        if page.isForeign { reject(.invalidNextToken) }
        return page
    }
}

extension Page {
    /// Writes `NextToken`, where more follows.
    func encodeToken(to writer: inout WireWriter) { writer.field("NextToken", marker) }
}

/// Every type of policy that AWS's model names; only some of them limit what may be done.
enum AnyPolicyType: String, CaseIterable, Sendable {
    case serviceControl = "SERVICE_CONTROL_POLICY"
    case resourceControl = "RESOURCE_CONTROL_POLICY"
    case tag = "TAG_POLICY"
    case backup = "BACKUP_POLICY"
    case aiServicesOptOut = "AISERVICES_OPT_OUT_POLICY"
    case chatbot = "CHATBOT_POLICY"
    case declarativeEC2 = "DECLARATIVE_POLICY_EC2"
    case securityHub = "SECURITYHUB_POLICY"
    case inspector = "INSPECTOR_POLICY"
    case upgradeRollout = "UPGRADE_ROLLOUT_POLICY"
    case bedrock = "BEDROCK_POLICY"
    case s3 = "S3_POLICY"
    case networkSecurityDirector = "NETWORK_SECURITY_DIRECTOR_POLICY"

    /// The type, where this server puts policies of it in force.
    var enforced: OrganizationPolicyType? { OrganizationPolicyType(rawValue: rawValue) }
}

let nameConstraint = TextConstraint(1...128)
let descriptionConstraint = TextConstraint(0...512)
let policyContentConstraint = TextConstraint(1...1_000_000)
private let servicePrincipalConstraint = TextConstraint(
    1...128, TextPattern("[\\w+=,.@-]*", of: ASCIISet.word.union("+=,.@-")))
let emailConstraint = TextConstraint(
    6...64,
    TextPattern("[^\\s@]+@[^\\s@]+\\.[^\\s@]+") { text in
        let halves = text.split(separator: "@", omittingEmptySubsequences: false)
        guard halves.count == 2, !halves[0].isEmpty, !text.contains(where: \.isWhitespace),
            let dot = halves[1].lastIndex(of: ".")
        else { return false }
        return dot > halves[1].startIndex && halves[1].index(after: dot) < halves[1].endIndex
    })
