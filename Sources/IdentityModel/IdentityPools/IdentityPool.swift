import AWSTypes

/// A pool of identities: whose word it takes, and which roles it gives.
package struct IdentityPool: Sendable, Equatable, Codable {
    /// Its id.
    package let id: IdentityPoolID
    /// What people may change of it.
    package var settings: Settings
    /// Its tags.
    package var tags: Tags = []
    /// The role of those who have logged in.
    package var authenticatedRole: ARN?
    /// The role of guests.
    package var unauthenticatedRole: ARN?
    /// How a provider's claims choose a role, by the provider's name.
    package var roleMappings: [String: RoleMapping] = [:]
    /// How a provider's claims become tags of sessions, by the provider's name.
    package var tagMaps: [String: PrincipalTagMap] = [:]

    /// A pool without roles.
    package init(id: IdentityPoolID, settings: Settings) {
        self.id = id
        self.settings = settings
    }

    /// Its ARN.
    package func arn(in account: AccountID) -> ARN {
        ARN(
            partition: Partition(region: id.region), service: "cognito-identity", region: id.region,
            account: account.description, resource: "identitypool/\(id)")
    }

    /// What UpdateIdentityPool replaces as a whole.
    package struct Settings: Sendable, Equatable, Codable {
        /// Its name.
        package var name: String
        /// Whether it has guests.
        package var allowsGuests: Bool
        /// Whether identities may take their tokens to STS themselves; nil: nobody said.
        package var allowsClassicFlow: Bool?
        /// Public providers, each with the application's id there.
        package var publicProviders: [String: String] = [:]
        /// The name of the provider whose users the owner vouches for.
        package var developerProvider: String?
        /// OpenID Connect providers of the account; nil: nobody said.
        package var openIDProviders: [ARN]?
        /// User pools.
        package var userPools: [UserPoolClient]?
        /// SAML providers of the account.
        package var samlProviders: [ARN]?

        /// Settings that allow nothing.
        package init(name: String, allowsGuests: Bool) {
            self.name = name
            self.allowsGuests = allowsGuests
        }
    }

    /// A client of a user pool.
    package struct UserPoolClient: Sendable, Equatable, Codable {
        /// The pool: `cognito-idp.REGION.amazonaws.com/ID`.
        package let provider: String?
        /// The client's id.
        package let clientID: String?
        /// Whether the pool is asked if the user is still there.
        package let checksToken: Bool?

        /// Makes a client.
        package init(provider: String?, clientID: String?, checksToken: Bool?) {
            self.provider = provider
            self.clientID = clientID
            self.checksToken = checksToken
        }
    }
}

/// How claims choose a role.
package struct RoleMapping: Sendable, Equatable, Codable {
    /// Where the choice stands.
    package enum Kind: String, Sendable, Codable, CaseIterable {
        /// The token names its role.
        case token = "Token"
        /// Rules look at claims.
        case rules = "Rules"
    }

    /// What happens where nothing is chosen.
    package enum Fallback: String, Sendable, Codable, CaseIterable {
        /// The role of those who have logged in is given.
        case authenticatedRole = "AuthenticatedRole"
        /// Nothing is given.
        case deny = "Deny"
    }

    /// A rule: the first that fits chooses.
    package struct Rule: Sendable, Equatable, Codable {
        /// How a claim is compared.
        package enum Match: String, Sendable, Codable, CaseIterable {
            /// It is the value.
            case equals = "Equals"
            /// The value is part of it.
            case contains = "Contains"
            /// It begins with the value.
            case startsWith = "StartsWith"
            /// It is not the value.
            case notEqual = "NotEqual"
        }
        /// The claim's name.
        package let claim: String
        /// How it is compared.
        package let match: Match
        /// With what.
        package let value: String
        /// The role.
        package let role: ARN

        /// Makes a rule.
        package init(claim: String, match: Match, value: String, role: ARN) {
            self.claim = claim
            self.match = match
            self.value = value
            self.role = role
        }
    }

    /// Where the choice stands.
    package let kind: Kind
    /// What happens where nothing is chosen.
    package let fallback: Fallback?
    /// The rules, in their order; nil: none were given.
    package let rules: [Rule]?

    /// Makes a mapping.
    package init(kind: Kind, fallback: Fallback?, rules: [Rule]?) {
        self.kind = kind
        self.fallback = fallback
        self.rules = rules
    }
}

/// How claims become tags.
package struct PrincipalTagMap: Sendable, Equatable, Codable {
    /// Whether AWS's own mapping is used: `username` of `sub`, and `client` of `aud`.
    package let usesDefaults: Bool
    /// Claims, by the tag that each becomes.
    package let tags: [String: String]

    /// Makes a map.
    package init(usesDefaults: Bool, tags: [String: String]) {
        self.usesDefaults = usesDefaults
        self.tags = tags
    }

    /// The claims that count, by the tag that each becomes.
    package var effectiveTags: [String: String] { usesDefaults ? ["username": "sub", "client": "aud"] : tags }
}
