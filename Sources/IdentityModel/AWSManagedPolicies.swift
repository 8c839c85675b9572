import AWSTypes
import PolicyLanguage
import Synchronization

/// AWS's own managed policies, read from a catalogue of JSON lines at first use.
///
/// Each line is an object of `name`, `path`, `version`, `created`, `updated` and, last, `document`. Only the
/// head of a line is parsed here; documents stay text until they count. A line that does not have this shape is
/// left out.
package final class AWSManagedPolicies: Sendable {
    private let load: @Sendable () -> [UInt8]
    private let former: AWSManagedPolicies?
    private let memo = Mutex<Catalogue?>(nil)

    private struct Catalogue {
        let ordered: [ManagedPolicy]
        let byPath: [String: Int]
    }

    /// A catalogue whose bytes are asked for once, when a policy is first looked for.
    ///
    /// Policies of a `former` catalogue that this one lacks are found still, so that what was attached stays in
    /// force, but they are neither listed nor offered. That is how AWS retires a policy.
    package init(after former: AWSManagedPolicies? = nil, load: @escaping @Sendable () -> [UInt8]) {
        self.former = former
        self.load = load
    }

    /// The policy of a path and name, such as `/job-function/ViewOnlyAccess`.
    package subscript(path: String) -> ManagedPolicy? {
        let catalogue = catalogue
        return catalogue.byPath[path].map { catalogue.ordered[$0] } ?? former?[path]
    }

    /// Whether a policy is retired: it works where it is attached, and is attached nowhere else.
    package func isRetired(_ reference: PolicyReference) -> Bool {
        guard case .aws(let path) = reference, former != nil else { return false }
        return catalogue.byPath[path] == nil
    }

    /// All of them but those that are retired, ordered by name.
    package var all: [ManagedPolicy] { catalogue.ordered }

    private var catalogue: Catalogue {
        memo.withLock { memo in
            if let memo { return memo }
            let read = AWSManagedPolicies.read(load())
            memo = read
            return read
        }
    }

    private static func read(_ bytes: [UInt8]) -> Catalogue {
        let policies = bytes.split(separator: UInt8(ascii: "\n")).compactMap(policy).sorted { $0.name < $1.name }
        let places = policies.enumerated().map { ($1.path.text + $1.name.text, $0) }
        return Catalogue(ordered: policies, byPath: Dictionary(places) { first, _ in first })
    }

    private static func policy(of line: ArraySlice<UInt8>) -> ManagedPolicy? {
        let mark = Array(#","document":"#.utf8)
        guard line.last == UInt8(ascii: "}"), let start = place(of: mark, in: line) else { return nil }
        let head = String(decoding: line[..<start], as: UTF8.self) + "}"
        let document = String(decoding: line[(start + mark.count)...].dropLast(), as: UTF8.self)
        guard let fields = try? JSONReader.read(head.utf8),
            let name = fields["name"]?.string.flatMap({ PolicyName($0) }),
            let path = fields["path"]?.string.flatMap({ IAMPath($0) }),
            let version = fields["version"]?.string.flatMap({ Int($0.dropFirst()) }),
            let created = fields["created"]?.string.flatMap({ Timestamp(iso8601: $0) }),
            let updated = fields["updated"]?.string.flatMap({ Timestamp(iso8601: $0) })
        else { return nil }
        var seed = NameHash(path.text + name.text)
        return ManagedPolicy(
            id: ManagedPolicyID(account: .zero, entropy: &seed), name: name, path: path, account: nil,
            created: created, updated: updated, description: nil, firstVersion: version, text: document)
    }

    private static func place(of mark: [UInt8], in line: ArraySlice<UInt8>) -> Int? {
        var place = line.startIndex
        while let quote = line[place...].firstIndex(of: UInt8(ascii: ",")), quote + mark.count <= line.endIndex {
            if line[quote..<quote + mark.count].elementsEqual(mark) { return quote }
            place = quote + 1
        }
        return nil
    }
}

/// Numbers that follow from a name, so that a policy of AWS has the same id on every server.
private struct NameHash: RandomNumberGenerator {
    private var state: UInt64 = 0xCBF2_9CE4_8422_2325

    init(_ name: String) {
        for byte in name.utf8 { state = (state ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
