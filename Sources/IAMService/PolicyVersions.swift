import AWSProtocols
import AWSTypes
import IdentityModel
import Operations
import PolicyLanguage

/// Adds a version to a customer managed policy.
struct CreatePolicyVersion: WriteOperation {
    let policyARN: ARN
    let document: PolicyDocument
    let setAsDefault: Bool

    init(from input: WireInput) {
        policyARN = input.requireARN("PolicyArn")
        document = input.requirePolicy("PolicyDocument", as: .identity)
        setAsDefault = input.boolean("SetAsDefault") ?? false
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: .policy(policyARN), by: caller, in: state)
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) -> VersionView {
        var policy = try draft.state.customerPolicy(policyARN, for: caller, Self.action)
        if policy.versions.count >= IAMQuotas.versionsPerPolicy {
            throw .limitExceeded(
                "A managed policy can have up to \(IAMQuotas.versionsPerPolicy) versions. Before you create a new "
                    + "version, you must delete an existing version.")
        }
        try document.checkManagedPolicySize()
        let version = policy.addVersion(document.text, at: draft.now, asDefault: setAsDefault)
        draft.put(.policy(policy), for: caller)
        return VersionView(version: version, isDefault: setAsDefault)
    }

    static func encode(_ version: VersionView, to writer: inout WireWriter) {
        writer.structure("PolicyVersion", version.encode)
    }
}

/// Shows a version with its document.
struct GetPolicyVersion: ReadOperation {
    let policyARN: ARN
    let versionID: String

    init(from input: WireInput) {
        policyARN = input.requireARN("PolicyArn")
        versionID = input.requireText("VersionId", versionIDConstraint)
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: .policy(policyARN), by: caller, in: state)
    }

    func run(by caller: Caller, in state: IdentityState) throws(AWSError) -> VersionView {
        let policy = try state.managedPolicy(policyARN, for: caller)
        let version = try policy.existingVersion(versionID, policyARN)
        return VersionView(version: version, isDefault: version.number == policy.defaultVersionNumber)
    }

    static func encode(_ version: VersionView, to writer: inout WireWriter) {
        writer.structure("PolicyVersion") { writer in
            writer.field("Document", version.version.document.text.percentEncoded)
            version.encode(to: &writer)
        }
    }
}

/// Lists a policy's versions, newest first.
struct ListPolicyVersions: ReadOperation {
    let policyARN: ARN
    let page: PageRequest

    init(from input: WireInput) {
        policyARN = input.requireARN("PolicyArn")
        page = PageRequest(from: input, of: Self.self)
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: .policy(policyARN), by: caller, in: state)
    }

    func run(by caller: Caller, in state: IdentityState) throws(AWSError) -> Page<VersionView> {
        let policy = try state.managedPolicy(policyARN, for: caller)
        let versions = policy.versions.reversed().map {
            VersionView(version: $0, isDefault: $0.number == policy.defaultVersionNumber)
        }
        return Page(of: versions, by: \.key, page)
    }

    static func encode(_ page: Page<VersionView>, to writer: inout WireWriter) {
        writer.list("Versions", page.elements) { $1.encode(to: &$0) }
        page.encodeMarker(to: &writer)
    }
}

/// Puts a version in force for everything that has the policy: forward, or back.
struct SetDefaultPolicyVersion: WriteOperation {
    typealias Output = Void

    let policyARN: ARN
    let versionID: String

    init(from input: WireInput) {
        policyARN = input.requireARN("PolicyArn")
        versionID = input.requireText("VersionId", versionIDConstraint)
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: .policy(policyARN), by: caller, in: state)
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) {
        var policy = try draft.state.customerPolicy(policyARN, for: caller, Self.action)
        policy.setDefaultVersion(try policy.existingVersion(versionID, policyARN).number)
        draft.put(.policy(policy), for: caller)
    }
}

/// Deletes a version that is not in force.
struct DeletePolicyVersion: WriteOperation {
    typealias Output = Void

    let policyARN: ARN
    let versionID: String

    init(from input: WireInput) {
        policyARN = input.requireARN("PolicyArn")
        versionID = input.requireText("VersionId", versionIDConstraint)
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: .policy(policyARN), by: caller, in: state)
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) {
        var policy = try draft.state.customerPolicy(policyARN, for: caller, Self.action)
        let version = try policy.existingVersion(versionID, policyARN)
        if version.number == policy.defaultVersionNumber {
            throw .deleteConflict("Cannot delete the default version of a policy.")
        }
        policy.removeVersion(version.number)
        draft.put(.policy(policy), for: caller)
    }
}

/// A policy's version with what its wire form needs.
struct VersionView: Sendable {
    let version: ManagedPolicy.Version
    let isDefault: Bool

    /// Ordered newest first.
    var key: String {
        let rank = String(Int.max - version.number)
        return String(repeating: "0", count: 20 - rank.utf8.count) + rank
    }

    func encode(to writer: inout WireWriter) {
        writer.field("VersionId", version.id)
        writer.field("IsDefaultVersion", isDefault)
        writer.field("CreateDate", version.created)
    }
}

private let versionIDConstraint = TextConstraint(
    1...64,
    TextPattern("v[1-9][0-9]*(\\.[A-Za-z0-9-]*)?") { text in
        let main = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let number = main[0].utf8.dropFirst()
        return main[0].hasPrefix("v") && !number.isEmpty && number.first != UInt8(ascii: "0")
            && ASCIISet.digits.containsAll(number)
            && (main.count == 1 || ASCIISet.alphanumerics.union("-").containsAll(main[1].utf8))
    })

extension ManagedPolicy {
    fileprivate func existingVersion(_ id: String, _ arn: ARN) throws(AWSError) -> Version {
        guard let version = version(id: id) else { throw .noSuchPolicyVersion(arn, id) }
        return version
    }
}
