# needs: organizations:CreateOrganization, organizations:DescribeOrganization, organizations:ListRoots, organizations:ListAWSServiceAccessForOrganization, organizations:EnableAWSServiceAccess, organizations:DeleteOrganization, EnableOrganizationsRootCredentialsManagement, DisableOrganizationsRootCredentialsManagement, EnableOrganizationsRootSessions, DisableOrganizationsRootSessions, ListOrganizationsFeatures

resource "aws_organizations_organization" "organization" {
  aws_service_access_principals = ["iam.amazonaws.com"]
}

resource "aws_iam_organizations_features" "root" {
  enabled_features = var.second ? ["RootCredentialsManagement", "RootSessions"] : ["RootCredentialsManagement"]
  depends_on       = [aws_organizations_organization.organization]
}
