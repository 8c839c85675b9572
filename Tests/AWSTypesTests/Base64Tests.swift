import AWSTypes
import TestRandomness
import Testing

@Suite("Base 64")
struct Base64Tests {
    @Test("RFC 4648's examples go both ways")
    func examples() {
        let examples = [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ]
        for (plain, encoded) in examples {
            #expect(Base64.encode(Array(plain.utf8)) == encoded)
            #expect(Base64.decode(encoded) == Array(plain.utf8))
        }
    }

    @Test("All bytes come back, whatever their number")
    func roundTrip() {
        var entropy = SeededGenerator(seed: 1)
        for length in 0..<200 {
            let bytes = (0..<length).map { _ in UInt8(truncatingIfNeeded: entropy.next()) }
            #expect(Base64.decode(Base64.encode(bytes)) == bytes)
        }
        let text = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        #expect(Base64.decode(text).map(Base64.encode) == text)
    }

    @Test(
        "No other text means the same bytes",
        arguments: [
            "Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Zm9v\n", " Zm9v", "Zm-v", "Zm_v", "Zm9é", "====", "Z===", "=Zg=",
            "Zg==Zg==", "Zm=v",
        ])
    func refused(text: String) {
        #expect(Base64.decode(text) == nil)
    }
}

@Suite("Base 64 for URLs")
struct Base64URLTests {
    @Test("RFC 4648's examples go both ways, without their padding")
    func examples() {
        for (plain, encoded) in [("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg")] {
            #expect(Base64URL.encode(Array(plain.utf8)) == encoded)
            #expect(Base64URL.decode(encoded.utf8) == Array(plain.utf8))
        }
    }

    @Test("All bytes come back, whatever their number")
    func roundTrip() {
        var entropy = SeededGenerator(seed: 1)
        for length in 0..<200 {
            let bytes = (0..<length).map { _ in UInt8(truncatingIfNeeded: entropy.next()) }
            let text = Base64URL.encode(bytes)
            #expect(Base64URL.decode(text.utf8) == bytes)
            #expect(!text.contains { "+/=".contains($0) })
        }
    }

    @Test(
        "No other text means the same bytes",
        arguments: ["Z", "Zg=", "Zg==", "Zh", "Zm9", "Zm9v\n", " Zm9v", "Zm+v", "Zm/v", "Zm9é", "Zm9vY"])
    func refused(text: String) {
        #expect(Base64URL.decode(text.utf8) == nil)
    }
}
