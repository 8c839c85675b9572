import AWSTypes
import PolicyLanguage

/// The policy as a whole: its size, the names of its statements, and how much they allow.
extension Inspection {
    mutating func checkSize(of text: String, at place: Place) {
        let all = text.unicodeScalars.count
        let dense = text.unicodeScalars.lazy.filter { !" \t\r\n".unicodeScalars.contains($0) }.count
        func limit(_ kind: PolicyKind) -> Int { kind.organizationsLimit ?? 0 }
        let (size, quota, code): (Int, Int, IssueCode) =
            switch kind {
            case .identity: (dense, 6144, .policySizeExceedsIdentityPolicyQuota)
            case .resource, .bucket: (dense, 20_480, .policySizeExceedsResourcePolicyQuota)
            case .trust: (dense, 2048, .policySizeExceedsRoleTrustPolicyQuota)
            case .serviceControl: (all, limit(.serviceControl), .policySizeExceedsSCPQuota)
            case .resourceControl: (all, limit(.resourceControl), .policySizeExceedsRCPQuota)
            }
        guard size > quota else { return }
        report(
            code, at: place,
            problem: "The policy has \(size) characters; \(kind.displayName) may have \(quota) by default.",
            remedy: "Split it, or say the same with fewer statements.")
    }

    mutating func checkSids(_ policy: LintedPolicy) {
        var first: [String: LintedText] = [:]
        for sid in policy.statements.compactMap(\.sid) {
            if sid.value.isEmpty {
                report(.emptySidValue, at: sid.place, problem: "The Sid is empty.", remedy: "Name the statement.")
                continue
            }
            if let other = first[sid.value] {
                report(
                    kind == .resource || kind == .bucket ? .uniqueSidsRecommended : .uniqueSidsRequired,
                    at: sid.place, other.place, problem: "Two statements are named \"\(sid.value)\".",
                    remedy: "Give each a name of its own.")
            } else {
                first[sid.value] = sid
            }
            if kind != .resource, kind != .bucket, !ASCIISet.alphanumerics.containsAll(sid.value.utf8) {
                report(
                    .unsupportedSid, at: sid.place,
                    problem: "The Sid \"\(sid.value)\" has other characters than letters and digits.",
                    remedy: "Write a-z, A-Z and 0-9 only.")
            }
        }
    }

    /// `NotAction` and `NotResource` allow what nobody has thought of.
    mutating func checkBreadth(_ statement: LintedStatement) {
        guard statement.allows, kind == .identity || kind == .resource || kind == .bucket else { return }
        if let actions = statement.actions, actions.isNegated {
            report(
                .allowWithNotAction, at: actions.place,
                problem: "The statement allows all other actions, those of services to come among them.",
                remedy: "List in Action what is to be allowed.")
        }
        if let resources = statement.resources, resources.isNegated {
            report(
                .allowWithNotResource, at: resources.place,
                problem: "The statement allows its actions on all other resources, those to come among them.",
                remedy: "List in Resource what is meant.")
        }
    }
}
