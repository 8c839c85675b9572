import AWSTypes
import PolicyEngine
import PolicyLanguage

/// The kinds of policies of an organization that this server puts in force.
package enum OrganizationPolicyType: String, Sendable, Codable, CaseIterable {
    /// What principals of member accounts may do.
    case serviceControl = "SERVICE_CONTROL_POLICY"
    /// What may be done to resources of member accounts.
    case resourceControl = "RESOURCE_CONTROL_POLICY"

    /// What its documents may say.
    package var kind: PolicyKind {
        switch self {
        case .serviceControl: .serviceControl
        case .resourceControl: .resourceControl
        }
    }

    /// AWS's own policy of this kind, which lets everything through.
    package var fullAccess: OrganizationPolicy {
        switch self {
        case .serviceControl: .fullAWSAccess
        case .resourceControl: .rcpFullAWSAccess
        }
    }

    fileprivate var layer: PolicyType {
        switch self {
        case .serviceControl: .serviceControl
        case .resourceControl: .resourceControl
        }
    }
}

/// A policy of an organization, or of AWS for all of them.
package struct OrganizationPolicy: Sendable, Equatable {
    /// Its id.
    package let id: OrganizationPolicyID
    /// What it limits.
    package let type: OrganizationPolicyType
    /// Its name, unique among those of its type.
    package let name: String
    /// What people say it is for.
    package let description: String
    /// The management account and the organization it belongs to; nil: AWS.
    package let owner: Owner?
    /// The document ready for decisions.
    package let document: ManagedPolicyDocument
    /// Its tags.
    package var tags: Tags = []

    /// Whose a policy is.
    package struct Owner: Sendable, Hashable, Codable {
        /// The management account.
        package let management: AccountID
        /// The organization.
        package let organization: OrganizationID

        /// Makes an owner.
        package init(management: AccountID, organization: OrganizationID) {
            self.management = management
            self.organization = organization
        }
    }

    /// Makes a policy.
    package init(
        id: OrganizationPolicyID, type: OrganizationPolicyType, name: String, description: String, owner: Owner?,
        text: String
    ) {
        self.id = id
        self.type = type
        self.name = name
        self.description = description
        self.owner = owner
        let arn = OrganizationPolicy.arn(id, type, owner, in: .aws)
        document = ManagedPolicyDocument(
            text,
            source: PolicySource(type.layer, id: name, arn: arn, owner: owner == nil ? .awsManaged : .userManaged))
    }

    /// The same policy with another name, description or text; the text is compiled anew only if it changed.
    package func changed(name: String?, description: String?, text: String?) -> OrganizationPolicy {
        var changed = OrganizationPolicy(
            id: id, type: type, name: name ?? self.name, description: description ?? self.description, owner: owner,
            text: text ?? document.text)
        changed.tags = tags
        return changed
    }

    /// Its ARN.
    package func arn(in partition: Partition) -> ARN { OrganizationPolicy.arn(id, type, owner, in: partition) }

    private static func arn(
        _ id: OrganizationPolicyID, _ type: OrganizationPolicyType, _ owner: Owner?, in partition: Partition
    ) -> ARN {
        let place = "\(type.rawValue.lowercased())/\(id)"
        return ARN(
            partition: partition, service: "organizations", account: owner?.management.description ?? "aws",
            resource: owner.map { "policy/\($0.organization)/\(place)" } ?? "policy/\(place)")
    }

    /// Equality of all that a row holds.
    package static func == (one: Self, other: Self) -> Bool {
        one.id == other.id && one.type == other.type && one.name == other.name && one.description == other.description
            && one.owner == other.owner && one.document.text == other.document.text && one.tags == other.tags
    }
}

// MARK: - AWS's own

extension OrganizationPolicy {
    /// The policy of AWS that has an id, if there is one.
    package static func ofAWS(_ id: OrganizationPolicyID) -> OrganizationPolicy? {
        OrganizationPolicyType.allCases.lazy.map(\.fullAccess).first { $0.id == id }
    }

    /// `p-FullAWSAccess`: every principal may do everything.
    fileprivate static let fullAWSAccess = ofAWS(
        "p-FullAWSAccess", .serviceControl, "FullAWSAccess", "Allows access to every operation",
        """
        {
          "Version": "2012-10-17",
          "Statement": [
            {
              "Effect": "Allow",
              "Action": "*",
              "Resource": "*"
            }
          ]
        }
        """)

    /// `p-RCPFullAWSAccess`: everything may be done to every resource.
    fileprivate static let rcpFullAWSAccess = ofAWS(
        "p-RCPFullAWSAccess", .resourceControl, "RCPFullAWSAccess", "Allows access to every resource",
        """
        {
          "Version": "2012-10-17",
          "Statement": [
            {
              "Effect": "Allow",
              "Principal": "*",
              "Action": "*",
              "Resource": "*"
            }
          ]
        }
        """)

    private static func ofAWS(
        _ id: String, _ type: OrganizationPolicyType, _ name: String, _ description: String, _ text: String
    ) -> OrganizationPolicy {
        guard let id = OrganizationPolicyID(id) else { preconditionFailure("AWS's ids are ids") }
        return OrganizationPolicy(id: id, type: type, name: name, description: description, owner: nil, text: text)
    }
}

// MARK: - Rows

extension OrganizationPolicy: Codable {
    private enum Field: CodingKey { case id, type, name, description, owner, text, tags }

    /// Reads the policy; its document is compiled at first use.
    package init(from decoder: any Decoder) throws {
        let row = try decoder.container(keyedBy: Field.self)
        self.init(
            id: try row.decode(OrganizationPolicyID.self, forKey: .id),
            type: try row.decode(OrganizationPolicyType.self, forKey: .type),
            name: try row.decode(String.self, forKey: .name),
            description: try row.decode(String.self, forKey: .description),
            owner: try row.decodeIfPresent(Owner.self, forKey: .owner),
            text: try row.decode(String.self, forKey: .text))
        tags = try row.decode(Tags.self, forKey: .tags)
    }

    /// Writes the policy with its text.
    package func encode(to encoder: any Encoder) throws {
        var row = encoder.container(keyedBy: Field.self)
        try row.encode(id, forKey: .id)
        try row.encode(type, forKey: .type)
        try row.encode(name, forKey: .name)
        try row.encode(description, forKey: .description)
        try row.encodeIfPresent(owner, forKey: .owner)
        try row.encode(document.text, forKey: .text)
        try row.encode(tags, forKey: .tags)
    }
}
