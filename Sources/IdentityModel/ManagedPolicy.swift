import AWSTypes
import PolicyEngine
import PolicyLanguage

/// A managed policy of an account, or of AWS.
package struct ManagedPolicy: Sendable, Equatable {
    /// Its unique id.
    package let id: ManagedPolicyID
    /// Its name.
    package let name: PolicyName
    /// Its path.
    package let path: IAMPath
    /// The account it belongs to; nil: AWS.
    package let account: AccountID?
    /// When it was made.
    package let created: Timestamp
    /// When its newest version was made.
    package private(set) var updated: Timestamp
    /// What people say it is for.
    package let description: String?
    /// Its tags.
    package var tags: Tags = []
    /// Its versions, oldest first; never empty.
    package private(set) var versions: [Version]
    /// The number of the version in force.
    package private(set) var defaultVersionNumber: Int
    private var highestVersionNumber: Int

    /// A version of a policy: immutable once made.
    package struct Version: Sendable, Equatable {
        /// `1` of `v1`; never used again after deletion.
        package let number: Int
        /// When it was made.
        package let created: Timestamp
        /// The document.
        package let document: ManagedPolicyDocument

        /// `v1`.
        package var id: String { "v\(number)" }

        /// Equality of number, time and text.
        package static func == (one: Self, other: Self) -> Bool {
            one.number == other.number && one.created == other.created && one.document.text == other.document.text
        }
    }

    /// Makes a policy with its first version, which is in force.
    package init(
        id: ManagedPolicyID, name: PolicyName, path: IAMPath, account: AccountID?, created: Timestamp,
        updated: Timestamp? = nil, description: String?, firstVersion number: Int = 1, text: String
    ) {
        self.id = id
        self.name = name
        self.path = path
        self.account = account
        self.created = created
        self.updated = updated ?? created
        self.description = description
        versions = []
        defaultVersionNumber = number
        highestVersionNumber = number
        versions = [Version(number: number, created: self.updated, document: document(text))]
    }

    /// The reference that attachments keep.
    package var reference: PolicyReference { account == nil ? .aws(path.text + name.text) : .customer(id) }

    /// Its ARN.
    package func arn(in partition: Partition) -> ARN {
        ARN(
            partition: partition, service: "iam", account: account?.description ?? "aws",
            resource: "policy\(path.text)\(name)")
    }

    /// The version in force.
    package var defaultVersion: Version? { version(defaultVersionNumber) }

    /// The version of that number.
    package func version(_ number: Int) -> Version? { versions.first { $0.number == number } }

    /// The version of an id such as `v3`.
    package func version(id: String) -> Version? { versions.first { $0.id == id } }

    /// Adds a version, and puts it in force if asked.
    package mutating func addVersion(_ text: String, at now: Timestamp, asDefault: Bool) -> Version {
        highestVersionNumber += 1
        let version = Version(number: highestVersionNumber, created: now, document: document(text))
        versions.append(version)
        updated = now
        if asDefault { defaultVersionNumber = version.number }
        return version
    }

    /// Puts a version in force that exists.
    package mutating func setDefaultVersion(_ number: Int) {
        precondition(version(number) != nil, "only a version that exists can be in force")
        defaultVersionNumber = number
    }

    /// Removes a version that is not in force.
    package mutating func removeVersion(_ number: Int) {
        precondition(number != defaultVersionNumber, "the version in force stays")
        versions.removeAll { $0.number == number }
    }

    private func document(_ text: String) -> ManagedPolicyDocument {
        let owner: PolicySource.Owner = account == nil ? .awsManaged : .userManaged
        return ManagedPolicyDocument(
            text, source: PolicySource(.identity, id: name.text, arn: arn(in: .aws), owner: owner))
    }
}

extension ManagedPolicy: Codable {
    private struct Row: Codable {
        let number: Int
        let created: Timestamp
        let text: String
    }
    private enum Field: CodingKey {
        case id, name, path, account, created, updated, description, tags, versions, defaultVersion, highestVersion
    }

    /// Reads the policy; its documents are compiled at first use.
    package init(from decoder: any Decoder) throws {
        let row = try decoder.container(keyedBy: Field.self)
        id = try row.decode(ManagedPolicyID.self, forKey: .id)
        name = try row.decode(PolicyName.self, forKey: .name)
        path = try row.decode(IAMPath.self, forKey: .path)
        account = try row.decodeIfPresent(AccountID.self, forKey: .account)
        created = try row.decode(Timestamp.self, forKey: .created)
        updated = try row.decode(Timestamp.self, forKey: .updated)
        description = try row.decodeIfPresent(String.self, forKey: .description)
        tags = try row.decode(Tags.self, forKey: .tags)
        defaultVersionNumber = try row.decode(Int.self, forKey: .defaultVersion)
        highestVersionNumber = try row.decode(Int.self, forKey: .highestVersion)
        versions = []
        for version in try row.decode([Row].self, forKey: .versions) {
            versions.append(
                Version(number: version.number, created: version.created, document: document(version.text)))
        }
    }

    /// Writes the policy with the texts of its versions.
    package func encode(to encoder: any Encoder) throws {
        var row = encoder.container(keyedBy: Field.self)
        try row.encode(id, forKey: .id)
        try row.encode(name, forKey: .name)
        try row.encode(path, forKey: .path)
        try row.encodeIfPresent(account, forKey: .account)
        try row.encode(created, forKey: .created)
        try row.encode(updated, forKey: .updated)
        try row.encodeIfPresent(description, forKey: .description)
        try row.encode(tags, forKey: .tags)
        try row.encode(defaultVersionNumber, forKey: .defaultVersion)
        try row.encode(highestVersionNumber, forKey: .highestVersion)
        try row.encode(
            versions.map { Row(number: $0.number, created: $0.created, text: $0.document.text) }, forKey: .versions)
    }
}
