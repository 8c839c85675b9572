import AWSTypes

extension AuthorizationRequest {
    /// How closely a statement names the caller.
    @inline(__always)
    func strength(
        of statement: PolicyImage.Statement, _ tables: PolicyImage.Tables, hasBoundary: Bool
    ) -> GrantStrength {
        switch statement.principalsAre {
        case .unnamed: .direct
        case .listed: strength(among: tables.principals[statement.principals], tables)
        case .excluded: isExcluded(from: statement, tables, hasBoundary: hasBoundary) ? .none : .direct
        }
    }

    /// The closest of the principals that name the caller.
    private func strength(
        among principals: UnsafeBufferPointer<PolicyImage.Principal>, _ tables: PolicyImage.Tables
    ) -> GrantStrength {
        var strongest = GrantStrength.none
        for principal in principals {
            let strength = strength(of: principal, tables)
            if strength > strongest { strongest = strength }
            if strongest == .direct { break }
        }
        return strongest
    }

    /// How closely one principal of a policy names the caller.
    private func strength(of named: PolicyImage.Principal, _ tables: PolicyImage.Tables) -> GrantStrength {
        let text = tables.bytes[named.text]
        switch named.kind {
        case .everyone: return .direct
        case .nobody: return .none
        case .account: return principal.account?.number == named.account ? accountStrength : .none
        case .canonicalUser:
            guard let canonicalUserID, principal.account != nil else { return .none }
            return canonicalUserID.equals(text) ? accountStrength : .none
        case .arn, .uniqueID: return entityStrength(text)
        case .service:
            guard case .service(let names) = principal else { return .none }
            return names.contains { $0.equals(text) } ? .direct : .none
        case .anyService:
            guard case .service = principal else { return .none }
            return .direct
        case .federated:
            guard case .federated(let provider) = principal else { return .none }
            return provider.equals(text) ? .direct : .none
        case .anyFederated:
            guard case .federated = principal else { return .none }
            return .direct
        }
    }

    /// What naming the account is worth: all to its root user, to others the right to be allowed by their own policies.
    private var accountStrength: GrantStrength {
        if case .root = principal { .direct } else { .delegated }
    }

    /// How closely an ARN or a unique id names the caller.
    @inline(__always)
    private func entityStrength(_ text: Bytes) -> GrantStrength {
        switch principal {
        case .anonymous, .root, .service, .federated: .none
        case .user(let user): user.isNamed(text) ? .direct : .none
        case .roleSession(let session):
            session.arn.equals(text)
                ? .direct : session.role.equals(text) || session.roleID?.equals(text) == true ? .limited : .none
        case .federatedUser(let session):
            session.arn.equals(text) ? .direct : session.issuer?.isNamed(text) == true ? .limited : .none
        }
    }
}

// MARK: - NotPrincipal

extension AuthorizationRequest {
    /// Whether `NotPrincipal` spares the caller.
    ///
    /// Source: IAM User Guide, "NotPrincipal". AWS looks at the account, then at the role or user, then at the
    /// session. A `Deny` spares who is listed at each of these levels, and nobody with a permissions boundary; an
    /// `Allow` reaches nobody who is listed at any.
    private func isExcluded(
        from statement: PolicyImage.Statement, _ tables: PolicyImage.Tables, hasBoundary: Bool
    ) -> Bool {
        let listed = tables.principals[statement.principals]
        guard statement.isDeny else { return strength(among: listed, tables) > .none }
        if hasBoundary, principal.account != nil { return false }
        if listed.contains(where: { $0.kind == .everyone }) { return true }
        guard let account = principal.account else { return strength(among: listed, tables) > .none }
        let accountIsListed = listed.contains { named in
            named.kind == .account && named.account == account.number
                || named.kind == .canonicalUser && canonicalUserID?.equals(tables.bytes[named.text]) == true
        }
        let isListed = { (name: String?) in
            listed.contains { ($0.kind == .arn || $0.kind == .uniqueID) && name?.equals(tables.bytes[$0.text]) == true }
        }
        switch principal {
        case .anonymous, .root, .service, .federated: return accountIsListed
        case .user(let user): return accountIsListed && (isListed(user.arn) || isListed(user.id))
        case .roleSession(let session):
            return accountIsListed && isListed(session.arn) && (isListed(session.role) || isListed(session.roleID))
        case .federatedUser(let session):
            guard let issuer = session.issuer else { return accountIsListed && isListed(session.arn) }
            return accountIsListed && isListed(session.arn) && (isListed(issuer.arn) || isListed(issuer.id))
        }
    }
}

extension UserIdentity {
    /// Whether a text is the user's ARN or unique id.
    fileprivate func isNamed(_ text: Bytes) -> Bool { arn.equals(text) || id?.equals(text) == true }
}

extension String {
    /// Whether the text has these bytes.
    @inline(__always)
    fileprivate func equals(_ bytes: Bytes) -> Bool { utf8.count == bytes.count && withBytes { $0.equals(bytes) } }
}
