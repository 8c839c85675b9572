/// Builds tries over the literal beginnings of resources.
struct PolicyTrieBuilder {
    private(set) var nodes: [PolicyIndex.Node] = []
    private(set) var entries: [PolicyIndex.Entry] = []
    private(set) var bytes: [UInt8] = []

    /// An entry and where it goes.
    struct Item {
        /// What a resource has to begin with.
        var prefix: [UInt8]
        /// Whether the resource has to end there too.
        var isExact: Bool
        var isDeny: Bool
        /// For an entry with a rest to match that rest, for one with a pattern the pattern's text.
        var rest: [UInt8]
        var entry: PolicyIndex.Entry
    }

    /// Stores bytes, and gives their place.
    mutating func store(_ text: some Collection<UInt8>) -> Slice {
        let start = bytes.count
        bytes.append(contentsOf: text)
        return Slice(start: start, count: bytes.count - start)
    }

    /// Adds a trie, and gives its root's place.
    ///
    /// Works through a list of nodes still to fill, so that no policy can exhaust the stack, and so that children
    /// lie side by side.
    mutating func add(_ items: [Item]) -> UInt32 {
        // Entries of one node keep the order of their statements.
        let sorted = items.enumerated().sorted { one, other in
            one.element.prefix == other.element.prefix
                ? one.offset < other.offset : one.element.prefix.lexicographicallyPrecedes(other.element.prefix)
        }.map(\.element)
        let root = nodes.count
        nodes.append(PolicyTrieBuilder.emptyNode)
        nodes[root].parent = UInt32(root)
        if sorted.isEmpty { return UInt32(root) }
        var pending = [Pending(node: root, items: 0..<sorted.count, depth: 0)]
        var next = 0
        while next < pending.count {
            fill(pending[next], sorted, &pending)
            next += 1
        }
        return UInt32(root)
    }

    /// A node that is to hold these items, whose first `depth` bytes lie above it.
    private struct Pending {
        var node: Int
        var items: Range<Int>
        var depth: Int
    }

    private mutating func fill(_ task: Pending, _ items: [Item], _ pending: inout [Pending]) {
        let first = items[task.items.lowerBound].prefix
        let last = items[task.items.upperBound - 1].prefix
        // Sorted, so that what the first and the last share, all share.
        var end = task.depth
        while end < first.count, end < last.count, first[end] == last[end] { end += 1 }
        let ending = task.items.prefix { items[$0].prefix.count == end }
        var node = nodes[task.node]
        node.label = store(first[task.depth..<end])
        node.depth = UInt32(end)
        node.firstEntry = UInt32(entries.count)
        let here = ending.map { items[$0] }
        node.openDenies = add(here, deny: true, exact: false)
        node.exactDenies = add(here, deny: true, exact: true)
        node.openAllows = add(here, deny: false, exact: false)
        node.exactAllows = add(here, deny: false, exact: true)
        node.firstChild = UInt32(nodes.count)
        var heads: [UInt8] = []
        var place = ending.endIndex
        while place < task.items.upperBound {
            let head = items[place].prefix[end]
            let group = (place..<task.items.upperBound).prefix { items[$0].prefix[end] == head }
            heads.append(head)
            pending.append(Pending(node: nodes.count, items: group, depth: end))
            var child = PolicyTrieBuilder.emptyNode
            child.parent = UInt32(task.node)
            nodes.append(child)
            place = group.upperBound
        }
        node.childBytes = store(heads)
        nodes[task.node] = node
    }

    /// Adds the entries of one kind, those that need nothing but the action first, and gives their number.
    private mutating func add(_ items: [Item], deny: Bool, exact: Bool) -> UInt32 {
        let chosen = withoutRepetitions(items.filter { $0.isDeny == deny && $0.isExact == exact }).map(\.entry)
        entries += chosen.filter(\.appliesAtSight)
        entries += chosen.filter { !$0.appliesAtSight }
        return UInt32(chosen.count)
    }

    /// Leaves out what repeats an earlier item: the same resource under the same conditions, for no other action.
    ///
    /// Many large sets of policies say the same thing often.
    private func withoutRepetitions(_ items: [Item]) -> [Item] {
        if items.count < 2 { return items }
        var masks: [Meaning: [UInt64]] = [:]
        return items.filter { item in
            guard let meaning = Meaning(item) else { return true }
            if masks[meaning, default: []].contains(where: { item.entry.mask & ~$0 == 0 }) { return false }
            masks[meaning, default: []].append(item.entry.mask)
            return true
        }
    }

    /// What an item asks for beside the action, where two items can be compared.
    private struct Meaning: Hashable {
        var rest: [UInt8]
        var conditions: Slice
        /// The policy whose conditions they are, and whose version reads the pattern.
        var policy: UInt32
        var isPattern: Bool

        init?(_ item: Item) {
            switch item.entry.check {
            case .nothing, .rest, .pattern: break
            case .statement: return nil
            }
            if item.entry.maskIsNegated || item.entry.verifiesAction || item.entry.namesPrincipals { return nil }
            rest = item.rest
            conditions = item.entry.conditions
            isPattern = item.entry.check == .pattern
            policy = item.entry.conditions.isEmpty && !isPattern ? 0 : item.entry.policy
        }
    }

    private static let emptyNode = PolicyIndex.Node(
        label: Slice(), childBytes: Slice(), firstChild: 0, parent: 0, depth: 0, firstEntry: 0, openDenies: 0,
        exactDenies: 0, openAllows: 0, exactAllows: 0)
}
