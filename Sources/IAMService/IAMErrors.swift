import AWSTypes
import IdentityModel

// Each wording of IAM's errors stands here once. Source: reference tables made from AWS's documents and answers.
extension AWSError {
    static func noSuchEntity(_ message: String) -> AWSError { AWSError("NoSuchEntity", status: 404, message) }

    static func noSuchUser(_ name: UserName) -> AWSError {
        .noSuchEntity("The user with name \(name) cannot be found.")
    }
    static func noSuchGroup(_ name: GroupName) -> AWSError {
        .noSuchEntity("The group with name \(name) cannot be found.")
    }
    static func noSuchRole(_ name: RoleName) -> AWSError {
        .noSuchEntity("The role with name \(name) cannot be found.")
    }
    static func noSuchInstanceProfile(_ name: InstanceProfileName) -> AWSError {
        .noSuchEntity("Instance Profile \(name) cannot be found.")
    }
    static func noSuchAccessKey(_ id: String) -> AWSError {
        .noSuchEntity("The Access Key with id \(id) cannot be found.")
    }
    static func policyNotAttachable(_ arn: ARN) -> AWSError {
        .noSuchEntity("Policy \(arn) does not exist or is not attachable.")
    }
    static func policyNotFound(_ arn: ARN) -> AWSError { .noSuchEntity("Policy \(arn) was not found.") }
    static func noSuchPolicyVersion(_ arn: ARN, _ id: String) -> AWSError {
        .noSuchEntity("Policy \(arn) version \(id) does not exist or is not attachable.")
    }
    static func noSuchInlinePolicy(of owner: String, _ name: PolicyName) -> AWSError {
        .noSuchEntity("The \(owner) policy with name \(name) cannot be found.")
    }

    static func deleteConflict(_ message: String) -> AWSError { AWSError("DeleteConflict", status: 409, message) }
    static let mustRemoveUsers = deleteConflict("Cannot delete entity, must remove users from group first.")
    static let mustDetachPolicies = deleteConflict("Cannot delete entity, must detach all policies first.")
    static let mustDeletePolicies = deleteConflict("Cannot delete entity, must delete policies first.")
    static let mustDeleteAccessKeys = deleteConflict("Cannot delete entity, must delete access keys first.")
    static let mustDeleteLoginProfile = deleteConflict("Cannot delete entity, must delete login profile first.")
    static let mustDeleteMFADevices = deleteConflict("Cannot delete entity, must delete MFA device first.")
    static let mustDeleteSigningCertificates = deleteConflict(
        "Cannot delete entity, must delete signing certificates first.")
    static let mustRemoveReferencedObjects = deleteConflict(
        "Cannot delete entity, must remove referenced objects first.")
    static let mustRemoveRoles = deleteConflict("Cannot delete entity, must remove roles from instance profile first.")

    static func limitExceeded(_ message: String) -> AWSError { AWSError("LimitExceeded", status: 409, message) }
    static func quotaExceeded(_ quota: String, _ limit: Int) -> AWSError {
        .limitExceeded("Cannot exceed quota for \(quota): \(limit)")
    }

    static func invalidInput(_ message: String) -> AWSError { AWSError("InvalidInput", status: 400, message) }
    static func invalidARN(_ text: String) -> AWSError { .invalidInput("ARN \(text) is not valid.") }

    static func unmodifiable(_ role: RoleName) -> AWSError {
        AWSError(
            "UnmodifiableEntity", status: 400,
            "Cannot perform the operation on the protected role '\(role)' - this role is only modifiable by AWS")
    }

    static func invalidPath(_ member: String) -> AWSError {
        validation(
            "The specified value for \(member) is invalid. It must begin and end with / and contain only alphanumeric "
                + "characters and/or / characters.")
    }
    static let duplicateTagKeys = invalidInput(
        "Duplicate tag keys found. Please note that Tag keys are case insensitive.")
    static let userNameNeeded = validation("Must specify userName when calling with non-User credentials")
}
