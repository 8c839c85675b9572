import AWSTypes
import PolicyEngine
import PolicyLanguage

/// `Principal` and `NotPrincipal`, evaluated as the tables say.
struct ReferencePrincipals {
    let element: PrincipalElement
    let principal: RequestPrincipal
    let isDeny: Bool
    let hasBoundary: Bool

    /// The names of the caller at one level, and what being named there is worth.
    private struct Level {
        var names: [String]
        var strength: GrantStrength
    }

    /// The caller's levels, without its account.
    private var levels: [Level] {
        switch principal {
        case .anonymous, .root: []
        case .user(let user): [Level(names: [user.arn] + (user.id.map { [$0] } ?? []), strength: .direct)]
        case .roleSession(let session):
            [
                Level(names: [session.arn], strength: .direct),
                Level(names: [session.role] + (session.roleID.map { [$0] } ?? []), strength: .limited),
            ]
        case .federatedUser(let session):
            [Level(names: [session.arn], strength: .direct)]
                + (session.issuer.map { [Level(names: [$0.arn] + ($0.id.map { [$0] } ?? []), strength: .limited)] }
                    ?? [])
        case .service(let names): [Level(names: names, strength: .direct)]
        case .federated(let provider): [Level(names: [provider], strength: .direct)]
        }
    }

    private var namesEveryone: Bool {
        element.values.contains { $0.kind == .everyone || $0.kind == .aws && $0.text == "*" }
    }

    private var namesAccount: Bool {
        guard let account = principal.account else { return false }
        return element.values.contains { value in
            value.kind == .aws
                && (value.text == account.description
                    || value.text.hasPrefix("arn:") && value.text.hasSuffix(":iam::\(account):root"))
        }
    }

    private func isNamed(_ level: Level) -> Bool {
        let kind: PrincipalValue.Kind
        switch principal {
        case .service: kind = .service
        case .federated: kind = .federated
        case .anonymous, .root, .user, .roleSession, .federatedUser: kind = .aws
        }
        return element.values.contains { value in
            value.kind == kind && (level.names.contains(value.text) || kind != .aws && value.text == "*")
        }
    }

    /// How closely the element names the caller; nil where it doesn't.
    var strength: GrantStrength? {
        if element.isNegated { return isExcluded ? nil : .direct }
        if namesEveryone { return .direct }
        var strengths = levels.filter(isNamed).map(\.strength)
        if namesAccount {
            if case .root = principal { strengths.append(.direct) } else { strengths.append(.delegated) }
        }
        return strengths.max()
    }

    private var isExcluded: Bool {
        if isDeny {
            if hasBoundary, principal.account != nil { return false }
            if namesEveryone { return true }
            if principal == .anonymous { return false }
            let accountIsExcluded = principal.account == nil || namesAccount
            return accountIsExcluded && levels.allSatisfy(isNamed)
        }
        return namesEveryone || namesAccount || levels.contains(where: isNamed)
    }
}
