import AWSTypes
import Authentication
import Foundation

/// The file `keys` of a data directory: what seals the secrets at rest, and everything that clients hold sealed.
///
/// It is for the server's user only, and is made at the first start. Whoever loses it loses the access keys in the
/// directory; whoever reads it can read them.
package enum KeyFile {
    /// The key ring of a directory, which is made, with fresh keys, if it is new.
    ///
    /// Throws `StoreProblem` where the file is open to others, is no key file, or is gone while identities are there
    /// that need it.
    package static func load(in directory: String, at now: Timestamp) throws(StoreProblem) -> KeyRing {
        try PrivateFiles.makeDirectory(directory)
        let path = directory + "/keys"
        if let ring = try read(path) { return ring }
        guard !PrivateFiles.isFilled(directory + "/" + SQLiteDisk.fileName) else {
            throw StoreProblem(
                "\(directory) holds identities, but the file that their secrets were sealed with, \(path), is gone.",
                hints: ["Put it back, or move the directory away to start anew."])
        }
        var entropy = SystemRandomNumberGenerator()
        let fresh = KeyRing(created: now, entropy: &entropy)
        if try PrivateFiles.makeDurableFile(path, fresh.exposedText.utf8) { return fresh }
        // Another server was quicker.
        guard let ring = try read(path) else { throw StoreProblem("\(path) was there, and is gone.") }
        return ring
    }

    /// The key ring of a directory that has one; nil: it has none, or is not there.
    static func existing(in directory: String) throws(StoreProblem) -> KeyRing? { try read(directory + "/keys") }

    /// Puts a ring in the place of a directory's; a crash leaves the one or the other.
    static func replace(in directory: String, with ring: KeyRing) throws(StoreProblem) {
        try PrivateFiles.replaceDurably(directory + "/keys", with: ring.exposedText.utf8)
    }

    /// The key ring of a text that was given in place of a file; `origin` names where it came from.
    package static func keyRing(of text: String, from origin: String) throws(StoreProblem) -> KeyRing {
        do {
            return try KeyRing(exposedText: text)
        } catch {
            throw StoreProblem("\(origin) holds no usable keys: \(wording(of: error)).")
        }
    }

    private static func read(_ path: String) throws(StoreProblem) -> KeyRing? {
        guard let contents = try PrivateFiles.read(path) else { return nil }
        return try keyRing(of: contents, from: path)
    }

    private static func wording(of fault: KeyFileFault) -> String {
        switch fault {
        case .unknownVersion: "it does not begin like a key file that this version knows"
        case .malformedLine(let line): "line \(line) is not a key"
        case .repeatedKey(let line): "the key of line \(line) came before"
        case .noKeys: "it is empty"
        }
    }
}
