# needs: EnableOrganizationsRootCredentialsManagement, DisableOrganizationsRootCredentialsManagement, EnableOrganizationsRootSessions, DisableOrganizationsRootSessions, ListOrganizationsFeatures

resource "aws_iam_organizations_features" "root" {
  enabled_features = var.second ? ["RootCredentialsManagement", "RootSessions"] : ["RootCredentialsManagement"]
}
