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
    func verdict(on request: AuthorizationRequest, hasBoundary: Bool) -> LayerVerdict {
        let tables = index.tables
        var verdict = LayerVerdict()
        guard let (bucket, mask) = tables.bucket(for: request.view) else { return verdict }
        let last = tables.descend(from: bucket.root, along: request.view.resource) { node, isEnd in
            let first = node.pointee.firstEntry
            let count = node.pointee.openDenies + (isEnd ? node.pointee.exactDenies : 0)
            for place in first..<first + count {
                let entry = tables.entries.pointer(to: Int(place))
                guard tables.strength(of: entry, mask, node, request, hasBoundary) > .none else { continue }
                verdict.deny = LayerVerdict.Location(policy: entry.pointee.policy, statement: entry.pointee.statement)
                return true
            }
            return false
        }
        if verdict.deny == nil, let last { tables.findAllow(from: last, mask, request, hasBoundary, &verdict) }
        return verdict
    }

    /// The statement at a place.
    func reference(_ location: LayerVerdict.Location) -> StatementReference {
        StatementReference(policy: policies[Int(location.policy)], index: Int(location.statement))
    }
}

extension PolicyIndex.Tables {
    /// Looks for the strongest `Allow` from the last node on the resource's way up to the root.
    @inline(__always)
    fileprivate func findAllow(
        from last: UInt32, _ mask: UInt64, _ request: AuthorizationRequest, _ hasBoundary: Bool,
        _ verdict: inout LayerVerdict
    ) {
        var place = last
        while true {
            let node = nodes.pointer(to: Int(place))
            let first = node.pointee.firstEntry + node.pointee.openDenies + node.pointee.exactDenies
            let isEnd = Int(node.pointee.depth) == request.view.resource.count
            for entryPlace in first..<first + node.pointee.openAllows + (isEnd ? node.pointee.exactAllows : 0) {
                let entry = entries.pointer(to: Int(entryPlace))
                let strength = strength(of: entry, mask, node, request, hasBoundary)
                guard strength > verdict.strength else { continue }
                verdict.allow = LayerVerdict.Location(policy: entry.pointee.policy, statement: entry.pointee.statement)
                verdict.strength = strength
                if strength == .direct { return }
            }
            if node.pointee.parent == place { return }
            place = node.pointee.parent
        }
    }

    /// How closely an entry's statement names the caller, if it applies; otherwise `none`.
    ///
    /// Cheap tests first.
    @inline(__always)
    fileprivate func strength(
        of entry: UnsafePointer<PolicyIndex.Entry>, _ mask: UInt64, _ node: UnsafePointer<PolicyIndex.Node>,
        _ request: AuthorizationRequest, _ hasBoundary: Bool
    ) -> GrantStrength {
        guard (entry.pointee.mask & mask != 0) != entry.pointee.maskIsNegated else { return .none }
        return entry.pointee.appliesAtSight ? .direct : checkedStrength(of: entry, node, request, hasBoundary)
    }

    private func checkedStrength(
        of entry: UnsafePointer<PolicyIndex.Entry>, _ node: UnsafePointer<PolicyIndex.Node>,
        _ request: AuthorizationRequest, _ hasBoundary: Bool
    ) -> GrantStrength {
        let image = images.pointer(to: Int(entry.pointee.policy)).pointee
        switch entry.pointee.check {
        case .nothing: break
        case .rest:
            let rest = request.view.resource.from(Int(node.pointee.depth))
            guard Glob.matches(image.bytes[entry.pointee.resource], rest) else { return .none }
        case .pattern:
            guard request.matches(image.resources[entry.pointee.resource.start], image) else { return .none }
        case .statement:
            guard request.resourceMatches(image.statements[entry.pointee.statement], image) else { return .none }
        }
        var strength = GrantStrength.direct
        if entry.pointee.verifiesAction || entry.pointee.namesPrincipals {
            let statement = image.statements[entry.pointee.statement]
            if entry.pointee.verifiesAction, !request.view.actionMatches(statement, image) { return .none }
            strength = request.strength(of: statement, image, hasBoundary: hasBoundary)
            if strength == .none { return .none }
        }
        return request.conditionsHold(entry.pointee.conditions, image) ? strength : .none
    }
}
