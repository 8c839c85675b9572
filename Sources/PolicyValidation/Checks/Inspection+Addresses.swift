import PolicyLanguage

/// Addresses and ranges of them.
extension Inspection {
    mutating func checkAddresses(_ condition: LintedCondition) {
        guard let comparison = condition.operator.comparison, comparison == .ipAddress || comparison == .notIPAddress
        else { return }
        var networks: [(network: IPNetwork, value: LintedCondition.Value)] = []
        for value in condition.values where !value.text.value.contains("${") {
            guard let network = IPNetwork(value.text.value) else {
                report(
                    .typeMismatchIPRange, at: value.place, problem: "\"\(value.text.value)\" is no range of addresses.",
                    remedy: "Write it as 203.0.113.0/24 or 2001:db8::/32.")
                continue
            }
            networks.append((network, value))
            checkBits(value, network)
        }
        if condition.lowercasedKey == "aws:sourceip" { checkPrivacy(condition, networks) }
    }

    private mutating func checkBits(_ value: LintedCondition.Value, _ network: IPNetwork) {
        guard let written = value.text.value.split(separator: "/").first, let address = IPAddress(written),
            address != network.base
        else { return }
        report(
            .improveIPRange, at: value.place, problem: "The address has bits after its prefix, which do not count.",
            remedy: "Write \(network.base)/\(network.prefixLength).")
    }

    private mutating func checkPrivacy(
        _ condition: LintedCondition, _ networks: [(network: IPNetwork, value: LintedCondition.Value)]
    ) {
        let hidden = networks.filter { $0.network.isPrivate }
        guard !hidden.isEmpty else { return }
        let isPositive = condition.operator.comparison == .ipAddress
        let code: IssueCode
        if hidden.count == networks.count {
            code = isPositive ? .privateIPAddress : .privateNotIPAddress
        } else {
            code = isPositive ? .privateIPAddressSubset : .privateNotIPAddressSubset
        }
        report(
            code, at: hidden.map(\.value.place),
            problem: "aws:SourceIp is a public address, and never one of "
                + "\(hidden.map(\.value.text.value).joined(separator: ", ")).",
            remedy: "Compare aws:VpcSourceIp for private addresses.")
    }
}

extension IPNetwork {
    /// Whether all its addresses are private (RFC 1918, RFC 4193).
    fileprivate var isPrivate: Bool {
        IPNetwork.privateNetworks.contains { $0.prefixLength <= prefixLength && $0.contains(base) }
    }

    private static let privateNetworks = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"]
        .compactMap { IPNetwork($0) }
}
