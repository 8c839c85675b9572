import AWSProtocols
import AWSTypes
import IdentityModel
import Operations
import PolicyLanguage

extension WireInput {
    /// `Path`, or the root where it is missing.
    func path() -> IAMPath {
        guard let text = text("Path", TextConstraint(1...512)) else { return .root }
        if let path = IAMPath(text) { return path }
        reject(.invalidPath("path"))
        return .root
    }

    /// `PathPrefix`: what a listing's paths begin with.
    func pathPrefix(_ form: TextPattern = .pathPrefix) -> String {
        text("PathPrefix", TextConstraint(1...512, form)) ?? "/"
    }

    /// `Tags`; keys that differ in case only are refused.
    func tags() -> Tags { readTags(list("Tags", count: 0...IAMQuotas.tags, each: WireInput.tag)) }

    /// `Tags` that must be there.
    func requireTags() -> Tags { readTags(requireList("Tags", count: 0...IAMQuotas.tags, each: WireInput.tag)) }

    private func readTags(_ list: [Tag]?) -> Tags {
        let list = list ?? []
        let tags = Tags(list)
        if tags.count < list.count { reject(.duplicateTagKeys) }
        if tags.contains(where: { $0.foldedKey.hasPrefix("aws:") }) {
            reject(.invalidInput("The tag key prefix aws: is reserved for internal use by AWS."))
        }
        return tags
    }

    private static func tag(_ input: WireInput) -> Tag {
        Tag(key: input.requireText("Key", tagKeyConstraint), value: input.requireText("Value", tagValueConstraint))
    }

    /// `TagKeys` that must be there.
    func requireTagKeys() -> [String] {
        requireList("TagKeys", count: 0...IAMQuotas.tags) { $0.requireText("", tagKeyConstraint) }
    }

    /// An ARN that must be there.
    func requireARN(_ member: String) -> ARN {
        let text = requireText(member, arnConstraint)
        if let arn = ARN(text) { return arn }
        reject(.invalidARN(text))
        return standInARN
    }

    /// An ARN that may be missing.
    func optionalARN(_ member: String) -> ARN? {
        guard let text = text(member, arnConstraint) else { return nil }
        if let arn = ARN(text) { return arn }
        reject(.invalidARN(text))
        return nil
    }

    /// The ARN of a boundary that may be missing.
    func boundary() -> ARN? {
        guard let arn = optionalARN("PermissionsBoundary") else { return nil }
        checkBoundary(arn)
        return arn
    }

    /// The ARN of a boundary that must be there.
    func requireBoundary() -> ARN {
        let arn = requireARN("PermissionsBoundary")
        checkBoundary(arn)
        return arn
    }

    private func checkBoundary(_ arn: ARN) {
        if arn.service == "iam", arn.resource.hasPrefix("policy/") { return }
        reject(
            AWSError(
                "InvalidParameterValue", status: 400, "Value (\(arn)) for parameter PermissionsBoundary is invalid."))
    }

    /// A policy document that must be there, and be fit for its place.
    func requirePolicy(_ member: String, as kind: PolicyKind) -> PolicyDocument {
        let text = requireText(member, TextConstraint(1...131_072, .policyDocument))
        do {
            return try PolicyDocument(parsing: text, as: kind)
        } catch {
            reject(error)
            return .denyingEverything
        }
    }

    /// `Status` of something that proves who somebody is; AWS's model has a word more than can be asked for.
    func requireKeyStatus(of thing: String) -> KeyStatus {
        switch requireChoice("Status", standIn: RequestedStatus.inactive) {
        case .active: return .active
        case .inactive: return .inactive
        case .expired:
            reject(.invalidInput("The status Expired is not one that \(thing) can be given."))
            return .inactive
        }
    }

    /// `UserName` where it may be left out to mean the caller.
    func userTarget() -> UserTarget {
        let name: UserName? = optionalReference("UserName")
        return name.map(UserTarget.named) ?? .caller
    }

    /// The same where the name may be no longer than a new one.
    func shortUserTarget() -> UserTarget {
        let name: UserName? = optional("UserName")
        return name.map(UserTarget.named) ?? .caller
    }
}

extension TextPattern {
    /// What most listings take for the beginning of paths.
    static let pathPrefix = TextPattern("\\u002F[\\u0021-\\u007F]*", wording: pathPrefixWording) { text in
        text.hasPrefix("/") && ASCIISet(0x21...0x7F).containsAll(text.utf8)
    }
    /// Whole paths.
    static let pathPrefixOfEntities = TextPattern(
        "(\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)", wording: pathPrefixWording
    ) { IAMPath($0) != nil }
    /// Whole paths that managed policies may have.
    static let pathPrefixOfPolicies = TextPattern(
        "((/[A-Za-z0-9\\.,\\+@=_-]+)*)/", wording: pathPrefixWording
    ) { IAMPath($0)?.suitsPolicies == true }

    // AWS: the same words for all three, though two of them ask for a slash at the end.
    private static let pathPrefixWording =
        "It must begin with the / character and contain only alphanumeric characters and/or / characters."
}

private let arnConstraint = TextConstraint(20...2048)
private let standInARN = ARN(partition: .aws, service: "iam", account: "", resource: "-")

/// Keys and certificates as PEM.
let pemConstraint = TextConstraint(1...16_384, .policyDocument)
/// Certificates one after the other.
let chainConstraint = TextConstraint(1...2_097_152, .policyDocument)

/// The words of AWS's model, which keys share with credentials that expire.
private enum RequestedStatus: String, CaseIterable {
    case active = "Active"
    case inactive = "Inactive"
    case expired = "Expired"
}
