import AWSProtocols
import AWSTypes
import CognitoIdentityService
import Foundation
import Operations
import TestSupport
import Testing

@Suite("Cognito Identity's table of operations")
struct CognitoTableTests {
    private let service = CognitoIdentityService.definition
    private let model: BotocoreModel

    init() throws {
        model = try BotocoreModel(
            from: Bundle.module.url(forResource: "operations", withExtension: "json", subdirectory: "Vectors"))
    }

    @Test("The table has every operation that clients know, and no other, and the target is theirs")
    func names() throws {
        #expect(service.operationNames == model.operations.keys.sorted())
        guard case .json(let json, _) = service.wire else { throw Missing(what: "JSON") }
        #expect(json.target == model.namespace)
    }

    @Test("A request without a member that clients have to send names each of them")
    func requiredMembers() throws {
        for name in service.operationNames {
            let entry = try #require(service.operation(name))
            let required = try #require(model.operations[name]).required
            let input = try WireInput(json: [])
            if required.isEmpty {
                _ = try entry.decode(input)
                continue
            }
            let error = #expect(throws: AWSError.self, "\(name)") { try entry.decode(input) }
            for member in required {
                let spelled = member.prefix(1).lowercased() + member.dropFirst()
                let words = "Value null at '\(spelled)' failed to satisfy constraint: Member must not be null"
                #expect(error?.message.contains(words) == true, "\(name) \(member): \(error?.message ?? "")")
            }
        }
    }

    @Test("Those operations need no signature that AWS's model says need none")
    func unsigned() {
        let open = service.operationNames.filter {
            service.operation($0)?.authentication == OperationAuthentication.none
        }
        #expect(open == ["GetCredentialsForIdentity", "GetId", "GetOpenIdToken", "UnlinkIdentity"])
    }
}
