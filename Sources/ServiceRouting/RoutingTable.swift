import AWSTypes
import Synchronization

/// Every operation of AWS's catalogue, and how its requests look.
///
/// ```swift
/// let table = RoutingTable(text)
/// let request = try WireRequest(head, body: body)
/// let recognition = try table.recognise(request, signedFor: "dynamodb")
/// ```
package final class RoutingTable: Sendable {
    /// The services, in the order of their names.
    package let services: [RoutedService]
    private let text: IndexedText
    private let bySigningName: [String: [RoutedService]]
    private let groups = Mutex<[String: ServiceGroup]>([:])

    /// Reads the table's index.
    package init(_ text: [UInt8]) {
        self.text = IndexedText(text)
        let services = self.text.entries.enumerated().compactMap { RoutedService($0.element, at: $0.offset) }
        self.services = services
        bySigningName = Dictionary(grouping: services, by: \.signingName)
    }

    /// What a request asks for that is signed for a service, or not signed at all.
    ///
    /// Nil where it asks for nothing that there is, or two readers could read it as two operations.
    ///
    /// - Throws: `MalformedQueryString` where its path can't be read.
    package func recognise(_ request: WireRequest, signedFor name: String?) throws(AWSError) -> Recognition? {
        try group(name.map { RoutingTable.aliases[$0] ?? $0 })?.recognise(request)
    }

    /// Whether requests are signed for a service of this name.
    package func knows(signingName: String) -> Bool {
        bySigningName[RoutingTable.aliases[signingName] ?? signingName] != nil
    }

    /// The names of all operations of a service.
    package func operations(of service: RoutedService) -> [String] {
        var names: [String] = []
        text.forEachLine(of: service.place) { words in if let name = words.first { names.append(name) } }
        return names
    }

    private func group(_ name: String?) -> ServiceGroup? {
        // A name that is no signing name stands for what is not signed.
        let key = name ?? ""
        if let known = groups.withLock({ $0[key] }) { return known }
        let members = name.map { bySigningName[$0] ?? [] } ?? services.filter(\.hasUnsignedOperations)
        if members.isEmpty { return nil }
        let made = ServiceGroup(members, from: text, isForUnsigned: name == nil)
        return groups.withLock { groups in
            if let known = groups[key] { return known }
            groups[key] = made
            return made
        }
    }

    /// Names in scopes that stand for another's.
    private static let aliases = ["s3express": "s3", "s3-object-lambda": "s3"]
}
