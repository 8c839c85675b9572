import AWSProtocols
import AWSTypes
import Authentication
import Foundation
import IdentityModel
import Operations
import STSService
import TestSupport
import Testing

@Suite("STS's table of operations")
struct OperationTableTests {
    private let service = STSService.definition

    @Test("Every name in the table is one that clients know, with the members they have to send")
    func names() throws {
        let model = try BotocoreModel(
            from: Bundle.module.url(forResource: "operations", withExtension: "json", subdirectory: "Vectors"))
        #expect(service.apiVersion == model.apiVersion)
        #expect(service.namespace == model.namespace)
        #expect(service.unavailable.keys.filter { model.operations[$0] == nil || service.operation($0) != nil } == [])
        for name in service.operationNames {
            let required = try #require(model.operations[name]).required
            let entry = try #require(service.operation(name))
            var message = ""
            do { _ = try entry.decode(WireInput(QueryParameters())) } catch { message = error.message }
            for member in required {
                let spelled = member.prefix(1).lowercased() + member.dropFirst()
                #expect(message.contains("Value null at '\(spelled)'"), "\(name) without \(member)")
            }
        }
    }

    @Test("Each kind of session may call what AWS's comparison of the operations says")
    func admission() throws {
        var world = World()
        let bob = world.user("bob") { $0.attachedPolicies = [.aws("/AdministratorAccess")] }
        try world.role("R", trusting: #"{"AWS": "123456789012"}"#) {
            $0.attachedPolicies = [.aws("/AdministratorAccess")]
        }
        let role = try #require(try world.account().roles[RoleName(unchecked: "R")])
        let federated = SessionPrincipal.federatedUser(account: World.account, name: "eve", issuer: bob.id)
        var entropy = world.generator()
        let key = AccessKeyID(.longTerm, account: World.account, entropy: &entropy)
        // Credential, AssumeRole, GetSessionToken, GetAccessKeyInfo; GetCallerIdentity is for all.
        let rows: [(Credential, Bool, Bool, Bool)] = [
            (world.key(of: .root), false, true, true), (world.key(of: bob), true, true, true),
            (world.session(of: .user(account: World.account, id: bob.id)), true, false, false),
            (world.session(of: .root(account: World.account)), false, false, false),
            (world.session(of: role), true, false, true),
            (
                world.session(of: federated) { $0.policies = [PolicyText.statement("Allow", ["*"])] }, false, false,
                false
            ),
        ]
        for (place, row) in rows.enumerated() {
            #expect(try world.sts("GetCallerIdentity", by: row.0)["Account"] == "123456789012")
            let calls: [(String, KeyValuePairs<String, String>, Bool)] = [
                ("AssumeRole", ["RoleArn": "arn:aws:iam::123456789012:role/R", "RoleSessionName": "s1"], row.1),
                ("GetSessionToken", [:], row.2), ("GetAccessKeyInfo", ["AccessKeyId": key.text], row.3),
            ]
            for (name, members, isAllowed) in calls {
                var error: AWSError?
                do { try world.sts(name, members, by: row.0) } catch let caught as AWSError { error = caught }
                #expect((error?.code == "AccessDenied") == !isAllowed, "row \(place), \(name): \(error as Any)")
            }
        }
    }

    @Test("Nobody can be denied to ask who it is")
    func callerIdentity() throws {
        var world = World()
        let bob = try world.user("bob", path: "/x/") { try $0.inlinePolicies.deny("*") }
        let answer = try world.sts("GetCallerIdentity", by: world.key(of: bob))
        #expect(answer["Arn"] == "arn:aws:iam::123456789012:user/x/bob")
        #expect(answer["UserId"] == bob.id.text)
        #expect(answer["Account"] == "123456789012")
    }

    @Test("A key's account is told for any account hosted here, active or not; permission is needed")
    func accessKeyInfo() throws {
        var world = World()
        let root = world.key(of: .root)
        guard case .longTerm(let id, _, _) = world.key(of: .root, in: World.otherAccount),
            case .temporary(let session) = world.session(of: .root(account: World.otherAccount))
        else { throw Missing(what: "keys") }
        for key in [id.text, session.accessKeyID.text] {
            #expect(try world.sts("GetAccessKeyInfo", ["AccessKeyId": key], by: root)["Account"] == "210987654321")
        }
        #expect(throws: AWSError.validation("")) {
            try world.sts("GetAccessKeyInfo", ["AccessKeyId": "ASIAY34FZKBOKMUTVV7A"], by: root)
        }
        let nobody = world.key(of: world.user("nobody"))
        #expect(throws: AWSError.accessDenied("")) {
            try world.sts("GetAccessKeyInfo", ["AccessKeyId": id.text], by: nobody)
        }
    }
}
