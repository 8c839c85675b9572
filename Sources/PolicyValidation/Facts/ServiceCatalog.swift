/// What AWS's services take in policies: an index, and a block of text for each service.
///
/// The form is that of `service-authorization.txt`. Only the index is read at once.
package struct ServiceCatalog: Sendable {
    private let bytes: [UInt8]
    private let services: [String: Entry]
    private let namespaces: [String: [String]]
    private let foreignKeys: [String: [String]]
    /// The regions of each partition.
    let regions: [String: [String]]

    private struct Entry {
        let isListed: Bool
        let range: Range<Int>
    }

    /// Reads the index of a catalogue.
    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
        var services: [String: Entry] = [:]
        var namespaces: [String: [String]] = [:]
        var foreignKeys: [String: [String]] = [:]
        var regions: [String: [String]] = [:]
        var order: [(prefix: String, isListed: Bool, length: Int)] = []
        var place = 0
        while place < bytes.count, bytes[place] != UInt8(ascii: "\n") {
            let end = bytes[place...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            let fields = bytes[place..<end].split(separator: UInt8(ascii: " "))
                .map { String(decoding: $0, as: UTF8.self) }
            place = min(end + 1, bytes.count)
            guard fields.count > 1 else { continue }
            switch fields[0] {
            case "partition": regions[fields[1]] = Array(fields[2...])
            case "keys": foreignKeys[fields[1]] = Array(fields[2...])
            case "service", "unlisted":
                order.append((fields[1], fields[0] == "service", fields.count > 2 ? Int(fields[2]) ?? 0 : 0))
                for name in [fields[1]] + fields.dropFirst(3) { namespaces[name, default: []].append(fields[1]) }
            default: continue
            }
        }
        place += 1
        for (prefix, isListed, length) in order {
            precondition(place + length <= bytes.count, "The catalogue of services is cut off.")
            services[prefix] = Entry(isListed: isListed, range: place..<(place + length))
            place += length
        }
        self.services = services
        self.namespaces = namespaces
        self.foreignKeys = foreignKeys
        self.regions = regions
    }

    /// The prefixes of all services.
    package var prefixes: [String] { services.keys.sorted() }

    /// Whether there is a service.
    func hasService(_ prefix: String) -> Bool { services[prefix] != nil }

    /// Whether ARNs may name a service.
    func hasNamespace(_ name: String) -> Bool { namespaces[name] != nil }

    /// The names that may stand in ARNs as their service.
    var namespaceNames: [String] { Array(namespaces.keys) }

    /// The services with resources whose ARNs name a service.
    func services(ofNamespace name: String) -> [String] { namespaces[name] ?? [] }

    /// The services that declare condition keys of a prefix that is not their name.
    func services(declaringKeysOf prefix: String) -> [String] { foreignKeys[prefix] ?? [] }

    /// Reads a service, or gives nil where there is none of that prefix.
    func service(_ prefix: String) -> ServiceFacts? {
        guard let entry = services[prefix] else { return nil }
        return ServiceFacts(prefix: prefix, isListed: entry.isListed, block: bytes[entry.range])
    }
}
