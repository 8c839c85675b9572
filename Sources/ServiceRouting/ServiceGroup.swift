import AWSTypes

/// The services that requests of one signing name may be meant for, ready to recognise them.
final class ServiceGroup: Sendable {
    private let services: [RoutedService]
    /// For each service its operations' names, and whether they are unsigned; for the REST protocols none.
    private let operations: [[String: Bool]]
    private let paths: PathTree
    /// Whether only operations count that clients don't sign.
    private let isForUnsigned: Bool

    init(_ services: [RoutedService], from text: IndexedText, isForUnsigned: Bool) {
        self.services = services
        self.isForUnsigned = isForUnsigned
        var operations: [[String: Bool]] = []
        var paths = PathTree()
        for (index, service) in services.enumerated() {
            var names: [String: Bool] = [:]
            text.forEachLine(of: service.place) { words in
                switch service.wire {
                case .restJSON, .restXML:
                    guard let route = PathRoute(words, of: index) else { return }
                    if !isForUnsigned || route.isUnsigned { paths.insert(route) }
                case .query, .ec2, .json10, .json11, .cbor:
                    guard let name = words.first else { return }
                    let isUnsigned = words.last == "u"
                    if !isForUnsigned || isUnsigned { names[name] = isUnsigned }
                }
            }
            operations.append(names)
        }
        self.operations = operations
        self.paths = paths
    }

    /// What a request asks for; nil where it asks for nothing that there is.
    func recognise(_ request: WireRequest) throws(AWSError) -> Recognition? {
        if let target = request.field("x-amz-target") { return named(by: target, request) }
        if request.path.hasPrefix("/service/"), request.field("smithy-protocol") == "rpc-v2-cbor" {
            return named(byPath: request)
        }
        if let action = request.parameter("Action"), let found = named(action, request) { return found }
        return try path(request)
    }

    /// JSON: `X-Amz-Target: DynamoDB_20120810.GetItem`.
    private func named(by target: String, _ request: WireRequest) -> Recognition? {
        guard request.method == "POST", request.path == "/", let dot = target.lastIndex(of: ".") else { return nil }
        let (front, name) = (target[..<dot], String(target[target.index(after: dot)...]))
        return rpc(name, in: request, as: nil) { $0.target.map { front == $0 } ?? false }
    }

    /// CBOR: `/service/GraniteServiceVersion20100801/operation/PutMetricData`.
    private func named(byPath request: WireRequest) -> Recognition? {
        let parts = request.path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        guard request.method == "POST", parts.count == 4, parts[2] == "operation" else { return nil }
        return rpc(String(parts[3]), in: request, as: .cbor) { $0.target.map { parts[1] == $0 } ?? false }
    }

    /// Query and EC2: `Action=…&Version=…`; the path is `/`, or a queue's.
    private func named(_ action: String, _ request: WireRequest) -> Recognition? {
        guard request.method == "POST" || request.method == "GET", !request.hasRepeatedParameters else { return nil }
        let version = request.parameter("Version")
        return rpc(action, in: request, as: .query) { service in
            guard service.wire != .restJSON, service.wire != .restXML else { return false }
            // EC2 still takes the versions that it had before.
            if service.wire == .ec2 { return request.path == "/" }
            return version == service.version && (request.path == "/" || service.name == "sqs")
        }
    }

    private func rpc(
        _ name: String, in request: WireRequest, as wire: WireProtocol?, _ isMeant: (RoutedService) -> Bool
    ) -> Recognition? {
        for (index, service) in services.enumerated() where isMeant(service) {
            guard let isUnsigned = operations[index][name] else { continue }
            let spoken: WireProtocol =
                switch (wire, service.wire) {
                case (.query?, .ec2): .ec2
                case (let wire?, _): wire
                case (nil, .json10), (nil, .json11): service.wire
                case (nil, _):
                    request.field("content-type")?.hasSuffix("1.1") == true ? .json11 : .json10
                }
            return Recognition(
                service: service, operation: name, wire: spoken, labels: [], isUnsigned: isUnsigned)
        }
        return nil
    }

    /// Whether a reader who first decodes a path, or takes dot segments out of it, finds the same operation.
    ///
    /// S3's keys may look like anything, and S3 reads them as they come.
    private func isUnambiguous(_ request: WireRequest, as match: PathTree.Match) throws(AWSError) -> Bool {
        if services[match.route.service].name == "s3" { return true }
        let bytes = request.path.utf8
        let isPlain = !bytes.contains(UInt8(ascii: "%")) && !request.path.contains("//") && !request.path.contains("/.")
        if isPlain { return true }
        let decoded = try WireRequest.decoded(bytes, plus: false)
        let segments = decoded.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        let hasGaps = request.path.contains("//")
        if hasGaps || segments.contains(where: { $0 == "." || $0 == ".." }) { return false }
        let sloppy = paths.match(decoded[...]) { route in route.method == request.method ? 0 : nil }
        guard let sloppy else { return true }
        return sloppy.route.operation == match.route.operation || sloppy.route.hasShape(of: match.route)
    }

    private func path(_ request: WireRequest) throws(AWSError) -> Recognition? {
        let host = request.field("host") ?? ""
        let endsWithSlash = request.path.count > 1 && request.path.hasSuffix("/")
        let match = paths.match(request.path) { route in
            route.fit(request, endsWithSlash: endsWithSlash, isOfHost: services[route.service].hasHost(host))
        }
        guard let match, try isUnambiguous(request, as: match) else { return nil }
        var labels: [WireRequest.Parameter] = []
        var values = match.values[...]
        for segment in match.route.segments {
            switch segment {
            case .literal: continue
            case .label(let name), .greedy(let name):
                guard let value = values.popFirst() else { return nil }
                labels.append(.init(name, try WireRequest.decoded(value.utf8, plus: false)))
            }
        }
        let service = services[match.route.service]
        return Recognition(
            service: service, operation: match.route.operation, wire: service.wire, labels: labels,
            isUnsigned: match.route.isUnsigned)
    }
}
