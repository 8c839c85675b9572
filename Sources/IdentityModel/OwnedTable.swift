import AWSTypes
import HashTreeCollections

/// What hangs on a user, or on the root user, and has an id but no name.
package protocol OwnedEntity: Sendable {
    /// The kind of unique id.
    associatedtype Kind: UniqueIDKind
    /// Its unique id.
    var id: UniqueID<Kind> { get }
    /// Whose it is.
    var owner: KeyOwner { get }
}

/// Entities of one kind, by unique id and by owner.
package struct OwnedTable<Entity: OwnedEntity>: Sendable {
    private var byID = TreeDictionary<UniqueID<Entity.Kind>, Entity>()
    private var idsByOwner = TreeDictionary<KeyOwner, [UniqueID<Entity.Kind>]>()

    /// The entity of an id.
    package subscript(id: UniqueID<Entity.Kind>) -> Entity? { byID[id] }

    /// The entities of an owner, oldest first.
    package subscript(owner owner: KeyOwner) -> [Entity] { (idsByOwner[owner] ?? []).compactMap { byID[$0] } }

    /// All of them, in no order.
    package var all: some Collection<Entity> { byID.values }

    /// All of them; those of one owner in their order.
    package var inOrder: [Entity] { idsByOwner.keys.flatMap { self[owner: $0] } }

    mutating func put(_ entity: Entity) {
        let old = byID.updateValue(entity, forKey: entity.id)
        if old?.owner == entity.owner { return }
        if let old { disown(old) }
        idsByOwner[entity.owner, default: []].append(entity.id)
    }

    mutating func remove(_ id: UniqueID<Entity.Kind>) {
        if let old = byID.removeValue(forKey: id) { disown(old) }
    }

    private mutating func disown(_ entity: Entity) {
        let rest = (idsByOwner[entity.owner] ?? []).filter { $0 != entity.id }
        idsByOwner[entity.owner] = rest.isEmpty ? nil : rest
    }

    /// The entities whose id or owner leads elsewhere; empty unless something is broken.
    var strays: [String] {
        let listed = idsByOwner.flatMap { owner, ids in ids.map { (owner, $0) } }
        return byID.filter { $0.key != $0.value.id }.map(\.key.text)
            + listed.filter { byID[$0.1]?.owner != $0.0 }.map(\.1.text)
            + (Set(listed.map(\.1)).count == byID.count && listed.count == byID.count ? [] : ["an owner's list"])
    }

    /// The owners who are users, with what they own.
    var ownedByUsers: [(user: UserID, id: String)] {
        byID.values.compactMap { entity in
            if case .user(let user) = entity.owner { (user, entity.id.text) } else { nil }
        }
    }
}
