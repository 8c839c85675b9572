import AWSTypes
import Authentication
import TestRandomness
import Testing

@Suite("Sealed authorisation messages")
struct SealedAuthorizationMessageTests {
    private let now = Timestamp(seconds: 1_795_509_000)
    private let ring: KeyRing
    private let account: AccountID
    private let other: AccountID

    init() throws {
        var entropy = SeededGenerator(seed: 1)
        ring = KeyRing(created: now, entropy: &entropy)
        account = try #require(AccountID("000000000001"))
        other = try #require(AccountID("000000000002"))
    }

    private func sealed(_ content: String) -> String {
        var entropy = SeededGenerator(seed: 2)
        return SealedAuthorizationMessage.seal(content, for: account, at: now, with: ring, entropy: &entropy)
    }

    @Test("A message opens for its account, for a week, whatever its length up to the limit")
    func roundTrip() throws {
        for length in [0, 1, 2, 3, 100, SealedAuthorizationMessage.contentLimit] {
            let content = String(repeating: "a", count: length)
            let message = sealed(content)
            #expect(message.utf8.count <= SealedAuthorizationMessage.longest)
            for age in [0, 1, SealedAuthorizationMessage.lifetime - 1] {
                #expect(
                    try SealedAuthorizationMessage.open(message, for: account, at: now + age, with: ring) == content)
            }
        }
    }

    @Test("Another account, another ring, and a week later it is as invalid as one that was made up")
    func strangers() throws {
        let message = sealed("{}")
        var entropy = SeededGenerator(seed: 3)
        let otherRing = KeyRing(created: now, entropy: &entropy)
        let attempts: [(AccountID, Timestamp, KeyRing)] = [
            (other, now, ring), (account, now, otherRing), (account, now + SealedAuthorizationMessage.lifetime, ring),
        ]
        for (account, now, ring) in attempts {
            let error = #expect(throws: AWSError.invalidAuthorizationMessage) {
                try SealedAuthorizationMessage.open(message, for: account, at: now, with: ring)
            }
            #expect(error?.message == "Message is not valid")
        }
    }

    @Test("No character can be changed, added or left out")
    func tampering() {
        let message = Array(sealed("{}").utf8)
        var texts = (0..<message.count).map { place in
            var changed = message
            changed[place] = changed[place] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            return String(decoding: changed, as: UTF8.self)
        }
        texts += (0..<message.count).map { String(decoding: message.prefix($0), as: UTF8.self) }
        texts += ["=", "==", "A", "\n", " ", "+", "/", "é"].map { String(decoding: message, as: UTF8.self) + $0 }
        for text in texts {
            #expect(throws: AWSError.invalidAuthorizationMessage) {
                try SealedAuthorizationMessage.open(text, for: account, at: now, with: ring)
            }
        }
    }

    @Test("A session token is no message")
    func otherPurposes() {
        var entropy = SeededGenerator(seed: 4)
        let record = ring.seal(
            Array("12345678{}".utf8), for: .sessionToken, context: Array(account.description.utf8), entropy: &entropy)
        #expect(throws: AWSError.invalidAuthorizationMessage) {
            try SealedAuthorizationMessage.open(Base64.encode(record), for: account, at: now, with: ring)
        }
    }
}
