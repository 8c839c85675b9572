# Identities of a small team, kept by Terraform in a Sallyport server.
#
#   ./sallyport serve
#   export AWS_ACCESS_KEY_ID=… AWS_SECRET_ACCESS_KEY=…      # as the server printed them
#   terraform -chdir=Examples/terraform init
#   terraform -chdir=Examples/terraform apply

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

variable "team" {
  description = "The value of the tag \"team\" on everything that has tags."
  type        = string
  default     = "blue"
}

variable "developers" {
  description = "The names of the users in the group of developers."
  type        = set(string)
  default     = ["alice", "bob"]
}

provider "aws" {
  region = "us-east-1"

  endpoints {
    iam = var.endpoint
    sts = var.endpoint
  }

  default_tags {
    tags = {
      team = var.team
    }
  }
}

data "aws_caller_identity" "current" {}

resource "aws_iam_account_alias" "alias" {
  account_alias = "sallyport-example"
}
