import Foundation
import NIOCore
import Synchronization

/// The directory of object bytes: folders of files whose names tell nothing.
///
/// A folder takes so many files, then there is a new one, and each start begins one. So the folders of earlier
/// starts are complete, and a sweep has to look only at those that were begun since the last one.
final class ObjectFiles: Sendable {
    /// The directory.
    let directory: String
    /// Whether bytes have to outlive the machine's power.
    let isDurable: Bool
    private let state: Mutex<State>

    private let leases = Mutex<[FileName: Lease]>([:])

    private struct Lease {
        var count = 0
        var isDoomed = false
    }

    private struct State {
        var batch: UInt32
        var count = 0
    }

    /// How many files a folder takes.
    private static let filesInFolder = 10_000

    /// Begins the folder of that number.
    init(directory: String, isDurable: Bool, batch: UInt32) throws(DiskFailure) {
        (self.directory, self.isDurable) = (directory, isDurable)
        state = Mutex(State(batch: batch))
        try ObjectFiles.makeFolder(directory + "/" + FileName.folder(batch), in: directory, isDurable: isDurable)
    }

    /// A new file.
    func make() throws(DiskFailure) -> StagedFile {
        let batch = try state.withLock { state throws(DiskFailure) in
            state.count += 1
            if state.count > ObjectFiles.filesInFolder {
                let next = state.batch + 1
                try ObjectFiles.makeFolder(directory + "/" + FileName.folder(next), in: directory, isDurable: isDurable)
                state = State(batch: next)
            }
            return state.batch
        }
        return try StagedFile(FileName(batch: batch), in: directory)
    }

    /// Makes durable that the files are there, in all these folders.
    func syncFolders(_ batches: Set<UInt32>) throws(DiskFailure) {
        guard isDurable else { return }
        for batch in batches { try ObjectFiles.sync(directory + "/" + FileName.folder(batch)) }
    }

    /// Removes a file; false: somebody reads it, and it goes when that ends.
    func remove(_ name: FileName) -> Bool {
        let isLeased = leases.withLock { leases in
            guard leases[name] != nil else { return false }
            leases[name]?.isDoomed = true
            return true
        }
        if !isLeased { unlink(directory + "/" + name.path) }
        return !isLeased
    }

    /// Keeps files from being removed while the lease lives.
    func lease(_ names: Set<FileName>) -> ReadLease {
        leases.withLock { leases in
            for name in names { leases[name, default: Lease()].count += 1 }
        }
        return ReadLease(names, in: self)
    }

    fileprivate func end(_ names: Set<FileName>) {
        let doomed = leases.withLock { leases in
            names.filter { name in
                guard var lease = leases[name] else { return false }
                lease.count -= 1
                leases[name] = lease.count == 0 ? nil : lease
                return lease.count == 0 && lease.isDoomed
            }
        }
        if doomed.isEmpty { return }
        let directory = directory
        DispatchQueue.global().async {
            for name in doomed { unlink(directory + "/" + name.path) }
        }
    }

    /// Opens a file for reading; nil: it is gone.
    func open(_ name: FileName) throws(DiskFailure) -> OpenFile? {
        let descriptor = Foundation.open(directory + "/" + name.path, O_RDONLY | O_CLOEXEC)
        if descriptor < 0, errno == ENOENT { return nil }
        guard descriptor >= 0 else { throw DiskFailure("open \(name.path)") }
        return OpenFile(descriptor)
    }

    private static func makeFolder(_ path: String, in directory: String, isDurable: Bool) throws(DiskFailure) {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw DiskFailure("make \(path)") }
        if isDurable { try sync(directory) }
    }

    private static func sync(_ path: String) throws(DiskFailure) {
        let descriptor = Foundation.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw DiskFailure("open \(path)") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw DiskFailure("sync \(path)") }
    }
}

/// As long as it lives, the files that it names stay.
final class ReadLease: Sendable {
    private let names: Set<FileName>
    private let files: ObjectFiles

    fileprivate init(_ names: Set<FileName>, in files: ObjectFiles) { (self.names, self.files) = (names, files) }

    deinit { files.end(names) }
}

/// A file that is read.
final class OpenFile: Sendable {
    private let descriptor: Int32

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// Reads exactly so many bytes; fewer are a failure of the disk.
    func read(_ count: Int, at offset: Int64, into buffer: inout ByteBuffer) throws(DiskFailure) {
        var offset = offset
        var rest = count
        while rest > 0 {
            var outcome = 0
            buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: rest) { space in
                outcome = pread(descriptor, space.baseAddress, min(rest, space.count), off_t(offset))
                return max(outcome, 0)
            }
            if outcome < 0, errno == EINTR { continue }
            guard outcome > 0 else { throw DiskFailure("read an object's bytes", code: outcome < 0 ? errno : EIO) }
            rest -= outcome
            offset += Int64(outcome)
        }
    }
}
