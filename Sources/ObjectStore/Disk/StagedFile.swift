import Foundation
import NIOCore
import Synchronization

/// A file that is being written, and is removed again unless it is kept.
///
/// One thread at a time writes to it, on one where waiting harms nobody.
final class StagedFile: Sendable {
    let name: FileName
    private let path: String
    private let state: Mutex<State>

    private struct State {
        var descriptor: Int32
        var size: Int64 = 0
        var isKept = false
    }

    /// Makes the file.
    init(_ name: FileName, in directory: String) throws(DiskFailure) {
        self.name = name
        path = directory + "/" + name.path
        let descriptor = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw DiskFailure("make \(path)") }
        state = Mutex(State(descriptor: descriptor))
    }

    deinit {
        let (descriptor, isKept) = state.withLock { ($0.descriptor, $0.isKept) }
        if descriptor >= 0 { close(descriptor) }
        if isKept { return }
        let path = path
        // Giving back the room of a long file takes its time.
        DispatchQueue.global().async { unlink(path) }
    }

    /// Appends bytes.
    func write(_ bytes: UnsafeRawBufferPointer) throws(DiskFailure) {
        try state.withLock { state throws(DiskFailure) in
            var place = 0
            while place < bytes.count {
                let rest = UnsafeRawBufferPointer(rebasing: bytes[place...])
                let count = Foundation.write(state.descriptor, rest.baseAddress, rest.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { throw DiskFailure("write \(path)") }
                place += count
            }
            state.size += Int64(bytes.count)
        }
    }

    /// Waits until all that was written is on the disk, if that matters, and closes the file.
    func finish(isDurable: Bool) throws(DiskFailure) {
        try state.withLock { state throws(DiskFailure) in
            guard state.descriptor >= 0 else { return }
            let isSynced = !isDurable || fsync(state.descriptor) == 0
            let code = errno
            let isClosed = close(state.descriptor) == 0
            state.descriptor = -1
            guard isSynced else { throw DiskFailure("sync \(path)", code: code) }
            guard isClosed else { throw DiskFailure("close \(path)") }
        }
    }

    /// How many bytes were written.
    var size: Int64 { state.withLock { $0.size } }

    /// A row refers to it now, or may.
    func keep() { state.withLock { $0.isKept = true } }
}
