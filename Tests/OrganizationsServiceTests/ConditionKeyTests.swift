import AWSTypes
import Authentication
import Foundation
import OrganizationsService
import TestSupport
import Testing

@Suite("The condition keys that Organizations' operations fill")
struct ConditionKeyTests {
    @Test("Every key that AWS lists for an action is filled, where a request can have it")
    func keys() throws {
        let audit = try ConditionKeyAudit(
            from: Bundle.module.url(forResource: "condition-keys", withExtension: "json", subdirectory: "Vectors"))
        var world = try OrganizationWorld(enabling: "SERVICE_CONTROL_POLICY")
        let unit = try world.unit("unit")
        let account = try world.account("account")
        let policy = try world.denial("policy", "iam:CreateUser")
        for id in [unit, account.description, policy, world.rootID] {
            try world.call(
                "TagResource", #"{"ResourceId": "\#(id)", "Tags": [{"Key": "team", "Value": "blue"}]}"#)
        }
        try world.call(
            "PutResourcePolicy",
            #"""
            {"Tags": [{"Key": "team", "Value": "blue"}], "Content": "{\"Version\": \"2012-10-17\", \"Statement\":
            {\"Effect\": \"Allow\", \"Principal\": \"*\", \"Action\": \"organizations:ListRoots\", \"Resource\": \"*\"}}"}
            """#.replacing("\n", with: " "))
        let common = [
            ("AccountId", account.description), ("PolicyId", policy), ("RootId", world.rootID), ("ChildId", unit),
            ("PolicyType", "SERVICE_CONTROL_POLICY"), ("Type", "SERVICE_CONTROL_POLICY"),
            ("Filter", "SERVICE_CONTROL_POLICY"), ("OrganizationalUnitId", unit), ("SourceParentId", world.rootID),
            ("DestinationParentId", unit), ("ChildType", "ACCOUNT"), ("Content", "{}"), ("Description", "d"),
            ("Email", "a@example.com"), ("AccountName", "a"), ("CreateAccountRequestId", "car-12345678"),
            ("ServicePrincipal", "sso.amazonaws.com"), ("HandshakeId", "h-12345678"),
            ("Target.Id", account.description), ("Target.Type", "ACCOUNT"), ("Tags.member.1.Key", "team"),
            ("Tags.member.1.Value", "blue"), ("TagKeys.member.1", "team"), ("Name", "name"),
        ]
        let requests = [unit, account.description, policy, world.rootID].map { id in
            common + [("ResourceId", id), ("TargetId", id), ("ParentId", id)]
        }
        let missing = try audit.unfilled(
            by: OrganizationsService.definition, in: world.world, requests, as: [world.root])
        // AWS lists the key for operations whose resource is about to be made, and so has no tags.
        let made = ["CreateAccount", "CreatePolicy"].map { "\($0) aws:ResourceTag/${TagKey}" }
        // There are no transfers of responsibility.
        #expect(missing.filter { !made.contains($0) && !$0.contains("organizations:Transfer") } == [])
        #expect(
            audit.unreadable(by: OrganizationsService.definition, in: world.world, requests, as: [world.root]) == [])
    }
}
