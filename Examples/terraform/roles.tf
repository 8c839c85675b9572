# A role for people, who must name a ticket, and a role for machines.

resource "aws_iam_role" "operator" {
  name                 = "operator"
  path                 = "/people/"
  description          = "Changes things in the name of a ticket."
  max_session_duration = 7200
  assume_role_policy   = data.aws_iam_policy_document.operator_trust.json
}

data "aws_iam_policy_document" "operator_trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "AWS"
      identifiers = [for user in aws_iam_user.developer : user.arn]
    }
    condition {
      test     = "StringLike"
      variable = "sts:RoleSessionName"
      values   = ["TICKET-*"]
    }
  }
}

resource "aws_iam_policy" "operate" {
  name   = "operate"
  policy = data.aws_iam_policy_document.operate.json
}

data "aws_iam_policy_document" "operate" {
  statement {
    actions   = ["iam:CreateUser", "iam:DeleteUser", "iam:TagUser"]
    resources = ["arn:aws:iam::${data.aws_caller_identity.current.account_id}:user/*"]
  }
}

resource "aws_iam_role_policy_attachment" "operator" {
  role       = aws_iam_role.operator.name
  policy_arn = aws_iam_policy.operate.arn
}

resource "aws_iam_role" "web" {
  name = "web"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "ec2.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy" "web" {
  name = "read-assets"
  role = aws_iam_role.web.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["s3:GetObject", "s3:ListBucket"]
      Resource = ["arn:aws:s3:::assets", "arn:aws:s3:::assets/*"]
    }]
  })
}

resource "aws_iam_instance_profile" "web" {
  name = "web"
  role = aws_iam_role.web.name
}
