import AWSTypes
import Authentication
import Foundation
import IdentityModel
import Operations
import STSService
import TestSupport
import Testing

@Suite("The condition keys that STS's operations fill")
struct ConditionKeyTests {
    private static let members = [
        ("RoleArn", "arn:aws:iam::123456789012:role/role"), ("RoleSessionName", "session"), ("ExternalId", "external"),
        ("SourceIdentity", "identity"), ("Tags.member.1.Key", "team"), ("Tags.member.1.Value", "blue"),
        ("TransitiveTagKeys.member.1", "team"), ("Name", "federated"), ("DurationSeconds", "900"),
        ("TargetPrincipal", "210987654321"),
        ("TaskPolicyArn.arn", "arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials"),
        ("EncodedMessage", "message"), ("Audience.member.1", "audience"), ("SigningAlgorithm", "ES384"),
        ("AccessKeyId", "AKIAIOSFODNN7EXAMPLE"),
    ]

    @Test("Every key that AWS lists for an action is filled, where a request can have it")
    func keys() throws {
        let audit = try ConditionKeyAudit(
            from: Bundle.module.url(forResource: "condition-keys", withExtension: "json", subdirectory: "Vectors"))
        var world = World()
        let bob = world.user("bob")
        try world.role("role", trusting: #"{"AWS": "*"}"#) { $0.tags = [Tag(key: "team", value: "blue")] }
        let missing = try audit.unfilled(
            by: STSService.definition, in: world, [Self.members], as: [world.key(of: bob)])
        #expect(missing == [])
    }
}
