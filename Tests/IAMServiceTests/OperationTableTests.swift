import AWSProtocols
import AWSTypes
import Authentication
import Foundation
import IAMService
import IdentityModel
import Operations
import TestSupport
import Testing

@Suite("IAM's table of operations")
struct OperationTableTests {
    private let service = IAMService.definition
    private let model: BotocoreModel

    init() throws {
        model = try BotocoreModel(
            from: Bundle.module.url(forResource: "operations", withExtension: "json", subdirectory: "Vectors"))
    }

    @Test("Every name in the table is one that clients know, and version and namespace are theirs")
    func names() {
        #expect(service.operationNames.filter { model.operations[$0] == nil } == [])
        #expect(service.unavailable.keys.filter { model.operations[$0] == nil || service.operation($0) != nil } == [])
        #expect(service.apiVersion == model.apiVersion)
        #expect(service.namespace == model.namespace)
    }

    @Test("Operations that differ in the kind of entity only have AWS's names all the same")
    func derivedNames() {
        let kinds = ["User", "Group", "Role"]
        let derived = kinds.flatMap { kind in
            [
                "Put\(kind)Policy", "Get\(kind)Policy", "List\(kind)Policies", "Delete\(kind)Policy",
                "Attach\(kind)Policy", "Detach\(kind)Policy", "ListAttached\(kind)Policies",
            ]
        }
        let bounded = ["User", "Role"].flatMap { ["Put\($0)PermissionsBoundary", "Delete\($0)PermissionsBoundary"] }
        let tagged = [
            "User", "Role", "Policy", "InstanceProfile", "SAMLProvider", "OpenIDConnectProvider", "ServerCertificate",
        ].flatMap {
            ["Tag\($0)", "Untag\($0)", "List\($0)Tags"]
        }
        for name in derived + bounded + tagged { #expect(service.operation(name) != nil, "\(name)") }
    }

    @Test("A request without a member that clients have to send is refused, and the message names each one")
    func requiredMembers() throws {
        for name in service.operationNames {
            let entry = try #require(service.operation(name))
            let required = try #require(model.operations[name]).required
            if required.isEmpty {
                _ = try entry.decode(WireInput(QueryParameters()))
                continue
            }
            let error = #expect(throws: AWSError.validation(""), "\(name)") {
                try entry.decode(WireInput(QueryParameters()))
            }
            for member in required {
                let spelled = member.prefix(1).lowercased() + member.dropFirst()
                #expect(error?.message.contains("Value null at '\(spelled)'") == true, "\(name) without \(member)")
            }
        }
    }

    @Test("Every operation is signed for")
    func signed() throws {
        for name in service.operationNames {
            guard case .signed = try #require(service.operation(name)).authentication else {
                Issue.record("\(name) needs no signature")
                continue
            }
        }
    }

    // MARK: Credentials that may not call IAM at all

    @Test("Sessions of GetSessionToken need MFA, sessions of GetFederationToken never call IAM")
    func admission() throws {
        var world = World()
        let bob = world.user("bob") { $0.attachedPolicies = [.aws("/AdministratorAccess")] }
        let user = SessionPrincipal.user(account: World.account, id: bob.id)
        let allowed = [
            world.key(of: bob), world.session(of: user) { $0.mfaAuthenticatedAt = $0.issued },
            world.session(of: try world.role("R") { $0.attachedPolicies = [.aws("/AdministratorAccess")] }),
        ]
        for credential in allowed { try world.call("ListUsers", of: service, by: credential) }
        let refused = [
            world.session(of: user), world.session(of: .root(account: World.account)),
            world.session(of: .federatedUser(account: World.account, name: "eve", issuer: bob.id)) {
                $0.policies = [PolicyText.statement("Allow", ["*"])]
            },
        ]
        for credential in refused {
            #expect(throws: AWSError.invalidClientTokenID) { try world.call("ListUsers", of: service, by: credential) }
        }
    }
}
