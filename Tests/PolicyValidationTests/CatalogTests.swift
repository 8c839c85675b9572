import Testing

@testable import PolicyValidation

@Suite("Service catalogue")
struct CatalogTests {
    @Test("Every service can be read, and has what AWS's reference has")
    func services() throws {
        let services = Shipped.catalog.prefixes.compactMap { Shipped.catalog.service($0) }
        #expect(services.count(where: \.isListed) == 457)
        let actions = services.flatMap(\.actions.values)
        #expect(actions.count(where: \.isListed) == 22_321)
        for service in services {
            for resource in service.resources { #expect(resource.keys.allSatisfy(service.keys.indices.contains)) }
            for action in service.actions.values {
                #expect(action.keys.allSatisfy(service.keys.indices.contains))
                #expect(action.resources.allSatisfy { service.resources.indices.contains($0.place) })
            }
        }
        #expect(Shipped.catalog.service("nosuch") == nil)
        #expect(Shipped.catalog.regions["aws"]?.contains("eu-central-1") == true)
    }

    @Test("An action has the keys of its resources, and those that are its own")
    func support() throws {
        let queues = try #require(Shipped.catalog.service("sqs"))
        let create = try #require(queues.actions["createqueue"])
        let send = try #require(queues.actions["sendmessage"])
        #expect(queues.supports(queues.places(ofKey: "aws:requesttag/a"), create))
        #expect(!queues.supports(queues.places(ofKey: "aws:requesttag/a"), send))
        #expect(queues.supports(queues.places(ofKey: "aws:resourcetag/a"), send))
        #expect(queues.takesResourceControlPolicies)
    }

    @Test("A family of keys takes any name in its gap, and at least one letter")
    func families() {
        let key = ConditionKeyFacts("s3:ExistingObjectTag/<key>", .string)
        #expect(key.covers("s3:existingobjecttag/a/b"))
        #expect(!key.covers("s3:existingobjecttag/"))
        #expect(key.tagPrefix == "s3:existingobjecttag")
        #expect(ConditionKeyFacts("ssm:resourceTag/tag-key", .string).covers("ssm:resourcetag/x"))
        #expect(ConditionKeyFacts("s3:prefix", .string).covers("s3:prefix"))
    }
}

@Suite("Nearest names")
struct NearestNameTests {
    @Test("The nearest name is found, and a far one is not")
    func nearest() {
        let names = ["GetObject", "GetObjectAcl", "PutObject"]
        #expect(NearestName.of("GetObjct", among: names) == "GetObject")
        #expect(NearestName.of("putobject", among: names) == "PutObject")
        #expect(NearestName.of("Frobnicate", among: names) == nil)
        #expect(NearestName.of("", among: names) == nil)
        #expect(NearestName.of("ab", among: ["ac", "aa"]) == "aa")
    }
}
