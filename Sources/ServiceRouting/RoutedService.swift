/// A service of AWS's catalogue, as its requests name it.
package struct RoutedService: Sendable, Hashable {
    /// Its name in AWS's SDKs, such as `dynamodb`.
    package let name: String
    /// Its name in credential scopes.
    package let signingName: String
    /// What its hosts' names begin with.
    package let endpoint: String
    /// The protocol that SDKs speak with it first.
    package let wire: WireProtocol
    /// The version that clients of the query protocol state.
    package let version: String?
    /// What comes before the dot in `X-Amz-Target`.
    package let target: String?
    let hasUnsignedOperations: Bool
    let place: Int

    init?(_ words: [String], at place: Int) {
        guard words.count == 7, let wire = WireProtocol(rawValue: words[3]) else { return nil }
        (name, signingName, endpoint, self.wire) = (words[0], words[1], words[2], wire)
        version = words[4] == "-" ? nil : words[4]
        target = words[5] == "-" ? nil : words[5]
        hasUnsignedOperations = words[6] == "u"
        self.place = place
    }

    /// Whether a host of AWS's is this service's.
    func hasHost(_ host: String) -> Bool { host.hasPrefix(endpoint + ".") }
}

/// AWS's ways to write requests and answers.
package enum WireProtocol: String, Sendable, Hashable {
    /// Parameters, and XML.
    case query
    /// Parameters, and XML, as EC2 writes them.
    case ec2
    /// JSON, version 1.0.
    case json10 = "json1.0"
    /// JSON, version 1.1.
    case json11 = "json1.1"
    /// Paths, and JSON.
    case restJSON = "rest-json"
    /// Paths, and XML.
    case restXML = "rest-xml"
    /// CBOR.
    case cbor
}

/// What a request asks for.
package struct Recognition: Sendable {
    /// The service.
    package let service: RoutedService
    /// The operation's name.
    package let operation: String
    /// The protocol that this request speaks.
    package let wire: WireProtocol
    /// What stands in the path for the labels of its template, decoded.
    package let labels: [WireRequest.Parameter]
    /// Whether the operation is one that clients don't sign.
    package let isUnsigned: Bool
}
