import PolicyLanguage

/// Builds an index over policies.
struct PolicyIndexBuilder {
    private let policies: [CompiledPolicy]
    private let statements: [StatementActions]
    private var buckets: [PolicyIndex.Bucket] = []
    private var names: [PolicyIndex.NameSlot] = []
    private var nameGlobs: [PolicyIndex.NameGlob] = []
    private var trie = PolicyTrieBuilder()

    static func build(_ policies: [CompiledPolicy]) -> PolicyIndex {
        var builder = PolicyIndexBuilder(policies: policies)
        return builder.build()
    }

    private init(policies: [CompiledPolicy]) {
        self.policies = policies
        statements = StatementActions.all(of: policies)
    }

    private mutating func build() -> PolicyIndex {
        // Which statements name which service; the universal ones may be about any.
        var byService: [[UInt8]: [Int]] = [:]
        for (place, statement) in statements.enumerated() where !statement.isUniversal {
            for service in statement.names.keys { byService[service, default: []].append(place) }
        }
        let universal = statements.indices.filter { statements[$0].isUniversal }
        for service in universal.flatMap({ statements[$0].names.keys }) where byService[service] == nil {
            byService[service] = []
        }
        let services = byService.keys.sorted { $0.lexicographicallyPrecedes($1) }
        if !statements.isEmpty {
            addBucket(for: nil, of: universal)
            for service in services { addBucket(for: service, of: ((byService[service] ?? []) + universal).sorted()) }
        }
        return PolicyIndex(
            PolicyIndex.Tables(
                images: Table(policies.map(\.image.tables)), buckets: Table(buckets),
                bucketSlots: Table(slots(of: services)), names: Table(names), nameGlobs: Table(nameGlobs),
                nodes: Table(trie.nodes), entries: Table(trie.entries), bytes: Table(trie.bytes)),
            keeping: policies)
    }

    /// Which bucket has which service, by hash.
    ///
    /// The first bucket belongs to no service.
    private func slots(of services: [[UInt8]]) -> [UInt32] {
        var slots = [UInt32](repeating: 0, count: PolicyIndexBuilder.tableSize(for: services.count))
        for (place, service) in services.enumerated() {
            var slot = service.withUnsafeBufferPointer { Int(truncatingIfNeeded: hash($0)) } & (slots.count - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = UInt32(place + 2)
        }
        return slots
    }

    /// A power of two of which at least half stays free.
    private static func tableSize(for count: Int) -> Int {
        var size = 2
        while size < count * 2 { size *= 2 }
        return size
    }

    // MARK: Buckets

    /// Adds the bucket of a service, or of those that no policy names, out of the statements that can be about it.
    private mutating func addBucket(for service: [UInt8]?, of candidates: [Int]) {
        var masks = ActionMasks()
        var chosen: [StatementActions] = []
        for statement in candidates.map({ statements[$0] }) {
            let names = statement.names(concerning: service)
            if names.isEmpty, !statement.isNegated, !statement.needsVerification(for: service) { continue }
            masks.add(names)
            chosen.append(statement)
        }
        let resolved = masks.resolve()
        var items: [PolicyTrieBuilder.Item] = []
        for (statement, mask) in zip(chosen, resolved.statements) {
            var action = ActionTest(mask: mask, isNegated: statement.isNegated, isVerified: false)
            if !resolved.isExact || statement.needsVerification(for: service) { action.verify() }
            items += self.items(of: statement, action)
        }
        let (nameTable, globs) = store(resolved.names)
        buckets.append(
            PolicyIndex.Bucket(
                service: trie.store(service ?? []), names: nameTable, globs: globs, root: trie.add(items)))
    }

    /// How an entry of the index is to test the action.
    private struct ActionTest {
        var mask: UInt64
        var isNegated: Bool
        var isVerified: Bool

        /// Has the action compared pattern by pattern: the mask can still rule out, unless it is negated or empty.
        mutating func verify() {
            isVerified = true
            if isNegated || mask == 0 { (mask, isNegated) = (PolicyIndex.always, false) }
        }
    }

    /// A statement's places in the trie: one for each of its resources.
    private func items(of actions: StatementActions, _ test: ActionTest) -> [PolicyTrieBuilder.Item] {
        let (policy, index) = (actions.policy, actions.index)
        let image = policies[policy].image.tables
        let statement = image.statements[index]
        func item(
            _ prefix: [UInt8], _ check: PolicyIndex.Entry.Check, _ resource: Slice = Slice(), isExact: Bool = false,
            rest: [UInt8] = []
        ) -> PolicyTrieBuilder.Item {
            PolicyTrieBuilder.Item(
                prefix: prefix, isExact: isExact, isDeny: statement.isDeny, rest: rest,
                entry: PolicyIndex.Entry(
                    mask: test.mask, policy: UInt32(policy), statement: UInt32(index),
                    conditions: statement.conditions, resource: resource, check: check,
                    maskIsNegated: test.isNegated, verifiesAction: test.isVerified,
                    namesPrincipals: statement.principalsAre != .unnamed))
        }
        if !statement.hasResources { return [item([], .nothing)] }
        if statement.resourcesAreNegated { return [item([], .statement)] }
        return statement.resources.range.compactMap { place in
            let pattern = image.resources[place]
            let prefix = Array(image.bytes[pattern.literalPrefix])
            switch pattern.kind {
            case .nothing: return nil
            case .any: return item([], .nothing)
            case .literal: return item(prefix, .nothing, isExact: true)
            case .glob where pattern.whole.kind == .prefix: return item(prefix, .nothing)
            case .glob:
                let whole = pattern.whole.pattern.range
                let rest = Slice(start: whole.lowerBound + prefix.count, count: whole.count - prefix.count)
                return item(prefix, .rest, rest, rest: Array(image.bytes[rest]))
            case .template, .segmented:
                let written = policies[policy].document.statements[index].resources?.patterns
                let text = written?[place - Int(statement.resources.start)].value ?? ""
                return item(prefix, .pattern, Slice(start: place, count: 1), rest: Array(text.utf8))
            }
        }
    }

    /// Stores a bucket's names: those spelled out with the masks of all patterns that cover them.
    private mutating func store(_ patterns: [ActionMasks.Name]) -> (names: Slice, globs: Slice) {
        var globs: [PolicyIndex.NameGlob] = []
        var literals: [ActionMasks.Name] = []
        for pattern in patterns {
            let glob = Glob(pattern: trie.store(pattern.name), bytes: pattern.name)
            if glob.kind == .literal {
                literals.append(pattern)
            } else {
                globs.append(PolicyIndex.NameGlob(glob: glob, mask: pattern.mask))
            }
        }
        let globSlice = Slice(start: nameGlobs.count, count: globs.count)
        nameGlobs += globs
        if literals.isEmpty { return (Slice(), globSlice) }
        let wildcards = patterns.filter { $0.name.contains { $0 >= Glob.anyCharacter } }
        let free = PolicyIndex.NameSlot(hash: 0, name: Slice(), mask: 0)
        var table = [PolicyIndex.NameSlot](repeating: free, count: PolicyIndexBuilder.tableSize(for: literals.count))
        for literal in literals {
            var mask = literal.mask | PolicyIndex.always
            literal.name.withUnsafeBufferPointer { name in
                for wildcard in wildcards where wildcard.mask & ~mask != 0 {
                    if wildcard.name.withUnsafeBufferPointer({ Glob.matches($0, name) }) { mask |= wildcard.mask }
                }
            }
            let key = literal.name.withUnsafeBufferPointer { hash($0) }
            var slot = Int(truncatingIfNeeded: key) & (table.count - 1)
            while table[slot].mask != 0 { slot = (slot + 1) & (table.count - 1) }
            table[slot] = PolicyIndex.NameSlot(hash: key, name: trie.store(literal.name), mask: mask)
        }
        let slice = Slice(start: names.count, count: table.count)
        names += table
        return (slice, globSlice)
    }
}
