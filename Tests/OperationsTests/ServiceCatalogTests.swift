import AWSProtocols
import AWSTypes
import IdentityModel
import Operations
import TestSupport
import Testing

@Suite("Services and their tables")
struct ServiceCatalogTests {
    private struct Ping: ReadOperation {
        init(from input: WireInput) { _ = input.requireText("Word", TextConstraint(1...5)) }
        func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts { .unrestricted }
        func run(by caller: Caller, in state: IdentityState) -> String { "pong" }
        static func encode(_ output: String, to writer: inout WireWriter) { writer.field("Reply", output) }
    }

    private struct Rename: WriteOperation {
        typealias Output = Void
        static let name = "RenameUser"
        init(from input: WireInput) {}
        func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts { .unrestricted }
        func run(by caller: Caller, in draft: inout Draft) {
            draft.put(
                .account(Account(id: caller.accountID, created: draft.now, alias: "renamed")), in: caller.accountID)
        }
    }

    private let first = ServiceDefinition(
        name: "one", apiVersion: "2001-01-01", namespace: "urn:one",
        operations: [.read(Ping.self), .write(Rename.self)], unavailable: ["Tell": "nobody knows."],
        admission: { _, _ in })
    private let second = ServiceDefinition(
        name: "two", apiVersion: "2002-02-02", namespace: "urn:two", operations: [], admission: { _, _ in })
    private let third = ServiceDefinition(
        name: "three",
        wire: .json(JSONProtocol(target: "Three_3", version: "1.1"), refusing: ConstraintViolation.allTogether),
        operations: [.read(Ping.self)], admission: { _, _ in })

    @Test("A service is found by its name in credential scopes, by its API's version, and by its target")
    func services() throws {
        let catalog = ServiceCatalog([first, second, third])
        #expect(catalog.service(named: "two")?.namespace == "urn:two")
        #expect(catalog.service(named: "TWO") == nil)
        #expect(catalog.service(of: try QueryParameters(["Version": "2002-02-02"]))?.name == "two")
        #expect(catalog.service(of: try QueryParameters(["Version": "2003-03-03"])) == nil)
        #expect(catalog.service(of: QueryParameters()) == nil)
        #expect(catalog.service(of: QueryParameters(), target: "Three_3.Ping")?.name == "three")
        #expect(catalog.service(of: QueryParameters(), target: "Three_33.Ping") == nil)
        #expect(catalog.defaultNamespace == "urn:one")
    }

    @Test("An operation is found by its name and its service's version, in AWS's words else")
    func operations() throws {
        let catalog = ServiceCatalog([first])
        let parameters = try QueryParameters(["Action": "RenameUser", "Version": "2001-01-01"])
        #expect(try catalog.operation(of: parameters, in: first).name == "RenameUser")
        #expect(first.operationNames == ["Ping", "RenameUser"])
        let rows: [(KeyValuePairs<String, String>, String)] = [
            (["Action": "Nope", "Version": "2001-01-01"], "Could not find operation Nope for version 2001-01-01"),
            (
                ["Action": "Tell", "Version": "2001-01-01"],
                "The operation Tell is not available on this server: nobody knows."
            ),
            (["Action": "Tell", "Version": "2002-02-02"], "Could not find operation Tell for version 2002-02-02"),
            (["Action": "Ping", "Version": "2002-02-02"], "Could not find operation Ping for version 2002-02-02"),
            (["Action": "Ping"], "Could not find operation Ping for version NO_VERSION_SPECIFIED"),
        ]
        for (members, message) in rows {
            let error = #expect(throws: AWSError("InvalidAction", status: 400, "")) {
                try catalog.operation(of: QueryParameters(members), in: first)
            }
            #expect(error?.message == message)
        }
        for members in [[:], ["Action": ""]] as [KeyValuePairs<String, String>] {
            #expect(throws: AWSError("MissingAction", status: 400, "")) {
                try catalog.operation(of: QueryParameters(members), in: first)
            }
        }
    }

    @Test("Broken constraints keep an operation from being bound at all")
    func decoding() throws {
        let entry = try #require(first.operation("Ping"))
        #expect(throws: AWSError.validation("")) { try entry.decode(WireInput(QueryParameters())) }
        _ = try entry.decode(WireInput(QueryParameters(["Word": "hi"])))
    }

    @Test("A read answers with its members, a write without output with none, and its change counts")
    func running() throws {
        var world = World()
        let key = world.key(of: .root)
        #expect(try world.call("Ping", of: first, ["Word": "hi"], by: key).xml == "<Reply>pong</Reply>")
        #expect(try world.call("RenameUser", of: first, by: key).xml == "")
        #expect(world.state.account(alias: "renamed") == World.account)
    }
}
