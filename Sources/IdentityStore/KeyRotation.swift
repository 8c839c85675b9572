import AWSTypes
import Authentication
import GRDB
import IdentityModel

/// Gives a data directory a new key, which seals from then on, and the issuers of web identity tokens new keys, which
/// sign from then on.
///
/// At every moment the key file opens every row: the new key is added first, then the rows are sealed anew, and only
/// then old keys are forgotten. Whatever ends a rotation half way, the next one finishes it.
package enum KeyRotation {
    /// What becomes of the keys that were replaced.
    package enum OldKeys: Sendable {
        /// They stay until all that clients hold under them is over.
        case keptUntilUnused
        /// They are forgotten at once, and every session token ends.
        case forgotten
    }

    /// What was done.
    package struct Outcome: Sendable {
        /// The entities in the directory, all of them written anew.
        package let entities: Int
        /// The keys in the file now.
        package let keys: Int
        /// The keys that were forgotten.
        package let forgotten: Int
    }

    /// Rotates the keys of a directory that no server uses; `makeTokenKeys` makes an issuer's.
    ///
    /// Throws `StoreProblem` where a server uses it, or where anything in it can't be read or written.
    package static func run(
        in directory: String, at now: Timestamp, oldKeys: OldKeys, entropy: inout some RandomNumberGenerator,
        makeTokenKeys: () throws -> [TokenSigningKey]
    ) throws -> Outcome {
        guard var ring = try KeyFile.existing(in: directory) else {
            throw StoreProblem(
                "\(directory) has no key file.", hints: ["Name the server's data directory with --data-dir."])
        }
        // From here on the directory is locked.
        let disk = try SQLiteDisk(directory: directory, keyRing: ring)
        let entities = try disk.load().map { try rotated($0, at: now, oldKeys, makeTokenKeys) }
        ring.rotate(at: now, entropy: &entropy)
        try KeyFile.replace(in: directory, with: ring)
        try SQLiteDisk.reseal(entities, in: disk.database, under: ring)
        let count = ring.creationDates.count
        switch oldKeys {
        case .keptUntilUnused: ring.forgetKeys(replacedBefore: now - KeyRing.longestLife)
        case .forgotten: ring.forgetReplacedKeys()
        }
        let kept = ring.creationDates.count
        if kept < count { try KeyFile.replace(in: directory, with: ring) }
        try disk.close()
        return Outcome(entities: entities.count, keys: kept, forgotten: count - kept)
    }
}

/// An entity with new keys, where it is one that signs.
private func rotated(
    _ entity: Change, at now: Timestamp, _ oldKeys: KeyRotation.OldKeys, _ makeTokenKeys: () throws -> [TokenSigningKey]
) throws -> Change {
    guard case .put(let account, .tokenIssuer(var issuer)) = entity else { return entity }
    issuer.rotate(to: try makeTokenKeys(), at: now, keepingOldKeys: oldKeys == .keptUntilUnused)
    return .put(account, .tokenIssuer(issuer))
}

extension SQLiteDisk {
    /// Writes entities anew, in one transaction, and leaves nothing of what stood there before in unused pages.
    fileprivate static func reseal(_ entities: [Change], in database: DatabaseQueue, under ring: KeyRing) throws {
        try SQLiteDisk(database: database, keyRing: ring).write(entities)
        try database.vacuum()
    }
}
