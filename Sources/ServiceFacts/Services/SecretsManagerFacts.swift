import AWSTypes

/// Secrets Manager: secrets by name or ARN.
///
/// AWS adds six characters of its own to a secret's name in its ARN. Who knows the name only is asked about with six
/// question marks there, as AWS's guide has them in policies.
enum SecretsManagerFacts {
    static func complete(_ facts: inout CallFacts, _ call: Call) {
        let members = call.members
        facts.set("secretsmanager:Name", members["Name"])
        facts.set("secretsmanager:Description", members["Description"])
        facts.set("secretsmanager:KmsKeyId", members["KmsKeyId"])
        facts.set("secretsmanager:VersionId", members["VersionId"])
        facts.set("secretsmanager:VersionStage", members["VersionStage"])
        facts.set("secretsmanager:RotationLambdaARN", members["RotationLambdaARN"])
        facts.set("secretsmanager:RecoveryWindowInDays", members["RecoveryWindowInDays"])
        facts.set("secretsmanager:ForceDeleteWithoutRecovery", members["ForceDeleteWithoutRecovery"])
        facts.set("secretsmanager:BlockPublicPolicy", members["BlockPublicPolicy"])
        facts.set("secretsmanager:AddReplicaRegions", all: members.texts("AddReplicaRegions.*.Region"))
        facts.set("secretsmanager:SecretId", members["SecretId"])
        let named = [members["SecretId"]].compactMap(\.self) + members.texts("SecretIdList.*")
        if let name = members["Name"], call.operation == "CreateSecret" {
            facts.setResources([call.scope.arn("secretsmanager", "secret:\(name)-??????")])
        } else if !named.isEmpty {
            facts.setResources(named.map { secret($0, call.scope) })
        }
    }

    private static func secret(_ text: String, _ scope: CallScope) -> String {
        guard text.hasPrefix("arn:") else { return scope.arn("secretsmanager", "secret:\(text)-??????") }
        // An ARN may come without the six characters.
        let name = text.lastComponent
        let tail = name.split(separator: "-").last
        return name.contains("-") && tail?.utf8.count == 6 ? text : "\(text)-??????"
    }
}
