import AWSTypes
import IdentityModel
import Operations

/// Finds the role that somebody gets of a pool.
///
/// Source: Amazon Cognito Developer Guide, "Using role-based access control".
struct RoleChoice {
    let pool: IdentityPool
    let logins: [VerifiedLogin]
    /// The role that the request names, of those that the token offers.
    let custom: ARN?

    /// The role.
    ///
    /// - Throws: `InvalidIdentityPoolConfigurationException` where the pool has none, `NotAuthorizedException` where
    ///   the claims lead to none.
    func role() throws(AWSError) -> ARN {
        guard !logins.isEmpty else { return try configured(pool.unauthenticatedRole) }
        for login in logins {
            guard let mapping = mapping(of: login) else { continue }
            if let role = try mapped(by: mapping, of: login) { return role }
            if mapping.fallback == .deny { throw .ambiguousRole }
            return try configured(pool.authenticatedRole)
        }
        if custom != nil { throw .customRoleNotOffered }
        return try configured(pool.authenticatedRole)
    }

    private func configured(_ role: ARN?) throws(AWSError) -> ARN {
        guard let role else { throw .invalidPoolConfiguration }
        return role
    }

    private func mapping(of login: VerifiedLogin) -> RoleMapping? {
        login.aliases.lazy.compactMap { pool.roleMappings[$0] }.first
    }

    private func mapped(by mapping: RoleMapping, of login: VerifiedLogin) throws(AWSError) -> ARN? {
        switch mapping.kind {
        case .rules:
            if custom != nil { throw .customRoleNotOffered }
            return mapping.rules?.first { $0.fits(login.values(of: $0.claim)) }?.role
        case .token:
            let offered = login.values(of: "cognito:roles").compactMap { ARN($0) }
            let preferred = login.values(of: "cognito:preferred_role").first.flatMap { ARN($0) }
            if let custom {
                guard offered.contains(custom) || preferred == custom else { throw .customRoleNotOffered }
                return custom
            }
            return preferred ?? (offered.count == 1 ? offered[0] : nil)
        }
    }

    /// The tags that the pool makes of claims, and those that the token carries.
    func tags() -> Tags {
        var tags: Tags = []
        for login in logins {
            tags.set(login.tags)
            guard let map = login.aliases.lazy.compactMap({ pool.tagMaps[$0] }).first else { continue }
            for (key, claim) in map.effectiveTags.sorted(by: { $0.key < $1.key }) {
                guard let value = login.values(of: claim).first, tagValueConstraint.violations(of: value).isEmpty else {
                    continue
                }
                tags.set(Tag(key: key, value: value))
            }
        }
        return tags
    }
}

extension RoleMapping.Rule {
    /// Whether a claim with these values fits; one that is missing fits nothing.
    func fits(_ values: [String]) -> Bool {
        switch match {
        case .equals: values.contains(value)
        case .contains: values.contains { $0.contains(value) }
        case .startsWith: values.contains { $0.hasPrefix(value) }
        case .notEqual: !values.isEmpty && !values.contains(value)
        }
    }
}
