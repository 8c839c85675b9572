import AWSTypes
import Logging
import Operations
import PolicyLanguage
import Synchronization
import Testing

@testable import WebIdentity

/// An issuer that answers with what a test wants, and counts how often it was asked.
private final class Issuer: KeySource {
    private let answers: Mutex<[Result<FetchedKeys, KeySourceFailure>]>
    let asked = Mutex(0)

    init(_ answers: Result<FetchedKeys, KeySourceFailure>...) { self.answers = Mutex(answers) }

    func keys(of issuer: String, trusting thumbprints: [String]) async throws(KeySourceFailure) -> FetchedKeys {
        asked.withLock { $0 += 1 }
        let answer = answers.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }
        return try answer.get()
    }

    var count: Int { asked.withLock { $0 } }
}

@Suite("Verifying web identity tokens")
struct WebIdentityVerifierTests {
    private let now = Timestamp(seconds: 1_795_509_000)

    private func keys(_ keys: String..., lifetime: Int64 = 600) -> Result<FetchedKeys, KeySourceFailure> {
        .success(FetchedKeys(json: Array(#"{"keys":[\#(keys.joined(separator: ","))]}"#.utf8), lifetime: lifetime))
    }

    private func verifier(_ issuer: Issuer) -> WebIdentityVerifier {
        WebIdentityVerifier(source: issuer, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    private func proof(_ text: String) throws -> WebIdentityProof {
        WebIdentityProof(
            token: try #require(JSONWebToken(text)), issuer: "https://idp.example.com", thumbprints: [])
    }

    @Test("Keys are asked for once while they last")
    func caching() async throws {
        let issuer = Issuer(keys(Published.rsaKey))
        let verifier = verifier(issuer)
        for second: Int64 in [0, 1, 599] {
            let claims = try await verifier.claims(of: proof(Published.rs256), at: now + second)
            #expect(claims["iss"]?.string == "joe")
        }
        #expect(issuer.count == 1)
        _ = try await verifier.claims(of: proof(Published.rs256), at: now + 600)
        #expect(issuer.count == 2)
    }

    @Test("A token with a new key has the keys asked for again, but not at every request")
    func rollover() async throws {
        let issuer = Issuer(keys(Published.rsaKey), keys(Published.rsaKey), keys(Published.rsaKey, Published.ecKey))
        let verifier = verifier(issuer)
        _ = try await verifier.claims(of: proof(Published.rs256), at: now)
        for second: Int64 in [1, 2, 29] {
            await #expect(throws: AWSError.self) {
                try await verifier.claims(of: proof(Published.es256), at: now + second)
            }
        }
        #expect(issuer.count == 1)
        await #expect(throws: AWSError.self) { try await verifier.claims(of: proof(Published.es256), at: now + 30) }
        _ = try await verifier.claims(of: proof(Published.es256), at: now + 60)
        #expect(issuer.count == 3)
    }

    @Test(
        "A failure is told in AWS's words, and is not remembered",
        arguments: [
            (
                KeySourceFailure.untrusted,
                "OpenIDConnect provider's HTTPS certificate doesn't match configured thumbprint"
            ),
            (
                KeySourceFailure.unusable("x"),
                """
                Couldn't retrieve verification key from your identity provider,  please reference \
                AssumeRoleWithWebIdentity documentation for requirements
                """
            ),
        ])
    func failures(failure: KeySourceFailure, message: String) async throws {
        let issuer = Issuer(.failure(failure), keys(Published.rsaKey))
        let verifier = verifier(issuer)
        let error = await #expect(throws: AWSError.self) {
            try await verifier.claims(of: proof(Published.rs256), at: now)
        }
        #expect(error?.code == "InvalidIdentityToken" && error?.message == message)
        _ = try await verifier.claims(of: proof(Published.rs256), at: now)
    }

    @Test("An issuer that can't be reached is a failure of communication")
    func unreachable() async throws {
        let verifier = verifier(Issuer(.failure(.unreachable("x"))))
        let error = await #expect(throws: AWSError.self) {
            try await verifier.claims(of: proof(Published.rs256), at: now)
        }
        #expect(error?.code == "IDPCommunicationError" && error?.status == 400)
    }

    @Test("Requests that wait for the same keys ask once")
    func coalescing() async throws {
        let issuer = Issuer(keys(Published.rsaKey))
        let verifier = verifier(issuer)
        let proof = try proof(Published.rs256)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<20 { group.addTask { _ = try await verifier.claims(of: proof, at: now) } }
            try await group.waitForAll()
        }
        #expect(issuer.count == 1)
    }
}

@Suite("Addresses of a server's own network")
struct AddressRuleTests {
    @Test(
        "Private and special addresses are told from public ones",
        arguments: [
            ("127.0.0.1", true), ("10.1.2.3", true), ("172.16.0.1", true), ("172.32.0.1", false), ("192.168.1.1", true),
            ("169.254.169.254", true), ("100.64.0.1", true), ("0.0.0.0", true), ("224.0.0.1", true), ("8.8.8.8", false),
            ("::1", true), ("::", true), ("fe80::1", true), ("fd00::1", true), ("::ffff:10.0.0.1", true),
            ("::ffff:8.8.8.8", false), ("2001:4860:4860::8888", false), ("nonsense", true),
        ])
    func ranges(address: String, isPrivate: Bool) {
        #expect(AddressRule.isPrivate(address) == isPrivate)
    }
}
