import TestRandomness
import Testing

@testable import PolicyValidation

@Suite("Wildcards compared")
struct WildcardTests {
    /// All texts of up to six letters.
    private static let texts: [String] = {
        var all = [""]
        var last = [""]
        for _ in 0..<6 {
            last = last.flatMap { [$0 + "a", $0 + "/"] }
            all += last
        }
        return all
    }()

    private func pattern(using generator: inout SeededGenerator) -> String {
        String(
            (0..<Int.random(in: 0...3, using: &generator)).map { _ in "a/*?".randomElement(using: &generator) ?? "a" })
    }

    @Test("Two patterns intersect where some text matches both, and one covers the other only where all do")
    func comparisons() {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<2000 {
            let (one, other) = (pattern(using: &generator), pattern(using: &generator))
            let (left, right) = (Wildcard(one), Wildcard(other))
            let shared = WildcardTests.texts.filter { left.matches($0) && right.matches($0) }
            #expect(left.intersects(right) == !shared.isEmpty, "\(one) and \(other)")
            if left.covers(right) {
                let strays = WildcardTests.texts.filter { right.matches($0) && !left.matches($0) }
                #expect(strays.isEmpty, "\(one) and \(other)")
            }
        }
    }

    @Test("A bucket's name has no slash, an object's may")
    func buckets() {
        let bucket = Wildcard("${BucketName}", variables: true)
        let object = Wildcard("${BucketName}/${ObjectName}", variables: true)
        #expect(bucket.intersects(Wildcard("b")))
        #expect(!bucket.intersects(Wildcard("b/k")))
        #expect(bucket.intersects(Wildcard("b*")))
        #expect(!bucket.intersects(Wildcard("b/*")))
        #expect(object.intersects(Wildcard("b/k/l")))
        #expect(object.intersects(Wildcard("b*")))
        #expect(!object.intersects(Wildcard("b")))
    }

    @Test("Escapes are literal, variables may be anything, case can be ignored")
    func forms() {
        #expect(Wildcard("${*}", variables: true).isLiteral)
        #expect(Wildcard("a${aws:username}", variables: true).matches("abc"))
        #expect(Wildcard("GET*", ignoringCase: true).matches("getobject"))
        #expect(!Wildcard("GET*").matches("getobject"))
        #expect(Wildcard("repo:*/x?").literalsBeforeWildcards == [5, 2])
    }
}
