import AWSTypes
import Authentication
import Dispatch
import Foundation
import GRDB
import IdentityModel
import Synchronization

/// A row that holds an entity, as it was read.
struct StoredEntity: Sendable {
    private let account: Int64
    private let kind: String
    private let id: String
    private let body: Data

    /// All of them, in the order in which they were first put.
    static func fetchAll(_ database: Database) throws -> [StoredEntity] {
        let rows = try Row.fetchCursor(
            database, sql: "SELECT account, kind, id, body FROM entities WHERE body IS NOT NULL ORDER BY born")
        var entities: [StoredEntity] = []
        while let row = try rows.next() {
            entities.append(StoredEntity(account: row[0], kind: row[1], id: row[2], body: row[3]))
        }
        return entities
    }

    /// What the rows stand for, each; they are decoded on all processors, since a start waits for it.
    static func changes(of rows: [StoredEntity], under keyRing: KeyRing) throws -> [Change] {
        let starts = Array(stride(from: 0, to: rows.count, by: 128))
        let parts = Mutex([Int: Result<[Change], any Error>]())
        DispatchQueue.concurrentPerform(iterations: starts.count) { number in
            let coding = EntityCoding(keyRing: keyRing)
            let part = rows[starts[number]..<min(starts[number] + 128, rows.count)]
            let changes = Result { try part.map { try $0.change(coding) } }
            parts.withLock { $0[number] = changes }
        }
        let decoded = parts.withLock { $0 }
        return try starts.indices.flatMap { try decoded[$0]?.get() ?? [] }
    }

    private func change(_ coding: EntityCoding) throws(StoreProblem) -> Change {
        guard let account = UInt64(exactly: account).flatMap(AccountID.init(number:)) else {
            throw problem("no such account number")
        }
        guard let kind = EntityKind(rawValue: kind) else { throw problem("an unknown kind") }
        let entity: Entity
        do {
            entity = try coding.entity(kind, from: body, in: account)
        } catch {
            throw problem("\(error)")
        }
        guard entity.key.columns == (kind, id) else { throw problem("the body is of another entity") }
        if case .account(let itself) = entity, itself.id != account { throw problem("the body is of another account") }
        return .put(account, entity)
    }

    /// What stops the start, in the row's name.
    func problem(_ cause: String) -> StoreProblem {
        StoreProblem("The \(kind) \(id) of account \(account) can't be read: \(cause).")
    }
}
