import NIOCore
import Synchronization

/// A version of an object, with its bytes where they are few.
package struct FoundObject: Sendable {
    /// The version.
    package let version: ObjectVersion
    /// All its bytes; nil: they have to be read.
    package var bytes: ByteBuffer?
    /// Keeps the files of a long one.
    var lease: ReadLease?

    init(version: ObjectVersion, bytes: ByteBuffer?) { (self.version, self.bytes) = (version, bytes) }
}

/// The latest versions of objects that were read not long ago.
///
/// What was not used since the younger half filled up last goes with the older half.
final class ObjectCache: Sendable {
    private let state = Mutex(State())

    fileprivate struct State {
        var young: [ObjectPath: FoundObject] = [:]
        var old: [ObjectPath: FoundObject] = [:]
        var cost = 0
        /// How often something was forgotten, counted apart for objects whose hashes end alike.
        var changes = [UInt64](repeating: 0, count: 256)
    }

    /// About how many bytes each half holds.
    fileprivate static let halfLimit = 8 << 20
    /// About how many bytes a version takes, beside the object's.
    fileprivate static let versionCost = 1024

    /// What is known of an object.
    func find(_ path: ObjectPath) -> FoundObject? {
        state.withLock { state in
            if let object = state.young[path] { return object }
            guard let object = state.old.removeValue(forKey: path) else { return nil }
            state.keep(object, at: path)
            return object
        }
    }

    /// What to give to `keep` together with what is read from now on.
    func stamp(_ path: ObjectPath) -> UInt64 { state.withLock { $0.changes[ObjectCache.place(path)] } }

    /// Keeps what was read, unless the object has changed since the stamp was taken.
    func keep(_ object: FoundObject, at path: ObjectPath, since stamp: UInt64) {
        state.withLock { state in
            if state.changes[ObjectCache.place(path)] == stamp { state.keep(object, at: path) }
        }
    }

    /// These objects have changed.
    func forget(_ paths: [ObjectPath]) {
        state.withLock { state in
            for path in paths {
                state.changes[ObjectCache.place(path)] += 1
                state.young[path] = nil
                state.old[path] = nil
            }
        }
    }

    /// Anything may have changed.
    func forgetAll() {
        state.withLock { state in
            let changes = state.changes.map { $0 + 1 }
            state = State()
            state.changes = changes
        }
    }

    private static func place(_ path: ObjectPath) -> Int { path.hashValue & 255 }
}

extension ObjectCache.State {
    fileprivate mutating func keep(_ object: FoundObject, at path: ObjectPath) {
        var object = object
        object.lease = nil
        young[path] = object
        cost += ObjectCache.versionCost + (object.bytes?.readableBytes ?? 0)
        guard cost > ObjectCache.halfLimit else { return }
        (old, young, cost) = (young, [:], 0)
    }
}
