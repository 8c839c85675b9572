import AWSTypes
import Foundation
import IdentityModel
import PolicyEngine
import PolicyLanguage
import TestSupport
import Testing

@Suite("Managed policies")
struct ManagedPolicyTests {
    private let now = Timestamp(seconds: 1_795_509_000)

    private func policy() throws -> ManagedPolicy {
        ManagedPolicy(
            id: try #require(ManagedPolicyID("ANPAAAAAAAAAAAAAAAAAA")), name: PolicyName(unchecked: "P"), path: .root,
            account: World.account, created: now, description: "d", text: "{1}")
    }

    @Test("Versions are numbered upwards, and a number never comes back")
    func numbers() throws {
        var policy = try policy()
        #expect(policy.defaultVersion?.id == "v1")
        #expect(policy.addVersion("{2}", at: now + 1, asDefault: true).id == "v2")
        #expect(policy.addVersion("{3}", at: now + 2, asDefault: false).id == "v3")
        policy.removeVersion(3)
        #expect(policy.addVersion("{4}", at: now + 3, asDefault: false).id == "v4")
        #expect(policy.versions.map(\.id) == ["v1", "v2", "v4"])
        #expect(policy.defaultVersionNumber == 2)
        #expect(policy.version(id: "v3") == nil)
        #expect(policy.version(id: "v4")?.document.text == "{4}")
        #expect(policy.updated == now + 3)
        #expect(policy.created == now)
    }

    @Test("A policy that was written and read is the same, and goes on with its numbers")
    func coding() throws {
        var policy = try policy()
        _ = policy.addVersion("{2}", at: now + 1, asDefault: true)
        _ = policy.addVersion("{3}", at: now + 2, asDefault: false)
        policy.removeVersion(3)
        policy.tags = [Tag(key: "Team", value: "é")]
        var read = try JSONDecoder().decode(ManagedPolicy.self, from: JSONEncoder().encode(policy))
        #expect(read == policy)
        #expect(read.addVersion("{4}", at: now, asDefault: false).id == "v4")
    }

    @Test("A text that can't be read denies everything")
    func damage() throws {
        let policy = try policy()
        let document = try #require(policy.defaultVersion?.document.compiled.document)
        #expect(document.text == PolicyDocument.denyingEverything.text)
    }
}

@Suite("Inline policies")
struct InlinePoliciesTests {
    @Test("Policies are ordered by name, and a name in another case replaces the policy")
    func order() throws {
        var policies = InlinePolicies(owner: .user)
        for name in ["b", "C", "a"] { try policies.put(PolicyText.statement("Allow", ["s3:Get*"]), named: name) }
        #expect(policies.map(\.name.text) == ["a", "b", "C"])
        try policies.put(PolicyText.statement("Deny", ["s3:*"]), named: "B")
        #expect(policies.map(\.name.text) == ["a", "B", "C"])
        #expect(policies[PolicyName(unchecked: "b")]?.text.contains("Deny") == true)
        policies.remove(PolicyName(unchecked: "A"))
        #expect(policies.map(\.name.text) == ["B", "C"])
        let read = try JSONDecoder().decode(InlinePolicies.self, from: JSONEncoder().encode(policies))
        #expect(read == policies)
    }

    @Test("White space does not count towards the size")
    func size() throws {
        var policies = InlinePolicies(owner: .role)
        let dense = #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#
        try policies.put(dense, named: "a")
        #expect(policies.size == dense.utf8.count)
        try policies.put(" \n\t" + dense + "   ", named: "b")
        #expect(policies.size == 2 * dense.utf8.count)
    }
}

@Suite("Names and paths")
struct NameTests {
    @Test("Names have the characters and lengths of IAM's reference")
    func names() {
        #expect(UserName("Bob+=,.@_-1")?.text == "Bob+=,.@_-1")
        for name in ["", "a b", "a/b", "é", "a\u{0}", "a:b", "a*"] { #expect(UserName(name) == nil, "\(name)") }
        let long = String(repeating: "n", count: 64)
        #expect(UserName(long) != nil)
        #expect(UserName(long + "n") == nil)
        #expect(RoleName(long) != nil)
        #expect(RoleName(long + "n") == nil)
        for name in [long + long, long + long + "n"] {
            let isShort = name.count == 128
            #expect((GroupName(name) != nil) == isShort)
            #expect((PolicyName(name) != nil) == isShort)
            #expect((InstanceProfileName(name) != nil) == isShort)
        }
        #expect(UserName.lookupConstraint.length == 1...128)
    }

    @Test("A path begins and ends with a slash")
    func paths() {
        let long = "/" + String(repeating: "p", count: 510) + "/"
        for path in ["/", "/a/", "/division_abc/subdivision_xyz/", "/!#$%~/", long] {
            #expect(IAMPath(path)?.text == path)
        }
        for path in ["", "a", "/a", "a/", "/a b/", "/é/", "/\u{0}/", "/\u{7F}/", "//", "/p" + long] {
            #expect(IAMPath(path) == nil, "\(path)")
        }
        #expect(IAMPath("/team.x,+@=_-1/")?.suitsPolicies == true)
        for path in ["/a!b/", "/a~/", "/a//b/"] { #expect(IAMPath(path)?.suitsPolicies == false) }
    }
}
