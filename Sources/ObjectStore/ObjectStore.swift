// ObjectStore: the bytes of S3's objects, and what is known of each. Bytes are files, what is known of them are rows
// in a database of its own.
//
// A write is answered when both are durable; writes that come together share the flush. Bytes are durable under a
// fresh name before a row refers to them, and files go after the row that referred to them last, so that a crash
// leaves files without rows at most; a sweep at the start removes those.
//
// It knows nothing of requests and permissions, and of buckets only their names. Start with `ObjectStore`; how a
// write becomes durable stands in `WriteGroup`, what lies on disk in `ObjectSchema`.
import Foundation
import GRDB
import Logging
import NIOCore
import S3Checksums
import Synchronization

/// The objects of all buckets, their versions, and uploads under way.
///
/// ```swift
/// let store = try ObjectStore(at: .directory(".sallyport"), logger: logger)
/// let put = try await store.put(body, at: "photos/cat.jpg", in: bucket, …)
/// let found = try await store.find("photos/cat.jpg", in: "album")
/// ```
package final class ObjectStore: Sendable {
    let database: DatabasePool
    let files: ObjectFiles
    let workers: DiskWorkers
    let cache = ObjectCache()
    let queue: WriteQueue
    let logger: Logger
    /// Buckets that are being deleted.
    let closing = Mutex<Set<String>>([])
    private let temporaryDirectory: String?

    /// Where objects are kept.
    package enum Location: Sendable {
        /// In a temporary directory, until the store is closed.
        case temporary
        /// In a directory, which is made if need be.
        case directory(String)
    }

    /// The database's name in its directory.
    static let fileName = "objects.sqlite"
    /// The name of the directory of object bytes.
    static let folderName = "objects"

    /// Opens the store, and removes what a crash left behind.
    ///
    /// Only one store may use a directory at a time.
    package init(at location: Location, logger: Logger) throws(ObjectStoreProblem) {
        self.logger = logger
        let directory: String
        switch location {
        case .temporary:
            directory = try ObjectStore.makeTemporaryDirectory()
            temporaryDirectory = directory
        case .directory(let path):
            directory = path
            temporaryDirectory = nil
        }
        do {
            (database, files) = try ObjectStore.open(directory, isDurable: temporaryDirectory == nil)
        } catch let problem as ObjectStoreProblem {
            throw problem
        } catch {
            throw ObjectStoreProblem("The objects in \(directory) can't be opened: \(error)")
        }
        workers = DiskWorkers()
        let group = WriteGroup(database, files: files, workers: workers, cache: cache, logger: logger)
        queue = WriteQueue(group, logger: logger)
    }

    deinit {
        if let temporaryDirectory { try? FileManager.default.removeItem(atPath: temporaryDirectory) }
    }

    /// Takes the bytes of an object or a part; these checksums are made of them on the way, besides MD5.
    package func receive(_ algorithms: Set<ChecksumAlgorithm> = []) -> IncomingBody {
        IncomingBody(algorithms, files: files, workers: workers, logger: logger)
    }

    /// Removes all objects and uploads, in every bucket.
    package func reset() async throws(ObjectStoreError) {
        try await queue.write { transaction, _ in
            let database = transaction.database
            let names = try Data.fetchAll(database, sql: "SELECT name FROM files")
            transaction.doomed = names.compactMap(FileName.init(bytes:))
            try database.execute(
                sql: """
                    INSERT INTO doomed SELECT name FROM files;
                    DELETE FROM files; DELETE FROM versions; DELETE FROM uploads; DELETE FROM parts;
                    """)
        }
        cache.forgetAll()
    }

    /// Does what was accepted, and lets go of the disk; later writes fail.
    package func close() async {
        await queue.close()
        await workers.close()
        do {
            _ = try await database.writeWithoutTransaction { try $0.checkpoint(.truncate) }
            try database.close()
        } catch {
            logger.warning("The database of objects did not close.", metadata: ["error": "\(error)"])
        }
        if let temporaryDirectory { try? FileManager.default.removeItem(atPath: temporaryDirectory) }
    }
}

// MARK: - Opening

extension ObjectStore {
    private static func open(_ directory: String, isDurable: Bool) throws -> (DatabasePool, ObjectFiles) {
        let (path, folder) = (directory + "/" + fileName, directory + "/" + folderName)
        let isNew = !FileManager.default.fileExists(atPath: path)
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        if isNew, try !FileManager.default.contentsOfDirectory(atPath: folder).isEmpty {
            // A sweep would take them all for what a crash left behind.
            throw ObjectStoreProblem(
                "There are objects in \(folder), but \(path) is missing.",
                hints: ["Put a backup of it in its place, or move the directory away to start anew."])
        }
        let descriptor = Foundation.open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw DiskFailure("open \(path)") }
        Foundation.close(descriptor)
        let database = try DatabasePool(path: path, configuration: configuration(isDurable: isDurable))
        // Of a database that is written ahead the library asks for less by itself.
        try database.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA synchronous = \(isDurable ? "FULL" : "OFF")")
        }
        let migrator = ObjectSchema.migrator
        guard try !database.read(migrator.hasBeenSuperseded) else {
            throw ObjectStoreProblem(
                "\(path) was written by a newer version of Sallyport.",
                hints: ["Start that version, or name another directory with --data-dir."])
        }
        try migrator.migrate(database)
        let batch = try database.write { try Sweep.run($0, directory: folder) }
        return (database, try ObjectFiles(directory: folder, isDurable: isDurable, batch: batch))
    }

    private static func configuration(isDurable: Bool) -> Configuration {
        var configuration = Configuration()
        configuration.label = "objects"
        configuration.busyMode = .timeout(1)
        configuration.maximumReaderCount = 5
        // What is temporary is not waited for, not even while it is made: a start in development is quick.
        if !isDurable { configuration.prepareDatabase { try $0.execute(sql: "PRAGMA synchronous = OFF") } }
        return configuration
    }

    private static func makeTemporaryDirectory() throws(ObjectStoreProblem) -> String {
        let parent = FileManager.default.temporaryDirectory.path
        var template = Array("\(parent)/sallyport-objects.XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw ObjectStoreProblem("A temporary directory can't be made: \(DiskFailure("make \(parent)")).")
        }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
