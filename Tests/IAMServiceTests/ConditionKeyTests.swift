import AWSTypes
import Authentication
import Foundation
import IAMService
import IdentityModel
import Operations
import TestSupport
import Testing

@Suite("The condition keys that IAM's operations fill")
struct ConditionKeyTests {
    /// Members of all operations at once: each reads its own.
    private static let members = [
        ("UserName", "bob"), ("GroupName", "group"), ("RoleName", "role"), ("PolicyName", "policy"), ("Path", "/"),
        ("InstanceProfileName", "profile"), ("PolicyArn", "arn:aws:iam::123456789012:policy/policy"),
        ("PermissionsBoundary", "arn:aws:iam::123456789012:policy/policy"),
        ("PolicyDocument", PolicyText.statement("Allow", ["s3:*"])),
        ("Tags.member.1.Key", "team"), ("Tags.member.1.Value", "blue"), ("TagKeys.member.1", "team"),
        ("AssumeRolePolicyDocument", trust), ("VersionId", "v1"), ("AWSServiceName", "ecs.amazonaws.com"),
        ("Description", "d"), ("AccountAlias", "alias"), ("AccessKeyId", "AKIAIOSFODNN7EXAMPLE"),
        ("Status", "Active"), ("SerialNumber", "arn:aws:iam::123456789012:mfa/device"),
        ("VirtualMFADeviceName", "device"), ("AuthenticationCode1", "123456"), ("AuthenticationCode2", "654321"),
        ("ServiceName", "codecommit.amazonaws.com"), ("CredentialAgeDays", "30"),
        ("ServiceSpecificCredentialId", "ACCAEXAMPLE123EXAMPLE"),
        ("OpenIDConnectProviderArn", "arn:aws:iam::123456789012:oidc-provider/example.com"),
        ("SAMLProviderArn", "arn:aws:iam::123456789012:saml-provider/provider"), ("Name", "provider"),
        ("Url", "https://example.com"), ("PolicySourceArn", "arn:aws:iam::123456789012:user/bob"),
        ("ActionNames.member.1", "s3:GetObject"), ("Arn", "arn:aws:iam::123456789012:user/bob"),
        ("ServiceNamespaces.member.1", "s3"), ("Password", "Correct-Horse-7"), ("ServerCertificateName", "certificate"),
    ]
    private static let trust = """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, \
        "Action": "sts:AssumeRole"}}
        """

    /// Whether it is right that a key is not filled.
    private static func isJustified(_ line: String) -> Bool {
        let (action, key) = (line.prefix { $0 != " " }, line.drop { $0 != " " }.dropFirst())
        // What is about to be made has no tags yet.
        let makes = action.hasPrefix("Create") || action.hasPrefix("Upload")
        if makes, key.hasSuffix("ResourceTag/${TagKey}") { return true }
        // There are no role templates; security keys are not taken; a role that is put into an instance profile is for
        // no resource yet.
        return ["iam:RoleTemplateARN", "iam:AssociatedResourceArn", "iam:RegisterSecurityKey"].contains(key)
            || key.hasPrefix("iam:FIDO-")
    }

    @Test("Every key that AWS lists for an action is filled, where a request can have it")
    func keys() throws {
        let audit = try ConditionKeyAudit(
            from: Bundle.module.url(forResource: "condition-keys", withExtension: "json", subdirectory: "Vectors"))
        var world = World()
        let tags: Tags = [Tag(key: "team", value: "blue")]
        let policy = world.policy("policy", allowing: "s3:*")
        world.change { draft in
            var tagged = policy
            tagged.tags = tags
            draft.put(.policy(tagged), in: World.account)
        }
        let bob = world.user("bob") {
            $0.tags = tags
            $0.permissionsBoundary = policy.reference
        }
        let role = try world.role("role") {
            $0.tags = tags
            $0.permissionsBoundary = policy.reference
        }
        world.group("group")
        let profile = world.instanceProfile("profile", holding: role)
        world.change { draft in
            var tagged = profile
            tagged.tags = tags
            draft.put(.instanceProfile(tagged), in: World.account)
        }
        let device = world.mfaDevice("device", of: .user(bob.id))
        world.change { draft in
            var tagged = device
            tagged.tags = tags
            draft.put(.mfaDevice(tagged), in: World.account)
        }
        let missing = try audit.unfilled(
            by: IAMService.definition, in: world, [Self.members], as: [world.key(of: .root), world.key(of: bob)])
        #expect(missing.filter { !Self.isJustified($0) } == [])
    }
}
