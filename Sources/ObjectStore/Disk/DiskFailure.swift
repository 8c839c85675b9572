import Foundation

/// A call of the system that failed.
struct DiskFailure: Error, CustomStringConvertible {
    /// What was to be done.
    let deed: String
    /// The system's number for the reason.
    let code: Int32

    /// The reason of the call that failed just now.
    init(_ deed: String, code: Int32 = errno) { (self.deed, self.code) = (deed, code) }

    var description: String { "\(deed): \(String(cString: strerror(code)))" }

    /// Whether there is no room: on the disk, within a quota, or below the limit of a file's size.
    var isFull: Bool { code == ENOSPC || code == EDQUOT || code == EFBIG }
}
