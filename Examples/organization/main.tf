# Accounts of a small company in an organization, with a guard rail, kept by Terraform in a Sallyport server.
#
#   ./sallyport serve
#   export AWS_ACCESS_KEY_ID=… AWS_SECRET_ACCESS_KEY=…      # as the server printed them
#   terraform -chdir=Examples/organization init
#   terraform -chdir=Examples/organization apply

terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }
}

variable "endpoint" {
  description = "Where the server listens."
  type        = string
  default     = "http://127.0.0.1:4566"
}

variable "forbidden" {
  description = "The actions that nobody in the accounts of the workloads may call."
  type        = list(string)
  default     = ["iam:CreateUser"]
}

provider "aws" {
  region = "us-east-1"

  endpoints {
    iam           = var.endpoint
    organizations = var.endpoint
    sts           = var.endpoint
  }
}

resource "aws_organizations_organization" "company" {
  feature_set                   = "ALL"
  enabled_policy_types          = ["SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"]
  aws_service_access_principals = ["guardduty.amazonaws.com"]
}

resource "aws_organizations_organizational_unit" "workloads" {
  name      = "workloads"
  parent_id = aws_organizations_organization.company.roots[0].id
  tags      = { kind = "folder" }
}

resource "aws_organizations_organizational_unit" "development" {
  name      = "development"
  parent_id = aws_organizations_organizational_unit.workloads.id
}

resource "aws_organizations_account" "development" {
  name      = "development"
  email     = "development@example.com"
  role_name = "Administration"
  parent_id = aws_organizations_organizational_unit.development.id
  tags      = { stage = "development" }

  # The role's name is told when the account is made, and never again.
  lifecycle {
    ignore_changes = [role_name]
  }
}

resource "aws_organizations_account" "security" {
  name      = "security"
  email     = "security@example.com"
  parent_id = aws_organizations_organization.company.roots[0].id
}

resource "aws_organizations_delegated_administrator" "security" {
  account_id        = aws_organizations_account.security.id
  service_principal = "guardduty.amazonaws.com"

  depends_on = [aws_organizations_organization.company]
}

data "aws_iam_policy_document" "guard_rail" {
  statement {
    sid       = "NoUsers"
    effect    = "Deny"
    actions   = var.forbidden
    resources = ["*"]
  }
}

resource "aws_organizations_policy" "guard_rail" {
  name        = "guard-rail"
  description = "What nobody needs."
  content     = data.aws_iam_policy_document.guard_rail.json

  depends_on = [aws_organizations_organization.company]
}

resource "aws_organizations_policy_attachment" "guard_rail" {
  policy_id = aws_organizations_policy.guard_rail.id
  target_id = aws_organizations_organizational_unit.workloads.id
}

resource "aws_organizations_policy" "insiders" {
  name = "insiders"
  type = "RESOURCE_CONTROL_POLICY"
  content = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Deny"
      Principal = "*"
      Action    = "sts:AssumeRole"
      Resource  = "*"
      Condition = { StringNotEqualsIfExists = { "aws:PrincipalOrgID" = aws_organizations_organization.company.id } }
    }]
  })
}

resource "aws_organizations_policy_attachment" "insiders" {
  policy_id = aws_organizations_policy.insiders.id
  target_id = aws_organizations_organization.company.roots[0].id
}

data "aws_organizations_organization" "company" {
  depends_on = [aws_organizations_account.development, aws_organizations_account.security]
}

data "aws_organizations_organizational_units" "top" {
  parent_id  = aws_organizations_organization.company.roots[0].id
  depends_on = [aws_organizations_organizational_unit.workloads]
}

data "aws_organizations_organizational_unit_descendant_accounts" "workloads" {
  parent_id  = aws_organizations_organizational_unit.workloads.id
  depends_on = [aws_organizations_account.development]
}

data "aws_organizations_policies_for_target" "workloads" {
  target_id  = aws_organizations_organizational_unit.workloads.id
  filter     = "SERVICE_CONTROL_POLICY"
  depends_on = [aws_organizations_policy_attachment.guard_rail]
}

data "aws_organizations_policy" "guard_rail" {
  policy_id = aws_organizations_policy.guard_rail.id
}

data "aws_organizations_delegated_services" "security" {
  account_id = aws_organizations_delegated_administrator.security.account_id
}

data "aws_organizations_resource_tags" "development" {
  resource_id = aws_organizations_account.development.id
}

output "organization_id" {
  value = aws_organizations_organization.company.id
}

output "development_account" {
  value = aws_organizations_account.development.id
}

output "workloads" {
  value = aws_organizations_organizational_unit.workloads.id
}

output "seen" {
  description = "The same, read back."
  value = {
    accounts    = sort(data.aws_organizations_organization.company.accounts[*].name)
    units       = data.aws_organizations_organizational_units.top.children[*].name
    descendants = data.aws_organizations_organizational_unit_descendant_accounts.workloads.accounts[*].name
    policies    = sort(data.aws_organizations_policies_for_target.workloads.ids)
    guard_rail  = data.aws_organizations_policy.guard_rail.name
    services    = data.aws_organizations_delegated_services.security.delegated_services[*].service_principal
    tags        = data.aws_organizations_resource_tags.development.tags
  }
}
