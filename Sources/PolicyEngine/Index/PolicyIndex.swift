/// Finds the statements that can match a request.
///
/// First the action's service is looked up in a hash table, then the action's name, which gives a mask with a bit
/// for each pattern of the service that covers it. Then the resource walks down a trie of the literal beginnings
/// of patterns. A statement that is not met on the way can't match: that is what the index is for. Wildcards stand
/// at the node where their literal beginning ends, `NotResource` and `*` at the root; `*` actions and `NotAction`
/// stand in each service's trie, and in that of services nobody names.
///
/// On the way down every `Deny` is tried. An `Allow` is looked for on the way back up, from the most specific
/// resource to the root, since one is enough.
final class PolicyIndex: Sendable {
    let tables: Tables
    /// The policies whose images the tables point to.
    let policies: [CompiledPolicy]

    init(_ tables: Tables, keeping policies: [CompiledPolicy]) {
        self.tables = tables
        self.policies = policies
    }

    deinit { tables.free() }

    struct Tables: BitwiseCopyable, Sendable {
        let images: Table<PolicyImage.Tables>
        let buckets: Table<Bucket>
        /// Open addressing by the hash of the service's name; 0 is free, otherwise a bucket's place plus one.
        let bucketSlots: Table<UInt32>
        let names: Table<NameSlot>
        let nameGlobs: Table<NameGlob>
        let nodes: Table<Node>
        let entries: Table<Entry>
        let bytes: Table<UInt8>

        fileprivate func free() {
            images.free()
            buckets.free()
            bucketSlots.free()
            names.free()
            nameGlobs.free()
            nodes.free()
            entries.free()
            bytes.free()
        }
    }

    /// The statements about one service.
    ///
    /// The first bucket is for services that no policy names.
    struct Bucket: BitwiseCopyable {
        var service: Slice
        /// Names without wildcards: a hash table with open addressing, its size a power of two.
        var names: Slice
        var globs: Slice
        /// The root of the trie.
        var root: UInt32
    }

    /// A name of an action that policies spell out, and the patterns that cover it.
    struct NameSlot: BitwiseCopyable {
        var hash: UInt64
        var name: Slice
        var mask: UInt64
    }

    /// A name with wildcards, and its bit.
    struct NameGlob: BitwiseCopyable {
        var glob: Glob
        var mask: UInt64
    }

    /// The bit that every request has, for statements that the mask can't rule out.
    static let always: UInt64 = 1 << 63

    /// A node of a trie: a beginning that resources share, and what may follow.
    struct Node: BitwiseCopyable {
        /// What this node adds to its parent's beginning.
        var label: Slice
        /// The first byte of each child's label.
        var childBytes: Slice
        /// The first child; children lie side by side.
        var firstChild: UInt32
        /// The parent; the root is its own.
        var parent: UInt32
        /// How many bytes the beginning has.
        var depth: UInt32
        /// The first entry.
        ///
        /// First come the `Deny` entries: those that may match whatever follows, then those that match a resource that
        /// ends here; then the `Allow` entries likewise.
        var firstEntry: UInt32
        var openDenies: UInt32
        var exactDenies: UInt32
        var openAllows: UInt32
        var exactAllows: UInt32
    }

    /// A statement with one of its resources.
    struct Entry: BitwiseCopyable {
        var mask: UInt64
        var policy: UInt32
        var statement: UInt32
        var conditions: Slice
        /// For `rest` the pattern that has to match what follows, for `pattern` the place of the pattern.
        var resource: Slice
        var check: Check
        /// Whether the statement applies where no pattern in the mask covers the action.
        var maskIsNegated: Bool
        /// Whether the action has to be compared with each of the statement's patterns.
        var verifiesAction: Bool
        var namesPrincipals: Bool

        /// What is left to compare of the resource.
        enum Check: UInt8, BitwiseCopyable {
            /// Nothing: to be here is to match.
            case nothing
            /// The rest of a pattern with wildcards.
            case rest
            /// The pattern.
            case pattern
            /// All of the statement's resources.
            case statement
        }

        /// Whether to be here, with the right action, is to apply.
        var appliesAtSight: Bool {
            check == .nothing && conditions.isEmpty && !namesPrincipals && !verifiesAction
        }
    }
}

// MARK: - Looking up

extension PolicyIndex.Tables {
    /// The bucket of a request's service, and the mask of its action.
    @inline(__always)
    func bucket(for view: RequestView) -> (PolicyIndex.Bucket, mask: UInt64)? {
        if buckets.count == 0 { return nil }
        let bucket = buckets[bucketPlace(of: view)]
        return (bucket, mask(of: view, in: bucket))
    }

    private func bucketPlace(of view: RequestView) -> Int {
        let last = bucketSlots.count - 1
        var slot = Int(truncatingIfNeeded: view.serviceHash) & last
        while true {
            let place = bucketSlots[slot]
            if place == 0 { return 0 }
            if bytes[buckets[place - 1].service].equals(view.service) { return Int(place - 1) }
            slot = (slot + 1) & last
        }
    }

    private func mask(of view: RequestView, in bucket: PolicyIndex.Bucket) -> UInt64 {
        if !bucket.names.isEmpty {
            let key = view.nameHash
            let last = Int(bucket.names.count) - 1
            var slot = Int(truncatingIfNeeded: key) & last
            while true {
                let found = names[Int(bucket.names.start) + slot]
                if found.mask == 0 { break }
                if found.hash == key, bytes[found.name].equals(view.name) { return found.mask }
                slot = (slot + 1) & last
            }
        }
        var mask = PolicyIndex.always
        for place in bucket.globs.range {
            let pattern = nameGlobs[place]
            if pattern.glob.matches(view.name, in: bytes) { mask |= pattern.mask }
        }
        return mask
    }

    /// Walks from a node down to the last one on the resource's way, and gives it.
    ///
    /// `visit` is called for each node on the way, with whether the resource ends there; the walk stops where it
    /// returns true.
    @inline(__always)
    func descend(
        from root: UInt32, along resource: Bytes, _ visit: (UnsafePointer<PolicyIndex.Node>, _ isEnd: Bool) -> Bool
    ) -> UInt32? {
        var last: UInt32?
        var place = root
        while true {
            let node = nodes.pointer(to: Int(place))
            let label = bytes[node.pointee.label]
            let depth = Int(node.pointee.depth)
            guard resource.count >= depth, resource.from(depth - label.count).starts(withBytes: label) else {
                return last
            }
            last = place
            if visit(node, resource.count == depth) || resource.count == depth { return last }
            let children = bytes[node.pointee.childBytes]
            let next = resource[depth]
            var child = 0
            while child < children.count, children[child] != next { child += 1 }
            if child == children.count { return last }
            place = node.pointee.firstChild + UInt32(truncatingIfNeeded: child)
        }
    }
}
