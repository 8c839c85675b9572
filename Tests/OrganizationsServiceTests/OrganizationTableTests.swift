import AWSProtocols
import AWSTypes
import Foundation
import Operations
import OrganizationsService
import TestSupport
import Testing

@Suite("Organizations' table of operations")
struct OrganizationTableTests {
    private let service = OrganizationsService.definition
    private let model: BotocoreModel

    init() throws {
        model = try BotocoreModel(
            from: Bundle.module.url(forResource: "operations", withExtension: "json", subdirectory: "Vectors"))
    }

    @Test("Every name in the table is one that clients know, and the target is theirs")
    func names() throws {
        #expect(service.operationNames.filter { model.operations[$0] == nil } == [])
        guard case .json(let json, _) = service.wire else { throw Missing(what: "JSON") }
        #expect(json.target == model.namespace)
    }

    @Test("A request without a member that clients have to send is refused as input that is required")
    func requiredMembers() throws {
        for name in service.operationNames {
            let entry = try #require(service.operation(name))
            let required = try #require(model.operations[name]).required
            guard case .json(_, let refusal) = service.wire else { throw Missing(what: "JSON") }
            let input = try WireInput(json: [], refusing: refusal)
            if required.isEmpty {
                _ = try entry.decode(input)
                continue
            }
            let error = #expect(throws: AWSError("InvalidInputException", status: 400, ""), "\(name)") {
                try entry.decode(input)
            }
            #expect(error?.reason == "INPUT_REQUIRED", "\(name)")
        }
    }
}
