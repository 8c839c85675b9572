extension IssueCode {
    /// How grave it is.
    package var type: FindingType { facts.type }

    /// What it is, in a sentence.
    package var meaning: String { facts.meaning }

    /// Whether the code is Sallyport's own, not one of AWS's.
    package var isOwn: Bool { facts.isOwn }

    private struct Facts {
        let type: FindingType
        let meaning: String
        var isOwn = false

        static func error(_ meaning: String) -> Facts { Facts(type: .error, meaning: meaning) }
        static func security(_ meaning: String) -> Facts { Facts(type: .securityWarning, meaning: meaning) }
        static func warning(_ meaning: String) -> Facts { Facts(type: .warning, meaning: meaning) }
        static func suggestion(_ meaning: String) -> Facts { Facts(type: .suggestion, meaning: meaning) }
        static func own(_ type: FindingType, _ meaning: String) -> Facts {
            Facts(type: type, meaning: meaning, isOwn: true)
        }
    }

    private var facts: Facts {
        switch self {
        case .arnAccountNotAllowed: .error("A resource's ARN names an account, and its service's ARNs have none.")
        case .arnRegionNotAllowed: .error("A resource's ARN names a region, and its service's ARNs have none.")
        case .dataTypeMismatch: .error("A value is of another JSON type than its element takes.")
        case .duplicateKeysWithDifferentCase: .error("One operator has a condition key twice, in different case.")
        case .emptyVariable: .error("A variable names no key: `${}`.")
        case .federatedPrincipalNotSupported:
            .error("An identity provider is a principal of a policy that is no role's trust policy.")
        case .invalidAction: .error("No service has the action.")
        case .invalidARNAccount: .error("The account in a resource's ARN has other than 12 digits.")
        case .invalidARNPrefix: .error("A resource is neither `*` nor an ARN.")
        case .invalidARNRegion: .error("The region in a resource's ARN does not exist.")
        case .invalidARNResource: .error("The last part of an ARN fits no type of resource of its service.")
        case .invalidARNServiceCase: .error("The service in a resource's ARN has capital letters.")
        case .invalidConditionDataType: .error("The values of one condition key are of different JSON types.")
        case .invalidConditionKeyFormat: .error("A condition key has no prefix, or nothing after it.")
        case .invalidConditionMultipleBoolean: .error("A boolean condition has more than one value.")
        case .invalidConditionOperator: .error("There is no condition operator of that name.")
        case .invalidEffect: .error("The effect is neither `Allow` nor `Deny`.")
        case .invalidFederatedPrincipalSyntaxInRoleTrustPolicy:
            .error("A federated principal is neither a provider's ARN nor a provider's name.")
        case .invalidGlobalConditionKey:
            .error("There is no condition key of that name among those with the prefix `aws:`.")
        case .invalidKMSKeyValue: .error("A condition on a KMS key has a value that is no key's ARN.")
        case .invalidPartition: .error("The partition in a resource's ARN does not exist.")
        case .invalidPolicyElement: .error("The grammar has no such element here.")
        case .invalidPrincipalFormat: .error("A principal has a form that AWS does not know.")
        case .invalidPrincipalKey: .error("There is no such kind of principal, or not in this kind of policy.")
        case .invalidRegion: .error("A condition on the region has a value that is no region.")
        case .invalidService: .error("There is no service of that name, in an ARN or before a condition key.")
        case .invalidServiceConditionKey: .error("The service has no such condition key.")
        case .invalidServiceInAction: .error("There is no service of that name before an action.")
        case .invalidServicePrincipalFormat: .error("A service's name has not the form `service.amazonaws.com`.")
        case .invalidVariableForOperator: .error("A variable stands under an operator that takes none.")
        case .invalidVersion: .error("There is no such version of the policy language.")
        case .invalidVPCEFormat: .error("A condition on the VPC endpoint has a value that is no endpoint's id.")
        case .invalidVPCFormat: .error("A condition on the VPC has a value that is no VPC's id.")
        case .jsonSyntaxError: .error("The text is not JSON, or no JSON object.")
        case .mismatchedActionForPrincipal:
            .error("A trust policy lets a principal take a road that is not open to its kind.")
        case .missingAction: .error("A statement has neither `Action` nor `NotAction`.")
        case .missingActionForConditionKey:
            .error("A trust policy restricts tags or a source identity that it does not let anybody pass.")
        case .missingActionForRolesAnywhereTrustPolicy:
            .error("A trust policy for IAM Roles Anywhere lacks one of the actions it needs.")
        case .missingARNAccount: .error("A resource's ARN names no account, and its service's ARNs have one.")
        case .missingARNField: .error("A resource's ARN has fewer than six fields, or no service.")
        case .missingARNRegion: .error("A resource's ARN names no region, and its service's ARNs have one.")
        case .missingBraceInVariable: .error("A variable is not closed.")
        case .missingEffect: .error("A statement has no `Effect`.")
        case .missingPrincipal: .error("A statement has no `Principal`, and policies of this kind need one.")
        case .missingQualifier:
            .error("A key with several values is compared without `ForAllValues:` or `ForAnyValue:`.")
        case .missingQuoteInVariable: .error("A variable's default is not in single quotes.")
        case .missingResource: .error("A statement has neither `Resource` nor `NotResource`.")
        case .missingStatement: .error("The policy has no statement.")
        case .missingTagKeyInCondition: .error("A condition on a tag does not say which tag.")
        case .nullWithIfExists: .error("`Null` stands with `IfExists`.")
        case .policySizeExceedsRCPQuota: .error("The policy is larger than resource control policies may be.")
        case .policySizeExceedsSCPQuota: .error("The policy is larger than service control policies may be.")
        case .privateIPAddress: .error("`aws:SourceIp` is compared with private addresses only, which it never has.")
        case .privateNotIPAddress: .error("`aws:SourceIp` may have every address but private ones, which it never has.")
        case .rcpSyntaxErrorAction:
            .error("A resource control policy names an action of a service that such policies do not govern, or `*`.")
        case .rcpSyntaxErrorAllow: .error("A resource control policy allows less than everything.")
        case .rcpSyntaxErrorNotAction: .error("A resource control policy has `NotAction`.")
        case .rcpSyntaxErrorPrincipal: .error("The principal of a resource control policy is not `*`.")
        case .roleTrustPolicySyntaxErrorNotPrincipal: .error("A trust policy has `NotPrincipal`.")
        case .roleTrustPolicySyntaxErrorResource: .error("A trust policy has `Resource` or `NotResource`.")
        case .roleTrustPolicyUnsupportedWildcardInPrincipal: .error("The principal of a trust policy is `*`.")
        case .scpSyntaxErrorPrincipal: .error("A service control policy has `Principal` or `NotPrincipal`.")
        case .typeMismatchIPRange: .error("A value is no address and no range of addresses.")
        case .uniqueSidsRequired:
            .error("Two statements have the same `Sid`, and policies of this kind can't have that.")
        case .unsupportedActionForConditionKey:
            .error("Requests for an action never have one of the statement's condition keys.")
        case .unsupportedActionInPolicy: .error("A policy of this kind of resource names an action of something else.")
        case .unsupportedConditionKeyForServicePrincipal:
            .error("A service's requests never have one of the statement's condition keys.")
        case .unsupportedElementCombination: .error("A statement has an element and its form with `Not`.")
        case .unsupportedPrincipal: .error("An identity policy has `Principal` or `NotPrincipal`.")
        case .unsupportedResourceARNInPolicy:
            .error("A policy of this kind of resource names a resource of another service.")
        case .unsupportedSid: .error("A `Sid` has characters other than letters and digits.")
        case .unsupportedSpaceInVariable: .error("There is a space in a variable's key.")
        case .unsupportedWildcardInPrincipal: .error("A principal has a wildcard, and is not `*`.")
        case .variableUnsupportedInElement: .error("A variable stands in an element that takes none.")
        case .variableUnsupportedInVersion: .error("A variable stands in a policy of a version that has none.")
        case .variableUsageTooPermissive:
            .error("A condition that keeps others out compares with a variable that a tag can fill.")
        case .wildcardUsageTooPermissive:
            .error("A condition that keeps others out has a wildcard where AWS wants the value in full.")
        case .allowWithNotPrincipal: .security("A statement allows everybody but some.")
        case .denyNotActionWithUnsupportedTagConditionKeyForService:
            .security("A statement denies by a resource's tag, with `NotAction`: what has no tags is not denied.")
        case .denyWithUnsupportedTagConditionKeyForService:
            .security("A statement denies by a resource's tag actions whose resources have no tags.")
        case .dynamodbAttributesWithoutSelect:
            .security("`dynamodb:Attributes` is restricted and `dynamodb:Select` is not: whole items can be read.")
        case .forAllValuesWithSingleValuedKey:
            .security("`ForAllValues:` stands with a key that has one value; it holds where the key is absent.")
        case .forAnyValueWithAudienceClaimType:
            .security("`ForAnyValue:` stands with a token's audience, which has one value.")
        case .missingConditionKeyForOIDCPrincipal:
            .security("A trust policy lets in everybody whom an OIDC provider knows.")
        case .missingGitHubRepoConditionKey: .security("A trust policy lets in every repository of GitHub.")
        case .missingPairedConditionKeys:
            .security("A condition means little without another: private addresses repeat from one VPC to the next.")
        case .passRoleWithNotActionAndNotResource:
            .security("`NotAction` with `NotResource` allows `iam:PassRole` for nearly all roles.")
        case .passRoleWithNotResource: .security("`NotResource` allows `iam:PassRole` for nearly all roles.")
        case .passRoleWithStarInActionAndNotResource:
            .security("A wildcard in an action, with `NotResource`, allows `iam:PassRole` for nearly all roles.")
        case .passRoleWithStarInActionAndResource:
            .security("Wildcards in an action and a resource allow `iam:PassRole` for all roles.")
        case .passRoleWithStarInResource: .security("`iam:PassRole` is allowed for all roles.")
        case .passRoleWithStarInResourceAndNotAction: .security("`NotAction` allows `iam:PassRole` for all roles.")
        case .restrictAccessToServicePrincipal: .security("A service is let in, for whomever it acts.")
        case .s3PrefixInNegativeContext:
            .security("A condition keeps a prefix out of a listing, and a shorter prefix gets around it.")
        case .stringLikeOperatorWithARNConditionKeys:
            .security("`StringLike` compares an ARN; its wildcards cross the colons.")
        case .untrustworthyConditionKey: .security("A condition rests on what callers say of themselves.")
        case .createSLRWithNotActionAndNotResource:
            .warning("`NotAction` with `NotResource` allows making nearly all service-linked roles.")
        case .createSLRWithNotResource: .warning("`NotResource` allows making nearly all service-linked roles.")
        case .createSLRWithStarInActionAndNotResource:
            .warning("A wildcard in an action, with `NotResource`, allows making nearly all service-linked roles.")
        case .createSLRWithStarInActionAndResource:
            .warning("Wildcards in an action and a resource allow making all service-linked roles.")
        case .createSLRWithStarInResource: .warning("`iam:CreateServiceLinkedRole` is allowed for all roles.")
        case .createSLRWithStarInResourceAndNotAction: .warning("`NotAction` allows making all service-linked roles.")
        case .deprecatedGlobalConditionKey: .warning("A condition key has a better successor.")
        case .invalidDateValue: .warning("A date is written as seconds.")
        case .invalidRoleReference: .warning("A principal is a role's id.")
        case .invalidUserReference: .warning("A principal is a user's id.")
        case .missingVersion: .warning("The policy states no version, and is read as one of 2008.")
        case .policySizeExceedsIdentityPolicyQuota: .warning("The policy is larger than managed policies may be.")
        case .policySizeExceedsResourcePolicyQuota:
            .warning("The policy is larger than policies of such resources may be.")
        case .policySizeExceedsRoleTrustPolicyQuota:
            .warning("The policy is larger than trust policies may be by default.")
        case .rcpMissingRelatedPrincipalConditionKey:
            .warning("A resource control policy asks for a principal's property, which AWS's services do not have.")
        case .rcpMissingRelatedServicePrincipalConditionKey:
            .warning("A resource control policy asks for whom a service acts, which others do not say.")
        case .rcpMissingServiceConditionKeyNullCheck:
            .warning("A resource control policy denies services that do not say for whom they act.")
        case .specificGitHubRepoAndBranchRecommended:
            .warning("A trust policy lets in more than one repository or branch of GitHub.")
        case .typeMismatch: .warning("An operator is for values of another type than the key has.")
        case .typeMismatchBoolean: .warning("A value is neither `true` nor `false`.")
        case .typeMismatchDate: .warning("A value is no date.")
        case .typeMismatchNumber: .warning("A value is no number.")
        case .typeMismatchString: .warning("A value is not written in base 64.")
        case .uniqueSidsRecommended: .warning("Two statements have the same `Sid`.")
        case .useConditionKeyOnlyWithSupportedServices:
            .warning("A condition key that few services have stands in a statement about all of them.")
        case .wildcardWithoutLikeOperator: .warning("A value has a wildcard, and the operator takes it literally.")
        case .allowNotActionWithUnsupportedTagConditionKeyForService:
            .suggestion("A statement allows by a resource's tag, with `NotAction`: what has no tags is not allowed.")
        case .allowWithUnsupportedTagConditionKeyForService:
            .suggestion("A statement allows by a resource's tag actions whose resources have no tags.")
        case .confirmAudienceClaimType:
            .suggestion("`ForAllValues:` stands with a token's audience, which has one value at most providers.")
        case .emptyArrayAction: .suggestion("A statement has no action.")
        case .emptyArrayCondition: .suggestion("A condition key has no value to be compared with.")
        case .emptyArrayConditionForAllValues:
            .suggestion("The same under `ForAllValues:`, which then asks that the key be absent.")
        case .emptyArrayConditionForAnyValue: .suggestion("The same under `ForAnyValue:`, which then never holds.")
        case .emptyArrayConditionIfExists:
            .suggestion("The same with `IfExists`, which then asks that the key be absent.")
        case .emptyArrayPrincipal: .suggestion("A statement names a kind of principal and no principal.")
        case .emptyArrayResource: .suggestion("A statement has no resource.")
        case .emptyObjectCondition: .suggestion("A `Condition`, or one of its operators, is empty.")
        case .emptyObjectPrincipal: .suggestion("A `Principal` is empty.")
        case .emptySidValue: .suggestion("A `Sid` is empty.")
        case .equivalentToNullFalse: .suggestion("A condition asks only that the key be there.")
        case .equivalentToNullTrue: .suggestion("A condition asks only that the key be absent.")
        case .improveIPRange: .suggestion("A range of addresses has bits after its prefix.")
        case .irrelevantConditionKeyInPolicy:
            .suggestion("A condition key says nothing in a policy of this kind of resource.")
        case .nullWithQualifier: .suggestion("`Null` stands with `ForAllValues:` or `ForAnyValue:`.")
        case .privateIPAddressSubset: .suggestion("`aws:SourceIp` is compared with private addresses too.")
        case .privateNotIPAddressSubset:
            .suggestion("`aws:SourceIp` may have every address but some, private ones among them.")
        case .recommendedConditionKeyForServicePrincipal:
            .suggestion("A service is let in by what anybody can say, not by the source for which it acts.")
        case .redundantAction: .suggestion("An action is covered by another of the same statement.")
        case .redundantConditionValueNumber: .suggestion("Of several bounds, one decides.")
        case .redundantKeyDueToWildcardInCondition: .suggestion("A condition always holds.")
        case .redundantPrincipalInRoleTrustPolicy: .suggestion("A role's session is let in, and so is the role.")
        case .redundantResource: .suggestion("A resource is covered by another of the same statement.")
        case .redundantStatement: .suggestion("Two statements say the same.")
        case .redundantStatementDueToWildcardInCondition: .suggestion("A condition never holds.")
        case .wildcardInServiceName: .suggestion("The service in an ARN or an action has a wildcard.")
        case .forAllValuesWithoutNullCheck:
            .own(.securityWarning, "`ForAllValues:` allows where the key is absent, and nothing asks that it be there.")
        case .actionWithoutResource:
            .own(.warning, "None of the statement's resources is of a type that the action takes.")
        case .allowWithNotAction:
            .own(.warning, "A statement allows everything but some actions, those of services to come among them.")
        case .allowWithNotResource: .own(.warning, "A statement allows its actions on all resources but some.")
        case .conditionKeyNotApplicable:
            .own(.warning, "Requests for an action take no tags, and a condition asks for them.")
        case .resourceWithoutAction: .own(.warning, "A resource is of no type that the statement's actions take.")
        case .unlistedAction:
            .own(.warning, "AWS's reference does not list the action; only AWS's own policies still name it.")
        }
    }
}
