import AWSTypes
import Logging
import Operations
import PolicyLanguage
import Synchronization

/// Verifies web identity tokens with the keys of their issuers, which it keeps for a while.
///
/// A token whose issuer's keys are known is verified where it is asked for, without waiting: no actor is between.
package final class WebIdentityVerifier: Sendable {
    private struct Entry {
        let keys: KeySet
        let fetched: Timestamp
        let expires: Timestamp
    }
    private struct Memory {
        var entries: [Issuer: Entry] = [:]
        var fetches: [Issuer: Task<Entry, any Error>] = [:]
    }
    /// Who is asked for keys, and whom to believe the answer of.
    private struct Issuer: Hashable {
        let url: String
        let thumbprints: [String]
    }
    private let source: any KeySource
    private let connections: IssuerConnections?
    private let logger: Logger
    private let memory = Mutex(Memory())

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
        if let json = proof.ownKeys {
            guard let keys = KeySet(json: json), keys.hasKey(for: proof.token) else { throw .noVerificationKey }
            guard keys.verifies(proof.token) else { throw .signatureInvalid }
            return proof.token.claims
        }
        let issuer = Issuer(url: proof.issuer, thumbprints: proof.thumbprints)
        var keys: KeySet
        if let known = known(issuer, at: now, youngerThan: nil) {
            keys = known
        } else {
            keys = try await fetch(issuer, at: now)
        }
        if !keys.hasKey(for: proof.token) {
            // The issuer may have a new key.
            let limit = now + -WebIdentityVerifier.rolloverPause
            if known(issuer, at: now, youngerThan: limit) == nil { keys = try await fetch(issuer, at: now) }
        }
        guard keys.hasKey(for: proof.token) else { throw .noVerificationKey }
        guard keys.verifies(proof.token) else { throw .signatureInvalid }
        return proof.token.claims
    }

    private static let algorithms: Set<String> = ["RS256", "RS384", "RS512", "ES256", "ES384", "ES512"]

    private func known(_ issuer: Issuer, at now: Timestamp, youngerThan limit: Timestamp?) -> KeySet? {
        guard let entry = memory.withLock({ $0.entries[issuer] }), now < entry.expires,
            limit.map({ entry.fetched > $0 }) ?? true
        else { return nil }
        return entry.keys
    }

    /// Asks the issuer, once for all requests that wait for its keys.
    private func fetch(_ issuer: Issuer, at now: Timestamp) async throws(AWSError) -> KeySet {
        let fetch = memory.withLock { memory in
            if let running = memory.fetches[issuer] { return running }
            let fetch = Task { try await learn(issuer, at: now) }
            memory.fetches[issuer] = fetch
            return fetch
        }
        do {
            return try await fetch.value.keys
        } catch {
            logger.notice("keys can't be had", metadata: ["issuer": "\(issuer.url)", "cause": "\(error)"])
            switch error as? KeySourceFailure {
            case .untrusted?: throw .thumbprintMismatch
            case .unreachable?: throw .issuerUnreachable
            case .unusable?, nil: throw .noVerificationKey
            }
        }
    }

    private func learn(_ issuer: Issuer, at now: Timestamp) async throws -> Entry {
        let answer: Result<Entry, any Error>
        do {
            let fetched = try await source.keys(of: issuer.url, trusting: issuer.thumbprints)
            guard let keys = KeySet(json: fetched.json) else { throw KeySourceFailure.unusable("no key set") }
            answer = .success(Entry(keys: keys, fetched: now, expires: now + fetched.lifetime))
        } catch {
            answer = .failure(error)
        }
        // In one step, so that nobody finds neither the keys nor who fetches them.
        memory.withLock { memory in
            memory.fetches[issuer] = nil
            guard case .success(let entry) = answer else { return }
            if memory.entries.count >= WebIdentityVerifier.capacity {
                memory.entries.removeAll(keepingCapacity: true)
            }
            memory.entries[issuer] = entry
        }
        return try answer.get()
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
