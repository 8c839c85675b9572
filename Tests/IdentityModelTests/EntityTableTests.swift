import AWSTypes
import TestSupport
import Testing

@testable import IdentityModel

@Suite("Tables of entities")
struct EntityTableTests {
    private var world = World()

    @Test("A listing is ordered without regard to case, keeps to its path, and begins after the name it is told")
    mutating func ordering() throws {
        for (name, path) in [("delta", "/a/"), ("Bravo", "/"), ("alpha", "/a/b/"), ("CHARLIE", "/a/"), ("echo", "/c/")]
        {
            world.user(name, path: path)
        }
        let users = try world.account().users
        func names(_ prefix: String, after name: String?) -> [String] {
            users.ordered(under: prefix, after: name).map(\.name.text)
        }
        #expect(users.ordered().map(\.name.text) == ["alpha", "Bravo", "CHARLIE", "delta", "echo"])
        #expect(names("/a/", after: nil) == ["alpha", "CHARLIE", "delta"])
        #expect(names("/", after: "bravo") == ["CHARLIE", "delta", "echo"])
        #expect(names("/a/", after: "bx") == ["CHARLIE", "delta"])
        #expect(names("/", after: "echo") == [])
    }
}
