import Foundation

/// The log's files: lines are added to one, which is put aside when it is long; the oldest go.
///
/// `audit.jsonl` is the one that grows. Its name is followed by a time when it is put aside, so that the names' order
/// is the order of events. Only the server's user may read them.
struct AuditFiles {
    private let directory: String
    private let limits: AuditLimits
    private var file: Int32 = -1
    private var length = 0

    /// The file that grows.
    static let current = "audit.jsonl"

    /// Opens the file, and makes it if need be; a line that a crash cut off is ended.
    init(directory: String, limits: AuditLimits) throws(AuditProblem) {
        self.directory = directory
        self.limits = limits
        do {
            try FileManager.default.createDirectory(
                atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw AuditProblem("The audit log's directory \(directory) can't be made: \(error.localizedDescription)")
        }
        try openCurrent()
    }

    /// Adds whole lines; when that fails, nothing of them stays, and the file is opened anew the next time.
    mutating func append(_ lines: [UInt8], at time: String) throws(AuditProblem) {
        if file < 0 { try openCurrent() }
        if length > 0, length + lines.count > limits.fileLength { try putAside(at: time) }
        var written = 0
        while written < lines.count {
            let count = lines[written...].withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                let problem = failure("written")
                ftruncate(file, off_t(length))
                close(file)
                file = -1
                throw problem
            }
            written += count
        }
        length += lines.count
    }

    /// Makes durable what was added.
    func sync() throws(AuditProblem) {
        if file >= 0, fdatasync(file) != 0 { throw failure("synced") }
    }

    /// Makes durable what was added, and lets go of the file.
    mutating func finish() throws(AuditProblem) {
        if file < 0 { return }
        defer {
            close(file)
            file = -1
        }
        try sync()
    }

    private var path: String { directory + "/" + AuditFiles.current }

    private mutating func openCurrent() throws(AuditProblem) {
        file = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure("opened") }
        let end = lseek(file, 0, SEEK_END)
        guard end >= 0 else { throw failure("read") }
        length = Int(end)
        var last: UInt8 = 0
        if length > 0, pread(file, &last, 1, off_t(length - 1)) == 1, last != UInt8(ascii: "\n") {
            guard write(file, "\n", 1) == 1 else { throw failure("written") }
            length += 1
        }
    }

    private mutating func putAside(at time: String) throws(AuditProblem) {
        try finish()
        let place = directory + "/" + AuditFiles.name(at: time, after: namesPutAside.last)
        guard rename(path, place) == 0 else { throw failure("put aside") }
        try openCurrent()
        for name in namesPutAside.dropLast(limits.filesPutAside) { unlink(directory + "/" + name) }
    }

    /// The files that were put aside, oldest first.
    private var namesPutAside: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        return names.filter { $0.hasPrefix("audit-") && $0.hasSuffix(".jsonl") }.sorted()
    }

    /// A name that sorts after the newest one, even when the clock was set back.
    static func name(at time: String, after newest: String?) -> String {
        var (stamp, number) = (time.filter { $0 != "-" && $0 != ":" }, 1)
        let parts = newest?.dropLast(".jsonl".count).split(separator: "-") ?? []
        if parts.count == 3, let last = Int(parts[2]), String(parts[1]) >= stamp {
            (stamp, number) = (String(parts[1]), last + 1)
        }
        let digits = String(number)
        return "audit-\(stamp)-\(String(repeating: "0", count: max(0, 6 - digits.count)))\(digits).jsonl"
    }

    private func failure(_ what: String) -> AuditProblem {
        AuditProblem("\(path) can't be \(what): \(String(cString: strerror(errno)))")
    }
}

/// How much is kept.
package struct AuditLimits: Sendable {
    /// The length, in bytes, at which a file is put aside.
    package var fileLength = 64 << 20
    /// How many files that were put aside are kept.
    package var filesPutAside = 31
    /// How many events may wait to be written before requests wait for room.
    package var waitingEvents = 8192
    /// How many bytes of requests' bodies may wait with them.
    package var waitingBytes = 32 << 20
    /// How long events that changed nothing gather before they are written, in milliseconds.
    package var gatheringMilliseconds = 100
    /// How often what was written is made durable, in milliseconds.
    package var syncMilliseconds = 1000

    /// Two gigabytes in all.
    package init() {}
}

/// Why the log can't be opened or written, in one line.
package struct AuditProblem: Error, Equatable, CustomStringConvertible {
    /// What is wrong.
    package let description: String

    init(_ description: String) { self.description = description }
}
