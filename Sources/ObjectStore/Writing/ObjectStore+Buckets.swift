import Foundation
import GRDB
import Synchronization

extension ObjectStore {
    /// Whether a bucket has neither objects nor versions nor delete markers.
    package func isEmpty(_ bucket: String) async throws(ObjectStoreError) -> Bool {
        try await onDisk { [database] in
            try database.unsafeRead { try ObjectStore.isEmpty(bucket, in: $0) }
        }
    }

    /// Takes nothing more into an empty bucket, so that it can be deleted.
    ///
    /// Throws `bucketNotEmpty` where there is anything in it, `bucketIsBeingDeleted` where it is closed already.
    package func close(bucket: String) async throws(ObjectStoreError) {
        // Writes run one after another: after this one, none gets in.
        try await queue.write { [self] transaction, _ in
            guard try ObjectStore.isEmpty(bucket, in: transaction.database) else {
                throw ObjectStoreError.bucketNotEmpty
            }
            guard closing.withLock({ $0.insert(bucket).inserted }) else {
                throw ObjectStoreError.bucketIsBeingDeleted
            }
        }
    }

    /// Takes writes into a closed bucket again.
    package func reopen(bucket: String) {
        closing.withLock { _ = $0.remove(bucket) }
    }

    /// Aborts uploads into a closed bucket, which was deleted.
    package func forget(bucket: String) async throws(ObjectStoreError) {
        defer { reopen(bucket: bucket) }
        try await queue.write { transaction, _ in try transaction.abortUploads(in: bucket) }
    }

    private static func isEmpty(_ bucket: String, in database: Database) throws -> Bool {
        let path = ObjectPath(bucket).bytes
        let statement = try database.cachedStatement(
            sql: "SELECT 1 FROM versions WHERE path >= ? AND path < ? LIMIT 1")
        let arguments: StatementArguments = [Data(path), Data(path.afterAllWithPrefix ?? path)]
        return try Int64.fetchOne(statement, arguments: arguments) == nil
    }
}
