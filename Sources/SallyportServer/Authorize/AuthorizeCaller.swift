import AWSTypes
import PolicyLanguage

/// Whose rights are asked about, and what a service saw of the request besides.
struct AuthorizeCaller: Sendable {
    let proof: Proof
    /// The address that the request came from.
    let sourceIP: String?
    /// Whether it came through TLS.
    let isSecure: Bool?

    /// Why the service believes that it is this caller.
    enum Proof: Sendable {
        /// The caller signed a request to the service of that name.
        case forwarded(ForwardedRequest, service: String)
        /// The service says so; the region is that of the request, unless it is the one asked in.
        case named(ARN, region: String?)
    }

    init(_ value: JSONValue, at path: String) throws(AWSError) {
        let input = try JSONInput(
            value, at: path, members: ["request", "service", "principal", "region", "sourceIp", "secureTransport"])
        try input.requireOne(of: "request", or: "principal")
        if let request = input["request"] {
            if input["region"] != nil {
                throw .validation("\(input.place(of: "region")) is known from the signature; it can't be given.")
            }
            let service = try input.requireString("service")
            try AuthorizeCaller.check(service, input.place(of: "service"))
            proof = .forwarded(try ForwardedRequest(request, at: input.place(of: "request")), service: service)
        } else {
            if input["service"] != nil {
                throw .validation("\(input.place(of: "service")) goes with \(input.place(of: "request")).")
            }
            guard let arn = ARN(try input.requireString("principal")), AuthorizeCaller.isPrincipal(arn) else {
                throw .validation(
                    "\(input.place(of: "principal")) must be the ARN of a root user, of a user, or of a role's "
                        + "session (arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION).")
            }
            let region = try input.string("region")
            if let region, !AuthorizeCaller.isName(region) {
                throw .validation("\(input.place(of: "region")) must be the name of a region.")
            }
            proof = .named(arn, region: region)
        }
        sourceIP = try input.string("sourceIp")
        if let sourceIP, IPAddress(sourceIP) == nil {
            throw .validation("\(input.place(of: "sourceIp")) must be an IP address.")
        }
        isSecure = try input.boolean("secureTransport")
    }

    private static func check(_ service: String, _ place: String) throws(AWSError) {
        guard isName(service) else {
            throw .validation("\(place) must be the name that the caller's signature is scoped to.")
        }
        if service == AuthorizeDoor.service {
            throw .validation("\(place) can't be \(service): requests that are signed for it are for this server.")
        }
    }

    private static func isName(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count) && text.utf8.allSatisfy(nameCharacters.contains)
    }

    private static let nameCharacters = ASCIISet.lowercase.union(.digits).union("-")

    private static func isPrincipal(_ arn: ARN) -> Bool {
        guard arn.accountID != nil, arn.region.isEmpty else { return false }
        switch arn.service {
        case "iam": return arn.resource == "root" || arn.resource.hasPrefix("user/")
        case "sts": return arn.resource.hasPrefix("assumed-role/")
        default: return false
        }
    }
}
