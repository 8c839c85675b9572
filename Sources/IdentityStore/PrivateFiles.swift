import Foundation

/// Files and directories that are for the server's user only.
enum PrivateFiles {
    /// Makes the directory and those above it; those that exist stay as they are.
    static func makeDirectory(_ path: String) throws(StoreProblem) {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw StoreProblem(
                "The data directory \(path) can't be made: \(error.localizedDescription)",
                hints: ["Name a directory that you may write to with --data-dir."])
        }
    }

    /// Makes an empty file, unless there is one.
    static func makeFile(_ path: String) throws(StoreProblem) {
        let file = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw StoreProblem("\(path) can't be opened: \(lastError).") }
        close(file)
    }

    /// Makes a file with contents, both durable, unless there is one; false: there is one.
    ///
    /// The file is there with all its contents or not at all, whoever else tries the same and whenever power fails.
    static func makeDurableFile(_ path: String, _ contents: some Sequence<UInt8>) throws(StoreProblem) -> Bool {
        let draft = try makeDraft(of: path, contents)
        defer { unlink(draft) }
        guard link(draft, path) == 0 else {
            if errno == EEXIST { return false }
            throw StoreProblem("\(path) can't be written: \(lastError).")
        }
        try sync(directory: (path as NSString).deletingLastPathComponent)
        return true
    }

    /// Puts durable contents in the place of a file's; whenever power fails, the old are there or the new.
    static func replaceDurably(_ path: String, with contents: some Sequence<UInt8>) throws(StoreProblem) {
        let draft = try makeDraft(of: path, contents)
        guard rename(draft, path) == 0 else {
            let error = lastError
            unlink(draft)
            throw StoreProblem("\(path) can't be written: \(error).")
        }
        try sync(directory: (path as NSString).deletingLastPathComponent)
    }

    /// A file beside `path`, with contents that are on the disk; its name.
    private static func makeDraft(of path: String, _ contents: some Sequence<UInt8>) throws(StoreProblem) -> [CChar] {
        var draft = Array((path + ".XXXXXX").utf8CString)
        let file = mkstemp(&draft)
        guard file >= 0 else { throw StoreProblem("\(path) can't be written: \(lastError).") }
        let bytes = Array(contents)
        let isWritten = write(file, bytes, bytes.count) == bytes.count && fsync(file) == 0
        guard close(file) == 0, isWritten else {
            let error = lastError
            unlink(draft)
            throw StoreProblem("\(path) can't be written: \(error).")
        }
        return draft
    }

    /// Whether there is such a file, and anything in it.
    static func isFilled(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_size > 0
    }

    /// A file's text, or nil where there is no file; a file that others may read or write is refused.
    static func read(_ path: String) throws(StoreProblem) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            if errno == ENOENT { return nil }
            throw StoreProblem("\(path) can't be read: \(lastError).")
        }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw StoreProblem("\(path) can't be read: \(lastError).") }
        guard status.st_mode & 0o077 == 0 else {
            throw StoreProblem(
                "\(path) holds secrets, but is open to other users.",
                hints: ["Run: chmod 600 \(path)", "If others may have read it, its keys are known to them."])
        }
        do {
            let contents = try FileHandle(fileDescriptor: file, closeOnDealloc: false).readToEnd() ?? Data()
            return String(decoding: contents, as: UTF8.self)
        } catch {
            throw StoreProblem("\(path) can't be read: \(error.localizedDescription)")
        }
    }

    private static func sync(directory path: String) throws(StoreProblem) {
        let directory = open(path.isEmpty ? "." : path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { close(directory) }
        guard directory >= 0, fsync(directory) == 0 else {
            throw StoreProblem("The directory \(path) can't be synced: \(lastError).")
        }
    }

    private static var lastError: String { String(cString: strerror(errno)) }
}
