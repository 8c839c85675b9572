import AWSTypes

// Each wording of Organizations' errors stands here once. Source: AWS's model of Organizations, and its answers in
// public logs. All of them have the status 400.
extension AWSError {
    private static func organizations(_ code: String, reason: String? = nil, _ message: String) -> AWSError {
        AWSError(code + "Exception", status: 400, reason: reason, message)
    }

    static let notPermittedInOrganization = organizations(
        "AccessDenied", "You don't have permissions to access this resource.")
    static let notInOrganization = organizations(
        "AWSOrganizationsNotInUse", "Your account is not a member of an organization.")
    static let alreadyInOrganization = organizations(
        "AlreadyInOrganization", "The AWS account is already a member of an organization.")
    static let organizationNotEmpty = organizations(
        "OrganizationNotEmpty",
        "To delete an organization you must first remove all member accounts (except the master).")
    static let managementCannotLeave = organizations(
        "MasterCannotLeaveOrganization",
        "You can't remove a management account from an organization. If you want the management account to become a "
            + "member account in another organization, you must first delete the current organization of the "
            + "management account.")

    // MARK: What is not there

    static let noSuchMember = organizations("AccountNotFound", "You specified an account that doesn't exist.")
    static let noSuchRoot = organizations("RootNotFound", "You specified a root that doesn't exist.")
    static let noSuchUnit = organizations(
        "OrganizationalUnitNotFound", "You specified an organizational unit that doesn't exist.")
    static let noSuchParent = organizations("ParentNotFound", "You specified parent that doesn't exist.")
    static let noSuchChild = organizations("ChildNotFound", "You specified a child that doesn't exist.")
    static let noSuchSourceParent = organizations(
        "SourceParentNotFound", "You specified a source parent that doesn't exist.")
    static let noSuchDestinationParent = organizations(
        "DestinationParentNotFound", "You specified a destination parent that doesn't exist.")
    static let noSuchTarget = organizations("TargetNotFound", "You specified a target that doesn't exist.")
    static let noSuchOrganizationPolicy = organizations("PolicyNotFound", "You specified a policy that doesn't exist.")
    static let noSuchAccountCreation = organizations(
        "CreateAccountStatusNotFound", "You specified a create account request that doesn't exist.")
    static let noSuchResourcePolicy = organizations(
        "ResourcePolicyNotFound", "We can't find a resource policy in your organization.")
    static let noSuchHandshake = organizations("HandshakeNotFound", "You specified a handshake that doesn't exist.")

    // MARK: What is there already

    static let duplicateUnit = organizations("DuplicateOrganizationalUnit", "An OU with the same name already exists.")
    static let unitNotEmpty = organizations(
        "OrganizationalUnitNotEmpty",
        "The specified OU is not empty. Move all accounts to another root or to other OUs, remove all child OUs, and "
            + "try the operation again.")
    static let duplicateMember = organizations(
        "DuplicateAccount", "That account is already present in the specified destination.")
    static let memberClosed = organizations("AccountAlreadyClosed", "The provided account is already closed.")
    static let duplicatePolicy = organizations("DuplicatePolicy", "A policy with the same name already exists.")
    static let duplicateAttachment = organizations(
        "DuplicatePolicyAttachment", "The selected policy is already attached to the specified target.")
    static let notAttached = organizations(
        "PolicyNotAttached", "The policy isn't attached to the specified target in the specified root.")
    static let policyInUse = organizations(
        "PolicyInUse",
        "The policy is attached to one or more entities. You must detach it from all roots, OUs, and accounts before "
            + "performing this operation.")
    static let policyTypeEnabled = organizations(
        "PolicyTypeAlreadyEnabled", "The specified policy type is already enabled.")
    static let policyTypeNotEnabled = organizations(
        "PolicyTypeNotEnabled", "This operation can be performed only for enabled policy types.")
    static let policyTypeNotAvailable = organizations(
        "PolicyTypeNotAvailableForOrganization",
        "You can't use the specified policy type with the feature set currently enabled for this organization.")
    static let duplicateHandshake = organizations(
        "DuplicateHandshake", "A handshake with the same action and target already exists.")
    static let handshakeDone = organizations(
        "HandshakeAlreadyInState", "The specified handshake is already in the requested state.")
    static let invalidHandshakeTransition = organizations(
        "InvalidHandshakeTransition",
        "You can't perform the operation on the handshake in its current state.")
    static let invitedAccountInOrganization = organizations(
        "HandshakeConstraintViolation", reason: "ALREADY_IN_AN_ORGANIZATION",
        "The handshake request is invalid because the invited account is already a member of an organization.")
    static let hasAllFeatures = organizations(
        "HandshakeConstraintViolation", reason: "ORGANIZATION_ALREADY_HAS_ALL_FEATURES",
        "The handshake request is invalid because the organization has already enabled all features.")
    static let pendingAllFeatures = organizations(
        "HandshakeConstraintViolation", reason: "ORGANIZATION_IS_ALREADY_PENDING_ALL_FEATURES_MIGRATION",
        "The handshake request is invalid because the organization has already started the process to enable all "
            + "features.")
    static let noInvitationsNow = organizations(
        "HandshakeConstraintViolation", reason: "INVITE_DISABLED_DURING_ENABLE_ALL_FEATURES",
        "You can't issue new invitations to join an organization while it's in the process of enabling all features.")
    static let alreadyRegistered = organizations(
        "AccountAlreadyRegistered", "The provided account is already a delegated administrator for your organization.")
    static let notRegistered = organizations(
        "AccountNotRegistered",
        "The provided account is not a registered delegated administrator for your organization.")

    // MARK: Limits

    static func constraint(_ reason: String, _ message: String) -> AWSError {
        organizations("ConstraintViolation", reason: reason, message)
    }

    static let tooManyPolicies = constraint(
        "MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED",
        "You have attached the maximum number of policies of this type to the specified target.")
    static let lastPolicy = constraint(
        "MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED",
        "You cannot remove the last policy attached to the specified target. You must have at least one attached at "
            + "all times.")
    static let policyTooLong = constraint(
        "POLICY_CONTENT_LIMIT_EXCEEDED", "You have exceeded the maximum number of characters in a policy.")
    static let policyLimit = constraint(
        "POLICY_NUMBER_LIMIT_EXCEEDED", "You have exceeded the number of policies in your organization.")
    static let unitLimit = constraint(
        "OU_NUMBER_LIMIT_EXCEEDED", "You have exceeded the number of OUs in your organization.")
    static let unitDepth = constraint(
        "OU_DEPTH_LIMIT_EXCEEDED", "You have exceeded the maximum number of levels of OUs.")
    static let memberLimit = constraint(
        "ACCOUNT_NUMBER_LIMIT_EXCEEDED", "You have exceeded the allowed number of AWS accounts.")
    static let tagLimit = constraint("MAX_TAG_LIMIT_EXCEEDED", "You have exceeded the maximum number of tags.")
    static let managementCannotBeClosed = constraint(
        "CANNOT_CLOSE_MANAGEMENT_ACCOUNT", "You can't close the management account of an organization.")
    static let managementCannotAdminister = constraint(
        "CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR",
        "You cannot register master account/yourself as delegated administrator for your organization.")
    static let closedCannotAdminister = constraint(
        "CANNOT_REGISTER_SUSPENDED_ACCOUNT_AS_DELEGATED_ADMINISTRATOR",
        "You cannot register a suspended account as a delegated administrator.")
    static let administratorCannotLeave = constraint(
        "CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG",
        "You cannot remove an account that is registered as a delegated administrator for a service integrated with "
            + "your organization. You must first deregister it.")
    static let serviceAccessNeeded = constraint(
        "SERVICE_ACCESS_NOT_ENABLED",
        "You must enable service access for the service before you register a delegated administrator for it.")

    // MARK: Input

    static func invalidOrganizationsInput(_ reason: String, _ message: String) -> AWSError {
        organizations("InvalidInput", reason: reason, message)
    }

    static let invalidNextToken = invalidOrganizationsInput(
        "INVALID_NEXT_TOKEN", "You provided an invalid next token.")
    static let immutablePolicy = invalidOrganizationsInput(
        "IMMUTABLE_POLICY", "You specified a policy that is managed by AWS and can't be modified.")
    static let nonDetachablePolicy = invalidOrganizationsInput(
        "NON_DETACHABLE_POLICY", "You can't detach this AWS managed policy.")
    static let invalidRoleName = invalidOrganizationsInput(
        "INVALID_ROLE_NAME",
        "You provided a role name that isn't valid. A role name can't begin with the reserved prefix "
            + "AWSServiceRoleFor.")
    static let unrecognizedService = invalidOrganizationsInput(
        "UNRECOGNIZED_SERVICE_PRINCIPAL", "You specified an unrecognized service principal.")
    static let duplicateOrganizationTags = invalidOrganizationsInput(
        "DUPLICATE_TAG_KEY", "Tag keys must be unique among the tags attached to the same entity.")
    static let systemTags = invalidOrganizationsInput(
        "INVALID_SYSTEM_TAGS_PARAMETER",
        "You specified a tag key that is a system tag. System tags are reserved for AWS use.")
    static let invalidParty = invalidOrganizationsInput(
        "INVALID_PARTY_TYPE_TARGET", "You specified an account that can't be invited.")
    static let invalidEmail = invalidOrganizationsInput(
        "INVALID_EMAIL_ADDRESS_TARGET", "You specified an invalid email address for the invited account owner.")
    static let invalidResourcePolicy = invalidOrganizationsInput(
        "INVALID_RESOURCE_POLICY_JSON", "The provided resource policy is not valid.")
    static let unsupportedDelegation = invalidOrganizationsInput(
        "UNSUPPORTED_ACTION_IN_RESOURCE_POLICY", "The provided resource policy has an action that isn't supported.")
    static let severalFilters = invalidOrganizationsInput(
        "MAX_LIMIT_EXCEEDED_FILTER", "You can specify only one filter parameter for the operation.")
}
