/// Whether a statement's actions and resources belong together.
extension Inspection {
    /// A type of resources of a service.
    private struct TypeID: Hashable {
        let service: String
        let place: Int
    }

    mutating func checkResourceTypes(_ statement: LintedStatement) {
        guard kind != .trust, let actions = statement.actions, !actions.isNegated,
            let resources = statement.resources, !resources.isNegated, !resources.hasEverything
        else { return }
        var taken: Set<TypeID> = []
        var isOpenEnded = false
        for text in actions.patterns {
            guard let resolved = resolve(text), resolved.actions.contains(where: \.isListed) else {
                isOpenEnded = true
                continue
            }
            for action in resolved.actions { taken.formUnion(types(of: action, in: resolved.service)) }
        }
        var named: Set<TypeID> = []
        for text in resources.patterns {
            guard let types = types(named: text.value) else { return }
            if !isOpenEnded, !types.isEmpty, types.isDisjoint(with: taken) {
                report(
                    .resourceWithoutAction, at: text.place,
                    problem: "None of the statement's actions acts on such a resource.",
                    remedy: "Remove the resource, or add the actions that you mean.")
            }
            named.formUnion(types)
        }
        if !named.isEmpty { checkActions(statement, takeSomeOf: named) }
    }

    private mutating func checkActions(_ statement: LintedStatement, takeSomeOf named: Set<TypeID>) {
        let idle = exactActions(of: statement).filter { resolved in
            let action = resolved.actions[0]
            // AWS: IAM decides its listings on the ARN of a path, though its reference gives them no resource.
            if resolved.service.prefix == "iam", action.name.hasPrefix("List"), action.resources.isEmpty {
                return false
            }
            return types(of: action, in: resolved.service).isDisjoint(with: named)
        }
        guard let first = idle.first else { return }
        let names = idle.map(\.text.value).joined(separator: ", ")
        let action = first.actions[0]
        let forms = action.resources.flatMap { first.service.resources[$0.place].arns }
        report(
            .actionWithoutResource, at: idle.map(\.text.place),
            problem: "The statement has no resource of a type that \(names) acts on.",
            remedy: forms.isEmpty
                ? "\(first.text.value) takes only the resource \"*\"."
                : "\(first.text.value) acts on \(forms.prefix(3).joined(separator: ", ")).")
    }

    private func types(of action: ServiceFacts.Action, in service: ServiceFacts) -> Set<TypeID> {
        Set(action.resources.map { TypeID(service: service.prefix, place: $0.place) })
    }

    /// The types whose ARNs a text may be; nil where it may be anything.
    private mutating func types(named text: String) -> Set<TypeID>? {
        let fields = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false).map(String.init)
        guard fields.count == 6, fields[0] == "arn", Wildcard(fields[2], variables: true).isLiteral else { return nil }
        let resource = Wildcard(fields[5], variables: true)
        let fitting = library.forms(ofNamespace: fields[2]).filter { form in
            (fields[3] == "*" || fields[3].isEmpty == (form.region == nil))
                && (fields[4] == "*" || fields[4].isEmpty == (form.account == nil))
                && form.resource.intersects(resource)
        }
        return Set(fitting.map { TypeID(service: $0.service, place: $0.place) })
    }
}
