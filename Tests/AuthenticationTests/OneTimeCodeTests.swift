import AWSTypes
import Authentication
import Testing

@Suite("One-time codes")
struct OneTimeCodeTests {
    /// The seed of both RFCs' vectors.
    private let seed = Array("12345678901234567890".utf8)

    @Test("RFC 4226's vectors, appendix D")
    func hotp() {
        let codes = [
            "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489",
        ]
        for (step, code) in codes.enumerated() {
            #expect(OneTimeCode.code(of: seed, at: Int64(step)) == code)
        }
    }

    @Test(
        "RFC 6238's vectors for SHA-1, appendix B, of whose eight digits the last six count",
        arguments: [
            (59, "287082"), (1_111_111_109, "081804"), (1_111_111_111, "050471"), (1_234_567_890, "005924"),
            (2_000_000_000, "279037"), (20_000_000_000, "353130"),
        ] as [(Int64, String)])
    func totp(seconds: Int64, code: String) {
        let step = OneTimeCode.step(at: Timestamp(seconds: seconds))
        #expect(OneTimeCode.code(of: seed, at: step) == code)
        #expect(OneTimeCode.matches(code, seed, at: step))
        #expect(!OneTimeCode.matches(code, seed, at: step + 1))
        #expect(!OneTimeCode.matches(String(code.dropLast()), seed, at: step))
    }
}
