import AWSTypes
import Logging
import Operations
import PolicyLanguage

/// Verifies web identity tokens with the keys of their issuers, which it keeps for a while.
package actor WebIdentityVerifier {
    private struct Entry {
        let keys: KeySet
        let fetched: Timestamp
        let expires: Timestamp
    }
    private let source: any KeySource
    private let connections: IssuerConnections?
    private let logger: Logger
    private var entries: [String: Entry] = [:]
    private var fetches: [String: Task<Entry, any Error>] = [:]

    /// How often a token with an unknown key makes the server ask the issuer again, in seconds.
    ///
    /// Source: our own choice; an issuer rolls keys over long before it signs with new ones only.
    private static let rolloverPause: Int64 = 30
    /// How many issuers are remembered.
    private static let capacity = 1000

    /// Verifies by keys that issuers publish, or that lie in files.
    package init(_ options: WebIdentityOptions, logger: Logger) throws {
        let connections = try IssuerConnections(trusting: options.authorities)
        self.connections = connections
        self.logger = logger
        let discovered = DiscoveredKeys(
            connections: connections, addresses: AddressRule(allowsPrivate: options.allowsPrivateAddresses))
        source = KeyFiles(paths: options.keyFiles, others: discovered)
    }

    init(source: any KeySource, logger: Logger) {
        self.source = source
        self.logger = logger
        connections = nil
    }

    /// Ends the connections.
    package func close() async { await connections?.close() }

    /// The claims of a token, once it is known that its issuer signed it.
    package func claims(of proof: WebIdentityProof, at now: Timestamp) async throws(AWSError) -> JSONValue {
        guard WebIdentityVerifier.algorithms.contains(proof.token.algorithm) else { throw .signatureInvalid }
        var keys = try await keys(for: proof, at: now, youngerThan: nil)
        if !keys.hasKey(for: proof.token) {
            // The issuer may have a new key.
            keys = try await self.keys(for: proof, at: now, youngerThan: now + -WebIdentityVerifier.rolloverPause)
        }
        guard keys.hasKey(for: proof.token) else { throw .noVerificationKey }
        guard await keys.verifies(proof.token) else { throw .signatureInvalid }
        return proof.token.claims
    }

    private static let algorithms: Set<String> = ["RS256", "RS384", "RS512", "ES256", "ES384", "ES512"]

    private func keys(
        for proof: WebIdentityProof, at now: Timestamp, youngerThan limit: Timestamp?
    ) async throws(AWSError) -> KeySet {
        let slot = ([proof.issuer] + proof.thumbprints).joined(separator: " ")
        if let entry = entries[slot], now < entry.expires, limit.map({ entry.fetched > $0 }) ?? true {
            return entry.keys
        }
        let entry = try await fetch(proof, slot, at: now)
        if entries.count >= WebIdentityVerifier.capacity { entries.removeAll(keepingCapacity: true) }
        entries[slot] = entry
        return entry.keys
    }

    /// Asks the issuer, once for all requests that wait for its keys.
    private func fetch(_ proof: WebIdentityProof, _ slot: String, at now: Timestamp) async throws(AWSError) -> Entry {
        let fetch =
            fetches[slot]
            ?? Task { [source] in
                let fetched = try await source.keys(of: proof.issuer, trusting: proof.thumbprints)
                guard let keys = await KeySet(json: fetched.json) else { throw KeySourceFailure.unusable("no key set") }
                return Entry(keys: keys, fetched: now, expires: now + fetched.lifetime)
            }
        fetches[slot] = fetch
        defer { fetches[slot] = nil }
        do {
            return try await fetch.value
        } catch {
            logger.notice("keys can't be had", metadata: ["issuer": "\(proof.issuer)", "cause": "\(error)"])
            switch error as? KeySourceFailure {
            case .untrusted?: throw .thumbprintMismatch
            case .unreachable?: throw .issuerUnreachable
            case .unusable?, nil: throw .noVerificationKey
            }
        }
    }
}

/// How tokens of identity providers are verified.
package struct WebIdentityOptions: Sendable {
    /// Key sets that lie in files, by issuer.
    package var keyFiles: [String: String] = [:]
    /// Certificates of authorities that are trusted besides the system's, as a PEM file.
    package var authorities: String?
    /// Whether a provider's documents may name addresses within the server's own network.
    package var allowsPrivateAddresses = false

    /// The defaults.
    package init() {}
}

extension AWSError {
    fileprivate static let signatureInvalid = AWSError(
        "InvalidIdentityToken", status: 400,
        "The ID Token provided could not be verified: its signature is not one of the provider's keys.")
    fileprivate static let noVerificationKey = AWSError(
        "InvalidIdentityToken", status: 400,
        "Couldn't retrieve verification key from your identity provider,  please reference "
            + "AssumeRoleWithWebIdentity documentation for requirements")
    fileprivate static let thumbprintMismatch = AWSError(
        "InvalidIdentityToken", status: 400,
        "OpenIDConnect provider's HTTPS certificate doesn't match configured thumbprint")
    fileprivate static let issuerUnreachable = AWSError(
        "IDPCommunicationError", status: 400,
        "The identity provider can't be reached: its keys could not be fetched in time.")
}
