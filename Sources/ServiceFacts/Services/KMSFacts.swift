import AWSTypes
import PolicyLanguage

/// KMS: keys by id, ARN or alias.
///
/// AWS decides on the key that an alias stands for, which only the upstream knows; `kms:RequestAlias` has the alias.
enum KMSFacts {
    static func complete(_ facts: inout CallFacts, _ call: Call) {
        let members = call.members
        let named = ["KeyId", "TargetKeyId", "SourceKeyId", "DestinationKeyId"].compactMap { members[MemberPath($0)] }
        facts.set("kms:CallerAccount", call.scope.account.description)
        facts.set("kms:EncryptionAlgorithm", members["EncryptionAlgorithm"])
        facts.set("kms:SigningAlgorithm", members["SigningAlgorithm"])
        facts.set("kms:MacAlgorithm", members["MacAlgorithm"])
        facts.set("kms:MessageType", members["MessageType"])
        facts.set("kms:KeySpec", members["KeySpec"] ?? members["CustomerMasterKeySpec"])
        facts.set("kms:KeyUsage", members["KeyUsage"])
        facts.set("kms:KeyOrigin", members["Origin"])
        facts.set("kms:MultiRegion", members["MultiRegion"])
        facts.set("kms:GranteePrincipal", members["GranteePrincipal"])
        facts.set("kms:RetiringPrincipal", members["RetiringPrincipal"])
        facts.set("kms:GrantOperations", all: members.texts("Operations.*"))
        facts.set("kms:ReplicaRegion", members["ReplicaRegion"])
        facts.set("kms:ScheduleKeyDeletionPendingWindowInDays", members["PendingWindowInDays"])
        facts.set("kms:BypassPolicyLockoutSafetyCheck", members["BypassPolicyLockoutSafetyCheck"])
        addEncryptionContext(&facts, call)
        if call.operation == "CreateAlias" || call.operation == "UpdateAlias" || call.operation == "DeleteAlias" {
            guard let alias = members["AliasName"] else { return }
            facts.setResources([call.scope.arn("kms", alias)] + named.map { key($0, call.scope) })
            return
        }
        if named.isEmpty { return }
        if let alias = named.first(where: { $0.contains("alias/") }) {
            facts.set("kms:RequestAlias", alias.hasPrefix("arn:") ? ARN(alias)?.resource : alias)
        }
        let isOfAlias = named.contains { $0.contains("alias/") }
        facts.setResources(
            named.map { key($0, call.scope) },
            note: isOfAlias ? "Which key an alias stands for is not known here, so it is decided on key/*." : nil)
    }

    private static func key(_ text: String, _ scope: CallScope) -> String {
        if let arn = ARN(text) {
            guard arn.resource.hasPrefix("alias/") else { return text }
            return "arn:\(arn.partition):kms:\(arn.region):\(arn.account):key/*"
        }
        return scope.arn("kms", text.hasPrefix("alias/") ? "key/*" : "key/\(text)")
    }

    private static func addEncryptionContext(_ facts: inout CallFacts, _ call: Call) {
        var keys: [String] = []
        for name in ["EncryptionContext", "SourceEncryptionContext", "DestinationEncryptionContext"] {
            for entry in call.members.nodes(MemberPath(name)).flatMap({ $0.members ?? [] }) {
                keys.append(entry.name)
                facts.set("kms:EncryptionContext:\(entry.name)", entry.value.scalarText)
            }
        }
        facts.set("kms:EncryptionContextKeys", all: keys)
    }
}
