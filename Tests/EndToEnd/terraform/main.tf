# Every resource and data source of the provider that is about IAM, once. test_terraform_resources.py says what becomes
# of it. A file that begins with "needs" is left out while the server lacks one of the operations named there.

terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

variable "endpoint" {
  type = string
}

# Whether this is the second version of the configuration, in which whatever can change has changed in place.
variable "second" {
  type    = bool
  default = false
}

# Made for each run, as no secret key lies in a repository.
variable "material" {
  type = object({
    certificate    = string
    key            = string
    ssh_public_key = string
    saml_metadata  = string
  })
}

provider "aws" {
  region = "us-east-1"

  endpoints {
    iam             = var.endpoint
    sts             = var.endpoint
    organizations   = var.endpoint
    cognitoidentity = var.endpoint
  }

  default_tags {
    tags = {
      version = var.second ? "second" : "first"
    }
  }
}

data "aws_caller_identity" "current" {}

locals {
  # Two documents: the second version of the configuration swaps them.
  reading = data.aws_iam_policy_document.reading[var.second ? 1 : 0].json
}

data "aws_iam_policy_document" "reading" {
  count = 2

  statement {
    sid       = "Read"
    actions   = count.index == 0 ? ["s3:GetObject"] : ["s3:GetObject", "s3:ListBucket"]
    resources = ["arn:aws:s3:::assets", "arn:aws:s3:::assets/*"]

    condition {
      test     = "StringEquals"
      variable = "aws:PrincipalTag/team"
      values   = ["blue", "green"]
    }
  }
}

data "aws_iam_policy_document" "trust" {
  count = 2

  statement {
    actions = count.index == 0 ? ["sts:AssumeRole"] : ["sts:AssumeRole", "sts:TagSession"]

    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
}

resource "aws_iam_account_alias" "alias" {
  account_alias = "every-resource"
}

data "aws_iam_account_alias" "alias" {
  depends_on = [aws_iam_account_alias.alias]
}
