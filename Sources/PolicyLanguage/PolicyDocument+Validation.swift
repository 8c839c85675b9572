import AWSTypes

/// AWS's checks at the time a policy is saved, in AWS's order: syntax, version, what the legacy parser refuses,
/// names of statements, actions, resources, action prefixes, forms of resources. The first that fails is reported.
extension PolicyDocument {
    /// Checks what a kind of policy may say.
    ///
    /// Whether the principals of a trust policy exist is left to whoever knows them; their form is checked here.
    public func validate(as kind: PolicyKind) throws(AWSError) {
        try validateVersion(as: kind)
        switch kind {
        case .identity, .boundary, .session: try validateIdentityPolicy()
        case .trust: try validateTrustPolicy()
        case .resource("s3"): try validateBucketPolicy()
        case .resource: try validateResourcePolicy()
        case .serviceControl: try validateServiceControlPolicy()
        case .resourceControl: try validateResourceControlPolicy()
        }
    }

    func validateVersion(as kind: PolicyKind) throws(AWSError) {
        switch kind {
        case .identity, .boundary:
            if version < .v2012 { throw .malformedPolicy("Policy document must be version 2012-10-17 or greater.") }
        case .serviceControl, .resourceControl: if statedVersion != .v2012 { throw .malformedOrganizationPolicy }
        case .session, .trust, .resource: break
        }
    }

    // MARK: Kinds

    private func validateIdentityPolicy() throws(AWSError) {
        if statements.contains(where: { $0.principals != nil }) {
            throw .malformedPolicy("Policy document should not specify a principal.")
        }
        try validateOperators()
        try validateLegacyForms()
        try validateSids()
        try validateActions()
        try validateResourcesExist()
        try validateActionPrefixes()
        for statement in statements {
            for pattern in statement.resources?.patterns ?? [] { try ResourceFormat.validate(pattern.value) }
        }
    }

    private func validateTrustPolicy() throws(AWSError) {
        for statement in statements {
            guard let principals = statement.principals, !principals.values.isEmpty else {
                throw .malformedPolicy("Missing required field Principal")
            }
            if principals.isNegated { throw .malformedPolicy("Has prohibited field NotPrincipal") }
            if statement.resources != nil { throw .malformedPolicy("Has prohibited field Resource") }
        }
        try validateOperators()
        try validateLegacyForms()
        try validateSids()
        try validateActions()
        try validateActionPrefixes()
        for statement in statements { try TrustPolicyRules.validate(statement) }
    }

    private func validateResourcePolicy() throws(AWSError) {
        for statement in statements {
            guard let principals = statement.principals, !principals.values.isEmpty else {
                throw .malformedPolicy("Missing required field Principal")
            }
            for value in principals.values {
                guard value.isWellFormed else { throw value.refusal }
            }
        }
        try validateOperators()
        try validateLegacyForms()
        try validateActions()
        try validateResourcesExist()
        try validateActionPrefixes()
    }

    private func validateBucketPolicy() throws(AWSError) {
        for statement in statements {
            guard let principals = statement.principals, !principals.values.isEmpty else {
                throw .malformedBucketPolicy("Missing required field Principal")
            }
            guard principals.values.allSatisfy(\.isWellFormed) else {
                throw .malformedBucketPolicy("Invalid principal in policy")
            }
            guard let actions = statement.actions, !actions.patterns.isEmpty else {
                throw .malformedBucketPolicy("Missing required field Action")
            }
            let isOfS3 = { (action: String) in action == "*" || action.lowercased().hasPrefix("s3:") || action == "*:*"
            }
            guard actions.isNegated || actions.patterns.allSatisfy({ isOfS3($0.value) }) else {
                throw .malformedBucketPolicy("Policy has invalid action")
            }
            guard let resources = statement.resources, !resources.patterns.isEmpty else {
                throw .malformedBucketPolicy("Missing required field Resource")
            }
            for condition in statement.conditions { try validateBucketCondition(condition) }
        }
    }

    private func validateBucketCondition(_ condition: PolicyCondition) throws(AWSError) {
        guard let comparison = condition.operator.comparison else {
            throw .malformedBucketPolicy("Invalid Condition type : \(condition.operator.text)")
        }
        guard condition.key.value.utf8.contains(UInt8(ascii: ":")) else {
            throw .malformedBucketPolicy("Policy has an invalid condition key")
        }
        if comparison == .ipAddress || comparison == .notIPAddress,
            !condition.values.allSatisfy({ IPNetwork($0.value) != nil })
        {
            throw .malformedBucketPolicy("Invalid IP address in Conditions")
        }
    }

    /// Since September 2025 the full language, but for principals and for ARNs that leave fields out.
    private func validateServiceControlPolicy() throws(AWSError) {
        do {
            if id != nil { throw AWSError.malformedOrganizationPolicy }
            try validateIdentityPolicy()
        } catch {
            throw .malformedOrganizationPolicy
        }
        for statement in statements
        where !(statement.resources?.patterns ?? []).allSatisfy({ ResourceFormat.isComplete($0.value) }) {
            throw .malformedOrganizationPolicy
        }
    }

    private func validateResourceControlPolicy() throws(AWSError) {
        guard id == nil else { throw .malformedOrganizationPolicy }
        for statement in statements {
            guard statement.effect == .deny, let principals = statement.principals, !principals.isNegated,
                principals.values.count == 1, principals.values[0].isEveryone,
                let actions = statement.actions, !actions.isNegated,
                !actions.patterns.contains(where: { $0.value == "*" }),
                let resources = statement.resources,
                resources.patterns.allSatisfy({ ResourceFormat.isComplete($0.value) })
            else { throw .malformedOrganizationPolicy }
        }
        do {
            try validateOperators()
            try validateLegacyForms()
            try validateSids()
            try validateActions()
            try validateResourcesExist()
            try validateActionPrefixes()
        } catch {
            throw .malformedOrganizationPolicy
        }
    }
}
