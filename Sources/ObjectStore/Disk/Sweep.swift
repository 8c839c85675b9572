import Foundation
import GRDB

/// Removes at the start what a crash left behind: files that no row refers to.
enum Sweep {
    /// Sweeps, and answers the number of the folder to begin.
    static func run(_ database: Database, directory: String) throws -> UInt32 {
        let folders = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        let batches = folders.compactMap { name in UInt32(name).flatMap { FileName.folder($0) == name ? $0 : nil } }
        let first = UInt32(
            clamping: try Int64.fetchOne(database, sql: "SELECT value FROM meta WHERE name = 'unswept'") ?? 0)
        for name in try Data.fetchAll(database, sql: "SELECT name FROM doomed") {
            if let file = FileName(bytes: name) { unlink(directory + "/" + file.path) }
        }
        try database.execute(sql: "DELETE FROM doomed")
        for batch in batches where batch >= first { try sweep(batch, of: directory, database) }
        // Folders that everything was deleted from.
        for batch in batches { rmdir(directory + "/" + FileName.folder(batch)) }
        let next = max(first, (batches.max() ?? 0) + 1)
        try database.execute(sql: "UPDATE meta SET value = ? WHERE name = 'unswept'", arguments: [Int64(next)])
        return next
    }

    private static func sweep(_ batch: UInt32, of directory: String, _ database: Database) throws {
        let folder = directory + "/" + FileName.folder(batch)
        let statement = try database.cachedStatement(sql: "SELECT 1 FROM files WHERE name = ?")
        for text in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
            guard let file = FileName(batch: batch, text: text) else { continue }
            if try Int64.fetchOne(statement, arguments: [Data(file.bytes)]) == nil { unlink(folder + "/" + text) }
        }
    }
}
