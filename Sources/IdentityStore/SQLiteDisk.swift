import AWSTypes
import Authentication
import Foundation
import GRDB
import IdentityModel

/// A directory's `identity.sqlite`: one row for each entity, written ahead and synced at each commit.
///
/// The database is locked for as long as it is open, so that a second server on the directory fails instead of
/// working on a state that it does not see change.
struct SQLiteDisk: Disk {
    let database: DatabaseQueue
    private let keyRing: KeyRing

    /// The database's name in its directory.
    static let fileName = "identity.sqlite"

    /// How many changes ago a removal may be forgotten.
    private static let memoryOfRemovals: Int64 = 100_000

    /// The same database, whose rows are sealed with another ring from now on.
    init(database: DatabaseQueue, keyRing: KeyRing) {
        (self.database, self.keyRing) = (database, keyRing)
    }

    init(directory: String, keyRing: KeyRing) throws {
        self.keyRing = keyRing
        let path = directory + "/" + SQLiteDisk.fileName
        try PrivateFiles.makeDirectory(directory)
        try PrivateFiles.makeFile(path)
        do {
            database = try DatabaseQueue(path: path, configuration: SQLiteDisk.configuration)
            let migrator = Schema.migrator
            guard try !database.read(migrator.hasBeenSuperseded) else {
                throw StoreProblem(
                    "\(path) was written by a newer version of Sallyport.",
                    hints: ["Start that version, or name another directory with --data-dir."])
            }
            try migrator.migrate(database)
            try database.write(SQLiteDisk.forgetOldRemovals)
        } catch let error as DatabaseError {
            throw StoreProblem(error, at: path, in: directory)
        }
    }

    func write(_ changes: [Change]) throws {
        let coding = EntityCoding(keyRing: keyRing)
        try database.write { database in
            var sequence = try Int64.fetchOne(database, sql: "SELECT value FROM meta WHERE name = 'sequence'") ?? 0
            for change in changes {
                sequence += 1
                switch change {
                case .put(let account, let entity):
                    let body = try coding.body(of: entity, in: account)
                    try SQLiteDisk.put(entity.key, of: account, body, sequence, in: database)
                case .remove(let account, .account):
                    try SQLiteDisk.removeAll(of: account, sequence, in: database)
                case .remove(let account, let key):
                    try SQLiteDisk.remove(key, of: account, sequence, in: database)
                }
            }
            try database.cachedStatement(sql: "UPDATE meta SET value = ? WHERE name = 'sequence'")
                .execute(arguments: [sequence])
        }
    }

    func load() throws -> [Change] {
        let rows = try database.read(StoredEntity.fetchAll)
        let changes = try StoredEntity.changes(of: rows, under: keyRing)
        var accounts: Set<AccountID> = []
        for (row, change) in zip(rows, changes) {
            if case .put(let account, .account) = change { accounts.insert(account) }
            if !accounts.contains(change.account) { throw row.problem("the account itself is missing") }
        }
        return changes
    }

    func close() throws {
        _ = try database.writeWithoutTransaction { try $0.checkpoint(.truncate) }
        try database.close()
    }
}

// MARK: - Rows

extension SQLiteDisk {
    private static func put(
        _ key: EntityKey, of account: AccountID, _ body: Data, _ sequence: Int64, in database: Database
    ) throws {
        let (kind, id) = key.columns
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO entities (born, account, kind, id, sequence, body) VALUES (?1, ?2, ?3, ?4, ?1, ?5)
                ON CONFLICT (account, kind, id) DO UPDATE SET
                    born = CASE WHEN body IS NULL THEN excluded.born ELSE born END,
                    sequence = excluded.sequence, body = excluded.body
                """)
        try statement.execute(arguments: [sequence, Int64(account.number), kind.rawValue, id, body])
    }

    private static func remove(
        _ key: EntityKey, of account: AccountID, _ sequence: Int64, in database: Database
    ) throws {
        let (kind, id) = key.columns
        let statement = try database.cachedStatement(
            sql: """
                UPDATE entities SET body = NULL, sequence = ?
                WHERE account = ? AND kind = ? AND id = ? AND body IS NOT NULL
                """)
        try statement.execute(arguments: [sequence, Int64(account.number), kind.rawValue, id])
    }

    private static func removeAll(of account: AccountID, _ sequence: Int64, in database: Database) throws {
        let statement = try database.cachedStatement(
            sql: "UPDATE entities SET body = NULL, sequence = ? WHERE account = ? AND body IS NOT NULL")
        try statement.execute(arguments: [sequence, Int64(account.number)])
    }

    private static func forgetOldRemovals(_ database: Database) throws {
        let last = try Int64.fetchOne(database, sql: "SELECT value FROM meta WHERE name = 'sequence'") ?? 0
        let horizon = last - memoryOfRemovals
        if horizon <= 0 { return }
        try database.execute(
            sql: "DELETE FROM entities WHERE body IS NULL AND sequence <= ?", arguments: [horizon])
        if database.changesCount > 0 {
            try database.execute(sql: "UPDATE meta SET value = ? WHERE name = 'forgotten'", arguments: [horizon])
        }
    }
}

// MARK: - Opening

extension SQLiteDisk {
    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.label = "identities"
        // A server that is just going away gets a moment to let go.
        configuration.busyMode = .timeout(1)
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA locking_mode = EXCLUSIVE")
            let mode = try String.fetchOne(database, sql: "PRAGMA journal_mode = WAL")
            guard mode == "wal" else { throw StoreProblem("The file system does not allow write-ahead logging.") }
            try database.execute(sql: "PRAGMA synchronous = FULL")
        }
        return configuration
    }
}

extension StoreProblem {
    fileprivate init(_ error: DatabaseError, at path: String, in directory: String) {
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            self.init(
                "Another server uses the data directory \(directory).",
                hints: ["Stop it, or name another directory with --data-dir."])
        case .SQLITE_NOTADB, .SQLITE_CORRUPT:
            self.init(
                "\(path) is damaged, or not a database: \(error.message ?? "no details").",
                hints: ["Put a backup in its place, or move it away to start anew."])
        default:
            self.init("\(path) can't be opened: \(error.message ?? "no details").")
        }
    }
}
