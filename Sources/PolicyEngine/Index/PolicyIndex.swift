/// Finds the statements that can match a request.
///
/// First the action's service is looked up in a hash table, then the action's name, which gives a mask with a bit
/// for each pattern of the service that covers it. Then the resource walks down a trie of the literal beginnings
/// of patterns, one for `Deny` and one for `Allow`. A statement that is not met on the way can't match: that is
/// what the index is for. Wildcards stand at the node where their literal beginning ends, `NotResource` and `*` at
/// the root, `*` actions and `NotAction` in each service's tries and in those of services nobody names.
final class PolicyIndex: Sendable {
    let tables: Tables
    /// The policies whose images the tables point to.
    private let policies: [CompiledPolicy]

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

    /// The statements about one service. The first bucket is for services that no policy names.
    struct Bucket: BitwiseCopyable {
        var service: Slice
        /// Names without wildcards: a hash table with open addressing, its size a power of two.
        var names: Slice
        var globs: Slice
        /// The roots of the tries, plus one; 0 where there is none.
        var denies: UInt32
        var allows: UInt32
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

    /// A node of a trie: what its label ends with, and what may follow.
    struct Node: BitwiseCopyable {
        var label: Slice
        /// Patterns that may match any text from here on.
        var open: Slice
        /// Patterns that match the text that ends here.
        var exact: Slice
        /// The first child; children lie side by side.
        var firstChild: UInt32
        /// The first byte of each child's label.
        var childBytes: Slice
    }

    /// A statement with one of its resources.
    struct Entry: BitwiseCopyable {
        var mask: UInt64
        var policy: UInt32
        var statement: UInt32
        var pattern: UInt32
        var check: Check
        /// Whether the statement applies where no pattern in the mask covers the action.
        var maskIsNegated: Bool
        /// Whether the action has to be compared with each of the statement's patterns.
        var verifiesAction: Bool

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
    }
}

// MARK: - Looking up

extension PolicyIndex.Tables {
    /// The bucket of a request's service, and the mask of its action.
    @inline(__always)
    func bucket(for view: RequestView) -> (PolicyIndex.Bucket, mask: UInt64)? {
        if buckets.count == 0 { return nil }
        let bucket = buckets[bucketPlace(of: view.service)]
        return (bucket, mask(of: view.name, in: bucket))
    }

    private func bucketPlace(of service: Bytes) -> Int {
        let last = bucketSlots.count - 1
        var slot = Int(truncatingIfNeeded: hash(service)) & last
        while true {
            let place = bucketSlots[slot]
            if place == 0 { return 0 }
            if bytes[buckets[place - 1].service].equals(service) { return Int(place - 1) }
            slot = (slot + 1) & last
        }
    }

    private func mask(of name: Bytes, in bucket: PolicyIndex.Bucket) -> UInt64 {
        if !bucket.names.isEmpty {
            let key = hash(name)
            let last = Int(bucket.names.count) - 1
            var slot = Int(truncatingIfNeeded: key) & last
            while true {
                let found = names[Int(bucket.names.start) + slot]
                if found.mask == 0 { break }
                if found.hash == key, bytes[found.name].equals(name) { return found.mask }
                slot = (slot + 1) & last
            }
        }
        var mask = PolicyIndex.always
        for place in bucket.globs.range {
            let pattern = nameGlobs[place]
            if pattern.glob.matches(name, in: bytes) { mask |= pattern.mask }
        }
        return mask
    }

    /// Visits the entries of a trie that can match, until `visit` returns true.
    @inline(__always)
    func search(
        from root: UInt32, _ view: RequestView,
        _ visit: (_ entry: UnsafePointer<PolicyIndex.Entry>, _ matched: Int) -> Bool
    ) {
        if root == 0 { return }
        var node = nodes.pointer(to: Int(root - 1))
        var place = 0
        while true {
            let label = bytes[node.pointee.label]
            guard view.resource.count - place >= label.count else { return }
            if !label.isEmpty {
                guard view.resource.from(place).starts(withBytes: label) else { return }
                place += label.count
            }
            for entry in node.pointee.open.range where visit(entries.pointer(to: entry), place) { return }
            if place == view.resource.count {
                for entry in node.pointee.exact.range where visit(entries.pointer(to: entry), place) { return }
                return
            }
            let children = bytes[node.pointee.childBytes]
            let next = view.resource[place]
            var child = 0
            while child < children.count, children[child] != next { child += 1 }
            if child == children.count { return }
            node = nodes.pointer(to: Int(node.pointee.firstChild) + child)
        }
    }
}
