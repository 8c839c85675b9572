import PolicyLanguage

/// Builds an index over policies.
struct PolicyIndexBuilder {
    private let policies: [CompiledPolicy]
    private var buckets: [PolicyIndex.Bucket] = []
    private var names: [PolicyIndex.NameSlot] = []
    private var nameGlobs: [PolicyIndex.NameGlob] = []
    private var trie = PolicyTrieBuilder()

    static func build(_ policies: [CompiledPolicy]) -> PolicyIndex {
        var builder = PolicyIndexBuilder(policies: policies)
        return builder.build()
    }

    private init(policies: [CompiledPolicy]) { self.policies = policies }

    private mutating func build() -> PolicyIndex {
        let services = namedServices()
        if policies.contains(where: { $0.image.tables.statements.count > 0 }) {
            addBucket(for: nil)
            for service in services { addBucket(for: service) }
        }
        return PolicyIndex(
            PolicyIndex.Tables(
                images: Table(policies.map(\.image.tables)), buckets: Table(buckets),
                bucketSlots: Table(slots(of: services)), names: Table(names), nameGlobs: Table(nameGlobs),
                nodes: Table(trie.nodes), entries: Table(trie.entries), bytes: Table(trie.bytes)),
            keeping: policies)
    }

    /// The services that policies spell out, in lower case, in order of their names.
    private func namedServices() -> [[UInt8]] {
        var services: Set<[UInt8]> = []
        for image in policies.map(\.image.tables) {
            for place in 0..<image.actions.count where image.actions[place].serviceKind == .literal {
                services.insert(Array(image.bytes[image.actions[place].service.pattern]))
            }
        }
        return services.sorted { $0.lexicographicallyPrecedes($1) }
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

    private mutating func addBucket(for service: [UInt8]?) {
        var patterns = NamePatterns()
        var items: [PolicyTrieBuilder.Item] = []
        for (policy, image) in policies.map(\.image.tables).enumerated() {
            for place in 0..<image.statements.count {
                let statement = image.statements[place]
                guard let bits = bits(of: statement, in: image, for: service, &patterns) else { continue }
                items += self.items(of: statement, in: image, policy: policy, index: place, bits: bits)
            }
        }
        // With more patterns than bits, a mask can rule out but proves nothing.
        if patterns.count > NamePatterns.exactCount {
            for place in items.indices { items[place].entry.verifyAction() }
        }
        let (nameTable, globs) = store(patterns)
        buckets.append(
            PolicyIndex.Bucket(
                service: trie.store(service ?? []), names: nameTable, globs: globs, root: trie.add(items)))
    }

    /// What the index knows of a statement's actions.
    private struct ActionBits {
        var mask: UInt64 = 0
        var isNegated = false
        var needsVerification = false
    }

    /// The patterns of a statement that concern a service; nil where the statement can't be about it.
    private func bits(
        of statement: PolicyImage.Statement, in image: PolicyImage.Tables, for service: [UInt8]?,
        _ patterns: inout NamePatterns
    ) -> ActionBits? {
        var bits = ActionBits()
        for pattern in image.actions[statement.actions] {
            let concerns: Bool
            switch pattern.serviceKind {
            case .malformed: concerns = false
            case .any: concerns = true
            case .literal:
                concerns = service.map { image.bytes[pattern.service.pattern].elementsEqual($0) } ?? false
            case .pattern:
                concerns =
                    service.map { $0.withUnsafeBufferPointer { pattern.service.matches($0, in: image.bytes) } } ?? false
                if service == nil { bits.needsVerification = true }
            }
            if concerns { bits.mask |= patterns.mask(of: Array(image.bytes[pattern.name.pattern])) }
        }
        if bits.needsVerification {
            bits.mask = PolicyIndex.always
        } else if statement.actionsAreNegated {
            bits.isNegated = true
        } else if bits.mask == 0 {
            return nil
        }
        return bits
    }

    /// A statement's places in the trie: one for each of its resources.
    private func items(
        of statement: PolicyImage.Statement, in image: PolicyImage.Tables, policy: Int, index: Int, bits: ActionBits
    ) -> [PolicyTrieBuilder.Item] {
        func item(
            _ prefix: [UInt8], _ check: PolicyIndex.Entry.Check, _ resource: Slice = Slice(), isExact: Bool = false,
            rest: [UInt8] = []
        ) -> PolicyTrieBuilder.Item {
            PolicyTrieBuilder.Item(
                prefix: prefix, isExact: isExact, isDeny: statement.isDeny, rest: rest,
                entry: PolicyIndex.Entry(
                    mask: bits.mask, policy: UInt32(policy), statement: UInt32(index),
                    conditions: statement.conditions, resource: resource, check: check,
                    maskIsNegated: bits.isNegated, verifiesAction: bits.needsVerification,
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
    private mutating func store(_ patterns: NamePatterns) -> (names: Slice, globs: Slice) {
        var globs: [PolicyIndex.NameGlob] = []
        var literals: [(name: [UInt8], mask: UInt64)] = []
        for (name, mask) in patterns.all {
            let glob = Glob(pattern: trie.store(name), bytes: name)
            if glob.kind == .literal {
                literals.append((name, mask))
            } else {
                globs.append(PolicyIndex.NameGlob(glob: glob, mask: mask))
            }
        }
        let globSlice = Slice(start: nameGlobs.count, count: globs.count)
        nameGlobs += globs
        if literals.isEmpty { return (Slice(), globSlice) }
        let free = PolicyIndex.NameSlot(hash: 0, name: Slice(), mask: 0)
        var table = [PolicyIndex.NameSlot](repeating: free, count: PolicyIndexBuilder.tableSize(for: literals.count))
        for (name, mask) in literals {
            var mask = mask | PolicyIndex.always
            for (pattern, bit) in patterns.all where pattern.contains(where: { $0 >= Glob.anyCharacter }) {
                let covers = pattern.withUnsafeBufferPointer { pattern in
                    name.withUnsafeBufferPointer { Glob.matches(pattern, $0) }
                }
                if covers { mask |= bit }
            }
            let key = name.withUnsafeBufferPointer { hash($0) }
            var slot = Int(truncatingIfNeeded: key) & (table.count - 1)
            while table[slot].mask != 0 { slot = (slot + 1) & (table.count - 1) }
            table[slot] = PolicyIndex.NameSlot(hash: key, name: trie.store(name), mask: mask)
        }
        let slice = Slice(start: names.count, count: table.count)
        names += table
        return (slice, globSlice)
    }
}

extension PolicyIndex.Entry {
    /// Has the action compared pattern by pattern; a negated mask can't even rule out any more.
    fileprivate mutating func verifyAction() {
        verifiesAction = true
        if maskIsNegated { (mask, maskIsNegated) = (PolicyIndex.always, false) }
    }
}

/// The distinct names of a bucket's action patterns, each with a bit; bits are shared when there are too many.
private struct NamePatterns {
    static let exactCount = 63

    private(set) var all: [(name: [UInt8], mask: UInt64)] = []
    private var masks: [[UInt8]: UInt64] = [:]

    var count: Int { all.count }

    mutating func mask(of name: [UInt8]) -> UInt64 {
        if let mask = masks[name] { return mask }
        let mask: UInt64 = 1 << UInt64(all.count % NamePatterns.exactCount)
        masks[name] = mask
        all.append((name, mask))
        return mask
    }
}
