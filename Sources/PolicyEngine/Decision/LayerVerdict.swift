/// What one layer says about a request.
struct LayerVerdict {
    /// A `Deny` that applies.
    var deny: Location?
    /// The `Allow` that applies; of several in a resource's policy the one that names the caller most closely.
    var allow: Location?
    /// How closely that `Allow` names the caller.
    var strength = GrantStrength.none

    /// A statement of the layer.
    struct Location: BitwiseCopyable {
        var policy: UInt32
        var statement: UInt32
    }
}

extension PolicySet {
    /// Asks the layer: a `Deny` first, which ends the search, then the strongest `Allow`.
    @inline(__always)
    func verdict(on request: AuthorizationRequest, _ view: RequestView) -> LayerVerdict {
        let tables = index.tables
        var verdict = LayerVerdict()
        guard let (bucket, mask) = tables.bucket(for: view) else { return verdict }
        tables.search(from: bucket.denies, view) { entry, matched in
            guard tables.strength(of: entry, mask, matched, request, view) > .none else { return false }
            verdict.deny = LayerVerdict.Location(policy: entry.pointee.policy, statement: entry.pointee.statement)
            return true
        }
        if verdict.deny != nil { return verdict }
        tables.search(from: bucket.allows, view) { entry, matched in
            let strength = tables.strength(of: entry, mask, matched, request, view)
            guard strength > verdict.strength else { return false }
            verdict.allow = LayerVerdict.Location(policy: entry.pointee.policy, statement: entry.pointee.statement)
            verdict.strength = strength
            return strength == .direct
        }
        return verdict
    }

    /// The statement at a place.
    func reference(_ location: LayerVerdict.Location) -> StatementReference {
        StatementReference(policy: policies[Int(location.policy)], index: Int(location.statement))
    }
}

extension PolicyIndex.Tables {
    /// How closely an entry's statement names the caller, if it applies; otherwise `none`. Cheap tests first.
    @inline(__always)
    fileprivate func strength(
        of entry: UnsafePointer<PolicyIndex.Entry>, _ mask: UInt64, _ matched: Int, _ request: AuthorizationRequest,
        _ view: RequestView
    ) -> GrantStrength {
        guard (entry.pointee.mask & mask != 0) != entry.pointee.maskIsNegated else { return .none }
        return checkedStrength(of: entry, matched, request, view)
    }

    private func checkedStrength(
        of entry: UnsafePointer<PolicyIndex.Entry>, _ matched: Int, _ request: AuthorizationRequest, _ view: RequestView
    ) -> GrantStrength {
        let image = images.pointer(to: Int(entry.pointee.policy)).pointee
        switch entry.pointee.check {
        case .nothing: break
        case .rest:
            let pattern = image.bytes[image.resources[entry.pointee.pattern].whole.pattern]
            guard Glob.matches(pattern.from(matched), view.resource.from(matched)) else { return .none }
        case .pattern:
            guard request.matches(image.resources[entry.pointee.pattern], image, view) else { return .none }
        case .statement:
            guard request.resourceMatches(image.statements[entry.pointee.statement], image, view) else { return .none }
        }
        let statement = image.statements[entry.pointee.statement]
        if entry.pointee.verifiesAction, !view.actionMatches(statement, image) { return .none }
        let strength = request.strength(of: statement, image, view)
        guard strength > .none, request.conditionsHold(statement, image, view) else { return .none }
        return strength
    }
}
