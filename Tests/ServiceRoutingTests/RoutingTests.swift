import AWSTypes
import ServiceRouting
import SigV4
import Testing

@Suite("Recognition of operations")
struct RoutingTests {
    private static let table = RoutingTable(
        Array(
            text([
                (
                    "alpha alpha alpha rest-json 2020-01-01 - u",
                    [
                        "GetThing GET /things/{Name} - -", "ListThings GET /things - -",
                        "SearchThings GET /things/search - -",
                        "GetAcl GET /things/{Name}?acl - -", "PutPart PUT /things/{Name} part,upload - -",
                        "PutThing PUT /things/{Name} - -", "CopyThing PUT /things/{Name} - x-source",
                        "GetTree GET /trees/{Path+} - -", "GetTreeRoutes GET /trees/{Path+}/routes - -",
                        "Login POST /login - - u",
                    ]
                ),
                (
                    "beta alpha beta rest-json 2021-01-01 - -",
                    ["Prepare POST /agents/{Id}/ - -", "ListOther GET /things - -"]
                ),
                ("gamma alpha gamma rest-json 2021-01-01 - -", ["Invoke POST /agents/{Id} - -"]),
                ("delta delta delta json1.1 2020-01-01 com.example.Delta_2020 -", ["Get", "Put"]),
                ("epsilon epsilon epsilon query 2020-02-02 - -", ["Describe", "Create"]),
                ("zeta zeta zeta cbor 2020-02-02 ZetaService -", ["Record"]),
                ("ec2 ec2 ec2 ec2 2016-11-15 - -", ["RunInstances"]),
            ]).utf8))

    private static func text(_ services: [(index: String, operations: [String])]) -> String {
        let blocks = services.map { $0.operations.map { $0 + "\n" }.joined() }
        let index = zip(services, blocks).map { "\($0.index) \($1.utf8.count)\n" }.joined()
        return index + "\n" + blocks.joined()
    }

    private func recognise(
        _ method: String, _ target: String, _ fields: [(String, String)] = [], body: String = "",
        for service: String? = "alpha"
    ) throws -> String? {
        let head = RequestHead(method: method, target: target, fields: fields.map { HeaderField($0.0, $0.1) })
        let request = try WireRequest(head, body: Array(body.utf8))
        let found = try RoutingTests.table.recognise(request, signedFor: service)
        return found.map { found in
            ([found.service.name, found.operation] + found.labels.map { "\($0.name)=\($0.value)" }).joined(
                separator: " ")
        }
    }

    @Test("Paths are recognised: literal segments before labels, labels decoded")
    func paths() throws {
        #expect(try recognise("GET", "/things/search") == "alpha SearchThings")
        #expect(try recognise("GET", "/things/a%2Fb") == "alpha GetThing Name=a/b")
        #expect(try recognise("GET", "/things/a+b") == "alpha GetThing Name=a+b")
        #expect(try recognise("GET", "/things/x/y") == nil)
        #expect(try recognise("DELETE", "/things/x") == nil)
        #expect(try recognise("GET", "/things//") == nil)
        #expect(try recognise("GET", "") == nil)
    }

    @Test("A label that takes several segments stops before a literal one")
    func greedyLabels() throws {
        #expect(try recognise("GET", "/trees/a/b/c") == "alpha GetTree Path=a/b/c")
        #expect(try recognise("GET", "/trees/a/routes/routes") == "alpha GetTreeRoutes Path=a/routes")
        #expect(try recognise("GET", "/trees/routes") == "alpha GetTree Path=routes")
        #expect(try recognise("GET", "/trees") == nil)
    }

    @Test("Query and header decide between operations of one path")
    func constraints() throws {
        #expect(try recognise("GET", "/things/x?acl") == "alpha GetAcl Name=x")
        #expect(try recognise("GET", "/things/x?acl=") == "alpha GetAcl Name=x")
        #expect(try recognise("PUT", "/things/x?part=1&upload=u") == "alpha PutPart Name=x")
        #expect(try recognise("PUT", "/things/x?part=1") == "alpha PutThing Name=x")
        #expect(try recognise("PUT", "/things/x", [("X-Source", "y")]) == "alpha CopyThing Name=x")
    }

    @Test("A slash at the end decides where nothing else does, and does not matter elsewhere")
    func slashes() throws {
        #expect(try recognise("POST", "/agents/a/") == "beta Prepare Id=a")
        #expect(try recognise("POST", "/agents/a") == "gamma Invoke Id=a")
        #expect(try recognise("GET", "/things/x/") == "alpha GetThing Name=x")
    }

    @Test("The host decides between services that share a signing name")
    func hosts() throws {
        #expect(try recognise("GET", "/things", [("host", "beta.us-east-1.amazonaws.com")]) == "beta ListOther")
        #expect(try recognise("GET", "/things?x=1", [("host", "alpha.us-east-1.amazonaws.com")]) == "alpha ListThings")
        // Nothing tells which of two is meant.
        #expect(try recognise("GET", "/things", [("host", "127.0.0.1:4566")]) == nil)
    }

    @Test("JSON operations stand in their header, and nowhere else")
    func targets() throws {
        let target = ("X-Amz-Target", "com.example.Delta_2020.Get")
        #expect(try recognise("POST", "/", [target], for: "delta") == "delta Get")
        #expect(try recognise("GET", "/", [target], for: "delta") == nil)
        #expect(try recognise("POST", "/x", [target], for: "delta") == nil)
        #expect(try recognise("POST", "/", [("X-Amz-Target", "com.example.Delta_2020.Nix")], for: "delta") == nil)
        #expect(try recognise("POST", "/", [("X-Amz-Target", "Get")], for: "delta") == nil)
        // A header of JSON on a request of REST: two readers would read two operations.
        #expect(try recognise("GET", "/things/x", [target]) == nil)
        #expect(try recognise("POST", "/", [target], for: "epsilon") == nil)
    }

    @Test("CBOR operations stand in the path")
    func cbor() throws {
        let fields = [("smithy-protocol", "rpc-v2-cbor")]
        #expect(try recognise("POST", "/service/ZetaService/operation/Record", fields, for: "zeta") == "zeta Record")
        #expect(try recognise("POST", "/service/ZetaService/operation/Record", for: "zeta") == nil)
        #expect(try recognise("POST", "/service/Other/operation/Record", fields, for: "zeta") == nil)
        #expect(try recognise("POST", "/service/ZetaService/operation/Record/x", fields, for: "zeta") == nil)
    }

    @Test("Query operations stand in a parameter, with the service's version")
    func query() throws {
        let form = [("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")]
        func create(_ body: String, _ target: String = "/", _ fields: [(String, String)]? = nil) throws -> String? {
            try recognise("POST", target, fields ?? form, body: body, for: "epsilon")
        }
        #expect(try create("Action=Create&Version=2020-02-02") == "epsilon Create")
        #expect(try create("", "/?Action=Create&Version=2020-02-02") == "epsilon Create")
        #expect(try create("Action=Create&Version=2020-02-03") == nil)
        #expect(try create("Action=Create") == nil)
        #expect(try create("Action=Destroy&Version=2020-02-02") == nil)
        #expect(try create("Action=Create&Version=2020-02-02", "/x") == nil)
        // What is no form is not read as one.
        #expect(try create("Action=Create&Version=2020-02-02", "/", []) == nil)
    }

    @Test("A parameter that stands twice is refused: one reader takes the first, another the last")
    func repeatedParameters() throws {
        let form = [("Content-Type", "application/x-www-form-urlencoded")]
        let body = "Action=Describe&Version=2020-02-02&Action=Create"
        #expect(try recognise("POST", "/", form, body: body, for: "epsilon") == nil)
        let both = "Action=Describe&Version=2020-02-02"
        #expect(try recognise("POST", "/?Action=Create", form, body: both, for: "epsilon") == nil)
        #expect(try recognise("POST", "/?Name=a", form, body: both + "&Name=b", for: "epsilon") == nil)
    }

    @Test("EC2 takes the versions that it had before")
    func versions() throws {
        #expect(try recognise("GET", "/?Action=RunInstances&Version=2014-10-01", for: "ec2") == "ec2 RunInstances")
    }

    @Test("Without a signature only operations count that are not signed")
    func unsigned() throws {
        #expect(try recognise("POST", "/login", for: nil) == "alpha Login")
        #expect(try recognise("GET", "/things", for: nil) == nil)
        #expect(try recognise("GET", "/things", for: "nobody") == nil)
        #expect(try recognise("GET", "/things", for: "") == nil)
    }

    @Test(
        "Broken escapes are refused",
        arguments: ["/things/%", "/things/%4", "/things/%zz", "/things/%ff", "/things?a=%ff"])
    func brokenEscapes(target: String) {
        #expect(throws: AWSError.self) { try recognise("GET", target) }
    }

    @Test("A path that another reader may read otherwise is none")
    func ambiguousPaths() throws {
        #expect(try recognise("GET", "/trees/a%2Froutes") == nil)
        #expect(try recognise("GET", "/trees/a%2Fb") == "alpha GetTree Path=a/b")
        #expect(try recognise("GET", "/trees/a/../b") == nil)
        #expect(try recognise("GET", "/trees/a/%2e%2e/b") == nil)
        #expect(try recognise("GET", "/trees/a//b") == nil)
        #expect(try recognise("GET", "/things/%2e") == nil)
        #expect(try recognise("GET", "/things/%73earch") == nil)
        #expect(try recognise("GET", "/things/a.b") == "alpha GetThing Name=a.b")
    }

    @Test("A long path costs no more than its length")
    func longPaths() throws {
        let path = String(repeating: "/trees", count: 1000)
        #expect(try recognise("GET", path)?.hasPrefix("alpha GetTree Path=trees/trees") == true)
        #expect(try recognise("GET", path + path) == nil)
    }
}
