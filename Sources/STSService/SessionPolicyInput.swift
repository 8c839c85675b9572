import AWSProtocols
import AWSTypes
import Authentication
import IdentityModel
import PolicyLanguage

/// `Policy` and `PolicyArns`: what narrows a session down.
struct SessionPolicyInput: Sendable {
    let document: PolicyDocument?
    let arns: [ARN]

    init(from input: WireInput) {
        arns =
            input.list("PolicyArns", count: 0...10) { element in
                let text = element.requireText("arn", arnConstraint)
                if let arn = ARN(text) { return arn }
                element.reject(.validation("ARN \(text) is not valid."))
                return ARN(partition: .aws, service: "iam", account: "", resource: "-")
            } ?? []
        guard let text = input.text("Policy", TextConstraint(1...2048, .policyDocument)) else {
            document = nil
            return
        }
        do {
            document = try PolicyDocument(parsing: text, as: .session)
        } catch {
            input.reject(error)
            document = nil
        }
    }

    /// The ARNs, all of policies that the account of the session can use.
    func existingARNs(
        for account: AccountID, in state: IdentityState, _ partition: Partition
    ) throws(AWSError) -> [ARN] {
        if arns.isEmpty { return [] }
        guard let account = state[account] else { throw .invalidClientTokenID }
        for arn in arns where state.policy(arn, in: account, partition) == nil {
            throw .validation("Policy \(arn) does not exist or is not attachable.")
        }
        return arns
    }

    /// `PackedPolicySize`, where anything was passed that counts.
    func packedSize(with tags: Tags) throws(AWSError) -> Int? {
        if document == nil, arns.isEmpty, tags.isEmpty { return nil }
        let size = PackedPolicySize(policies: document.map { [$0.text] } ?? [], policyARNs: arns, tags: tags)
        guard size.percent <= 100 else {
            throw AWSError(
                "PackedPolicyTooLarge", status: 400,
                document == nil && arns.isEmpty
                    ? "Packed size of session tags consumes \(size.percent)% of allotted space."
                    : "Packed policy consumes \(size.percent)% of allotted space, please use smaller policy.")
        }
        return size.percent
    }
}
