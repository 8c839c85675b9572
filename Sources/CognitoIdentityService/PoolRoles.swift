import AWSProtocols
import AWSTypes
import IdentityModel
import Operations
import PolicyEngine

/// Says which roles a pool's identities get, in place of what was said before.
struct SetIdentityPoolRoles: WriteOperation {
    typealias Output = Void

    let id: IdentityPoolID
    let roles: [String: ARN]
    let mappings: [String: RoleMapping]

    init(from input: WireInput) {
        id = input.require("IdentityPoolId")
        let kinds = TextPattern("(un)?authenticated") { ["authenticated", "unauthenticated"].contains($0) }
        let texts = input.map("Roles", count: 0...2, keys: TextConstraint(1...128, kinds), values: cognitoARNConstraint)
        if texts == nil { input.miss("Roles") }
        roles = (texts ?? [:]).compactMapValues { input.checkedRole($0, "Roles") }
        let read = input.map("RoleMappings", count: 0...10, keys: providerNameConstraint) { $0.roleMapping() }
        mappings = Dictionary((read ?? []).map { ($0.key, $0.value) }) { _, last in last }
    }

    func facts(for caller: Caller, in state: IdentityState) throws(AWSError) -> AuthorizationFacts {
        let ruled = mappings.values.flatMap { $0.rules ?? [] }.map(\.role)
        let passed = Set(Array(roles.values) + ruled).sorted { $0.description < $1.description }.map { role in
            let tags =
                role.accountID.flatMap { state[$0] }?.roles[RoleName(unchecked: role.roleName)]?.tags ?? []
            return AuthorizationCheck("iam:PassRole", on: role, tagged: tags)
                .with([(.passedToService, .string(CognitoIdentityService.provider))])
        }
        return AuthorizationFacts(
            checks: [AuthorizationCheck("cognito-identity:SetIdentityPoolRoles", on: "*")] + passed)
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) {
        var pool = try caller.pool(id, in: draft.state)
        pool.authenticatedRole = roles["authenticated"]
        pool.unauthenticatedRole = roles["unauthenticated"]
        pool.roleMappings = mappings
        draft.put(.pool(pool), in: caller.accountID)
    }
}

/// Shows which roles a pool's identities get.
struct GetIdentityPoolRoles: ReadOperation {
    let id: IdentityPoolID

    init(from input: WireInput) { id = input.require("IdentityPoolId") }

    func facts(for caller: Caller, in state: IdentityState) throws(AWSError) -> AuthorizationFacts {
        AuthorizationFacts(caller.check(Self.name, on: id, in: state))
    }

    func run(by caller: Caller, in state: IdentityState) throws(AWSError) -> IdentityPool {
        try caller.pool(id, in: state)
    }

    static func encode(_ pool: IdentityPool, to writer: inout WireWriter) {
        writer.field("IdentityPoolId", pool.id)
        let roles = [("authenticated", pool.authenticatedRole), ("unauthenticated", pool.unauthenticatedRole)]
        writer.map("Roles", texts: roles.compactMap { kind, role in role.map { (kind, $0.description) } })
        if pool.roleMappings.isEmpty { return }
        writer.structure("RoleMappings") { writer in
            for (provider, mapping) in pool.roleMappings.sorted(by: { $0.key < $1.key }) {
                writer.structure(provider) { $0.encode(mapping) }
            }
        }
    }
}

extension WireInput {
    fileprivate func roleMapping() -> RoleMapping {
        let kind = requireChoice("Type", standIn: RoleMapping.Kind.token)
        let fallback: RoleMapping.Fallback? = choice("AmbiguousRoleResolution")
        let rules = structure("RulesConfiguration").map { configuration in
            configuration.requireList("Rules", count: 1...400) { rule in
                RoleMapping.Rule(
                    claim: rule.requireText("Claim", claimNameConstraint),
                    match: rule.requireChoice("MatchType", standIn: .equals),
                    value: rule.requireText("Value", TextConstraint(1...128)),
                    role: rule.checkedRole(rule.requireText("RoleARN", cognitoARNConstraint), "RoleARN") ?? .nothing)
            }
        }
        if fallback == nil {
            reject(.invalidParameter("AmbiguousRoleResolution is required for the role mapping type \(kind.rawValue)."))
        }
        if kind == .rules, rules == nil {
            reject(.invalidParameter("RulesConfiguration is required for the role mapping type Rules."))
        }
        return RoleMapping(kind: kind, fallback: fallback, rules: rules)
    }

    /// The ARN of a role; what is none is rejected.
    fileprivate func checkedRole(_ text: String, _ member: String) -> ARN? {
        guard let arn = checked(text, member) else { return nil }
        if arn.service != "iam" || !arn.resource.hasPrefix("role/") || arn.accountID == nil {
            reject(.invalidParameter("\(text) is not a valid role ARN for \(member)."))
        }
        return arn
    }
}

/// `ClaimName`: letters, marks, symbols, digits and punctuation.
private let claimNameConstraint = TextConstraint(
    1...64,
    TextPattern("[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+") { text in
        !text.isEmpty
            && text.unicodeScalars.allSatisfy { scalar in
                switch scalar.properties.generalCategory {
                case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
                    .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .letterNumber, .otherNumber,
                    .mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol, .connectorPunctuation,
                    .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation, .finalPunctuation,
                    .otherPunctuation:
                    true
                default: false
                }
            }
    })

extension ARN {
    /// Stands in for an ARN of a request that is refused.
    fileprivate static let nothing = ARN.iam(.zero, "role/")

    /// The name of a role, which is the last part of its path.
    var roleName: String { resource.split(separator: "/").last.map(String.init) ?? "" }
}

extension WireWriter {
    fileprivate mutating func encode(_ mapping: RoleMapping) {
        field("Type", mapping.kind.rawValue)
        field("AmbiguousRoleResolution", mapping.fallback?.rawValue)
        guard let rules = mapping.rules else { return }
        structure("RulesConfiguration") { writer in
            writer.list("Rules", rules) { writer, rule in
                writer.field("Claim", rule.claim)
                writer.field("MatchType", rule.match.rawValue)
                writer.field("Value", rule.value)
                writer.field("RoleARN", rule.role)
            }
        }
    }
}
