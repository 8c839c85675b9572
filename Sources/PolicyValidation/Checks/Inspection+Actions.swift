import AWSTypes

/// Whether the actions exist, and fit the policy.
extension Inspection {
    mutating func checkActions(_ statement: LintedStatement) {
        guard let actions = statement.actions else { return }
        for text in actions.patterns where !text.value.contains("${") {
            guard let pattern = ActionPattern(text.value) else {
                report(
                    .invalidAction, at: text.place, problem: "\"\(text.value)\" is no action.",
                    remedy: "Write it as service:Action, such as s3:GetObject.")
                continue
            }
            if pattern.prefix == "*" {
                checkEveryService(pattern, at: text.place)
            } else {
                checkExistence(of: pattern, text)
            }
            checkFit(of: pattern, text)
        }
        checkRedundantActions(actions)
    }

    private mutating func checkEveryService(_ pattern: ActionPattern, at place: Place) {
        if pattern.name == "*" { return }
        report(
            .wildcardInServiceName, at: place, problem: "The action is meant for services that nobody has named.",
            remedy: "Name the services.")
    }

    private mutating func checkExistence(of pattern: ActionPattern, _ text: LintedText) {
        guard let service = library.service(pattern.prefix) else {
            let near = NearestName.of(pattern.prefix, among: library.catalog.prefixes)
            return report(
                .invalidServiceInAction, at: text.place, problem: "There is no service \"\(pattern.prefix)\".",
                remedy: near.map { "Did you mean \"\($0):\(pattern.name)\"?" }
                    ?? "Write the service's prefix, such as s3.")
        }
        let found = service.actions(matching: pattern)
        if let known = found.first {
            if found.contains(where: \.isListed) { return }
            report(
                .unlistedAction, at: text.place,
                problem: "AWS's reference does not list \(service.prefix):\(known.name), only policies of AWS name it.",
                remedy: "Remove it, unless you know that it is needed.")
        } else if service.isListed {
            let name = pattern.name.filter { $0 != "*" && $0 != "?" }
            let near = NearestName.of(name, among: service.actions.values.lazy.filter(\.isListed).map(\.name))
            report(
                .invalidAction, at: text.place, problem: "No action of \(service.prefix) is \"\(pattern.name)\".",
                remedy: near.map { "Did you mean \"\(service.prefix):\($0)\"?" } ?? "Remove it.")
        } else {
            report(
                .unlistedAction, at: text.place,
                problem: "AWS's reference no longer lists the service \(service.prefix).",
                remedy: "Remove its actions, unless you know that they are needed.")
        }
    }

    private static let trustActions = [
        "sts:assumerole", "sts:assumerolewithsaml", "sts:assumerolewithwebidentity", "sts:tagsession",
        "sts:setsourceidentity", "sts:setcontext",
    ]

    private mutating func checkFit(of pattern: ActionPattern, _ text: LintedText) {
        switch kind {
        case .trust where !(pattern.prefix == "sts" && Inspection.trustActions.contains(where: pattern.covers)):
            report(
                .unsupportedActionInPolicy, at: text.place,
                problem: "A trust policy can't be about \(text.value).",
                remedy: "Write sts:AssumeRole, or the form of it for the principal.")
        case .bucket where pattern.prefix != "s3" && pattern.prefix != "*":
            report(
                .unsupportedActionInPolicy, at: text.place, problem: "A bucket's policy can't be about \(text.value).",
                remedy: "Write actions of s3.")
        default: break
        }
    }

    /// Actions that another pattern of the same list covers.
    private mutating func checkRedundantActions(_ actions: LintedPatterns) {
        let redundant = Redundancy.covered(actions.patterns) { text in
            let isEverything = text.value == "*" || text.value == "*:*"
            return Wildcard(isEverything ? "*" : text.value, ignoringCase: true)
        }
        guard let first = redundant.first else { return }
        report(
            .redundantAction, at: redundant.map(\.text.place),
            problem: "\(redundant.count) of the actions are covered by others, such as \(first.text.value) by "
                + "\(first.by.value).",
            remedy: "Remove them, or the wider ones.")
    }
}
