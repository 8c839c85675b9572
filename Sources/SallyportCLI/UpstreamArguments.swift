import AWSTypes
import ArgumentParser
import Gateway
import SallyportServer
import ServiceRouting

/// The options of `sallyport serve` about services that somebody else runs.
struct UpstreamArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            """
            Where a service that Sallyport does not have is, or all of them: http://127.0.0.1:5000, or \
            dynamodb=http://127.0.0.1:8000. {service} and {region} in a URL are filled in. Repeatable.
            """, valueName: "[service=]url"))
    var upstream: [String] = []
    @Option(help: ArgumentHelp("The access key id that upstreams are called with.", valueName: "key"))
    var upstreamAccessKey: String?
    @Option(help: ArgumentHelp("Its secret key; better in SALLYPORT_UPSTREAM_SECRET_KEY.", valueName: "secret"))
    var upstreamSecretKey: String?
    @Option(help: ArgumentHelp("How long an upstream may be silent (default: 60).", valueName: "seconds"))
    var upstreamTimeout: String?
    @Option(help: ArgumentHelp("Certificates (PEM) to trust besides the system's for upstreams.", valueName: "file"))
    var upstreamAuthorities: String?
    @Option(
        help: ArgumentHelp(
            """
            The IAM action of an operation that Sallyport knows none for: dynamodb.NewThing=dynamodb:NewThing. \
            Repeatable.
            """, valueName: "service.operation=action"))
    var operationAction: [String] = []

    /// The options as the server takes them.
    func options() throws -> UpstreamOptions {
        var options = UpstreamOptions()
        for text in Self.list(upstream, "UPSTREAM") { try Self.add(text, to: &options) }
        for text in Self.list(operationAction, "OPERATION_ACTION") {
            let pair = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard pair.count == 2, pair[0].contains("."), pair[1].contains(":") else {
                throw Problem(
                    "'\(text)' is no valid value of --operation-action (SALLYPORT_OPERATION_ACTION).",
                    hints: ["It is an operation and an action: dynamodb.NewThing=dynamodb:NewThing"])
            }
            options.actions[pair[0], default: []].append(pair[1])
        }
        options.key = try key() ?? options.key
        options.authorities = Setting.text(upstreamAuthorities, "UPSTREAM_AUTHORITIES")
        options.timeout =
            try Setting.value(upstreamTimeout, "UPSTREAM_TIMEOUT") { Int64($0).flatMap { $0 > 0 ? $0 : nil } }
            ?? options.timeout
        return options
    }

    private func key() throws -> UpstreamKey? {
        let id = Setting.text(upstreamAccessKey, "UPSTREAM_ACCESS_KEY")
        let secret = Setting.text(upstreamSecretKey, "UPSTREAM_SECRET_KEY")
        if id == nil, secret == nil { return nil }
        guard let id = id.flatMap({ AccessKeyID($0) }), let secret, !secret.isEmpty else {
            throw Problem("--upstream-access-key and --upstream-secret-key must be given together.")
        }
        return UpstreamKey(
            id: id, secret: SecretKey(secret), sessionToken: Setting.text(nil, "UPSTREAM_SESSION_TOKEN"))
    }

    private static func list(_ given: [String], _ name: String) -> [String] {
        if !given.isEmpty { return given }
        return Setting.text(nil, name)?.split(separator: ",").map(String.init) ?? []
    }

    private static func add(_ text: String, to options: inout UpstreamOptions) throws {
        let mark = text.firstIndex(of: "=")
        let colon = text.firstIndex(of: ":") ?? text.endIndex
        guard let mark, mark < colon else {
            options.everything = try address(text, text)
            return
        }
        let name = String(text[..<mark])
        guard Self.names.contains(name) else {
            throw Problem(
                "'\(name)' in --upstream is no service of AWS.", hints: ["It is an SDK's name, such as dynamodb."])
        }
        options.services[name] = try address(String(text[text.index(after: mark)...]), text)
    }

    private static func address(_ url: String, _ text: String) throws -> UpstreamAddress {
        guard let address = UpstreamAddress(url) else {
            throw Problem(
                "'\(text)' is no valid value of --upstream (SALLYPORT_UPSTREAM).",
                hints: ["It is a URL, http://127.0.0.1:5000, or a service and a URL, dynamodb=http://127.0.0.1:8000."])
        }
        return address
    }

    private static var names: Set<String> {
        let services = RoutingTable(ServiceOperationTables.routes).services
        return Set(services.flatMap { [$0.name, $0.signingName, $0.endpoint] })
    }
}
