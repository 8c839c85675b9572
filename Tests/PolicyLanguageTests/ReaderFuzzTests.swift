import AWSTypes
import Foundation
import PolicyLanguage
import Testing

/// Random damage to policies: the reader answers or refuses, and never stops.
///
/// `SALLYPORT_FUZZ_ROUNDS` says how many texts are tried, `SALLYPORT_TEST_SEED` which.
@Suite("Reader under random damage")
struct ReaderFuzzTests {
    private struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state ^ (state >> 33)) &* 0xFF51_AFD7_ED55_8CCD
        }
    }

    private static let originals = [
        #"{"Version":"2012-10-17","Id":"x","Statement":[{"Sid":"A1","Effect":"Allow","Principal":{"AWS":["111122223333","arn:aws:iam::111122223333:user/a"],"Service":"ec2.amazonaws.com"},"NotAction":["s3:Get*","*"],"Resource":"arn:aws:s3:::b/${aws:username, 'x'}/*","Condition":{"ForAnyValue:StringLikeIfExists":{"aws:TagKeys":["a",1.5e3,true]},"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}}]}"#,
        "{\n\t\"Statement\": {\"Effect\": \"Deny\", \"Action\": \"sts:AssumeRole\", \"Principal\": \"*\", \"Condition\": {\"Null\": {\"a:\\u00e9\\ud83d\\ude00\": \"true\"}}}\r\n}",
    ].map { Array($0.utf8) }

    @Test("A damaged policy is read or refused, and what is read is read again to the same")
    func damage() {
        let environment = ProcessInfo.processInfo.environment
        let rounds = environment["SALLYPORT_FUZZ_ROUNDS"].flatMap { Int($0) } ?? 20_000
        let seed = environment["SALLYPORT_TEST_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 0..<1_000_000_000)
        print("reader under damage: SALLYPORT_TEST_SEED=\(seed)")
        var random = Generator(state: seed)
        var (read, refused) = (0, 0)
        for _ in 0..<rounds {
            var bytes = Self.originals.randomElement(using: &random) ?? []
            for _ in 0..<Int.random(in: 0...4, using: &random) { damage(&bytes, &random) }
            do throws(PolicySyntaxError) {
                _ = try JSONReader.read(bytes)
            } catch {
                #expect((0...bytes.count).contains(error.position.offset))
            }
            guard let text = String(validating: bytes, as: UTF8.self) else { continue }
            do throws(PolicySyntaxError) {
                let document = try PolicyDocument(parsing: text)
                read += 1
                if document.text(rewritingAWSPrincipals: { $0 }) != text {
                    Issue.record("rewriting nothing changes \(text)")
                }
                for kind in [PolicyKind.identity, .trust, .resource(service: "s3"), .serviceControl, .resourceControl] {
                    _ = try? document.validate(as: kind)
                }
                _ = document.contextKeys
            } catch {
                refused += 1
            }
        }
        #expect(read > 0 && refused > 0)
    }

    private func damage(_ bytes: inout [UInt8], _ random: inout Generator) {
        guard !bytes.isEmpty else { return }
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<6, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.remove(at: place)
        case 2: bytes.removeSubrange(place..<min(bytes.count, place + 20))
        case 3: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 30)], at: place)
        case 4: bytes.insert(Array("{}[]\",:\\$*?u0-e".utf8).randomElement(using: &random) ?? 0, at: place)
        default: bytes = Array(bytes[..<place])
        }
    }
}
