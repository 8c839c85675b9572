import AWSTypes

/// How a service words it when a role that it is passed can't be used.
///
/// Source: answers of the services, and their models' errors; where those are silent the general form of the protocol.
package struct RoleRefusals: Sendable {
    private let service: String

    /// The words of a service, by its name in AWS's SDKs.
    package init(of service: String) { self.service = service }

    /// The role is there, and its trust policy does not let the service assume it.
    func untrustedRole(_ arn: ARN, named text: String, by principal: String) -> AWSError {
        switch service {
        case "lambda":
            AWSError(
                "InvalidParameterValueException", status: 400,
                "The role defined for the function cannot be assumed by Lambda.")
        case "ecs":
            AWSError(
                "ClientException", status: 400,
                "ECS was unable to assume the role '\(arn)' that was provided for this task. Please verify that the "
                    + "role being passed has the proper trust relationship and permissions and that your IAM user has "
                    + "permissions to pass this role.")
        case "codepipeline":
            AWSError(
                "InvalidStructureException", status: 400,
                "CodePipeline is not authorized to perform AssumeRole on role \(arn)")
        case "codebuild":
            AWSError(
                "InvalidInputException", status: 400,
                "CodeBuild is not authorized to perform: sts:AssumeRole on service role. Please verify that: 1) The "
                    + "provided service role exists, 2) The role name is case-sensitive and matches exactly, and 3) "
                    + "The role has the necessary trust policy configured.")
        case "stepfunctions":
            AWSError(
                "AccessDeniedException", status: 400,
                "Neither the global service principal states.amazonaws.com, nor the regional one is authorized to "
                    + "assume the provided role.")
        case "cloudformation":
            AWSError("ValidationError", status: 400, "Role \(arn) is invalid or cannot be assumed")
        case "events", "scheduler", "sagemaker":
            AWSError(
                "ValidationException", status: 400,
                "Provided role '\(arn)' cannot be assumed by principal '\(principal)'.")
        case "glue":
            AWSError(
                "InvalidInputException", status: 400,
                "Service is unable to assume provided role. Please verify role's TrustPolicy")
        case "codedeploy":
            AWSError(
                "InvalidRoleException", status: 400,
                "AWS CodeDeploy does not have the permissions required to assume the role \(arn).")
        case "ec2":
            // AWS: EC2 launches all the same, and the instance finds no credentials. Whoever is told now need not
            // look for the reason there.
            AWSError(
                "InvalidParameterValue", status: 400,
                "Value (\(text)) for parameter iamInstanceProfile is invalid. The role \(arn) does not trust \(principal)"
            )
        default:
            AWSError(
                "ValidationException", status: 400,
                "The role \(arn) cannot be assumed by \(principal): its trust policy does not allow it.")
        }
    }

    /// There is no such role.
    func missingRole(_ arn: ARN) -> AWSError {
        switch service {
        case "ec2", "autoscaling":
            AWSError("InvalidParameterValue", status: 400, "Value (\(arn)) is invalid. The role does not exist")
        default: untrustedRole(arn, named: arn.description, by: "the service")
        }
    }

    /// There is no such instance profile.
    func missingProfile(_ text: String) -> AWSError {
        switch service {
        case "autoscaling":
            AWSError("ValidationError", status: 400, "Invalid IamInstanceProfile: \(text)")
        default:
            AWSError(
                "InvalidParameterValue", status: 400,
                text.hasPrefix("arn:")
                    ? "Value (\(text)) for parameter iamInstanceProfile.arn is invalid. Invalid IAM Instance Profile ARN"
                    : "Value (\(text)) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name"
            )
        }
    }
}
