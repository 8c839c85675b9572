# Users, their group, and what the group allows: keys of one's own, looking around, and assuming the operator role.

resource "aws_iam_user" "developer" {
  for_each = var.developers

  name                 = each.key
  path                 = "/developers/"
  permissions_boundary = aws_iam_policy.fence.arn
}

resource "aws_iam_group" "developers" {
  name = "developers"
  path = "/teams/"
}

resource "aws_iam_user_group_membership" "developer" {
  for_each = aws_iam_user.developer

  user   = each.value.name
  groups = [aws_iam_group.developers.name]
}

resource "aws_iam_access_key" "alice" {
  user = aws_iam_user.developer["alice"].name
}

# No developer can do more than this, whatever policies say.
resource "aws_iam_policy" "fence" {
  name        = "fence"
  path        = "/boundaries/"
  description = "The most that a developer may do."
  policy      = data.aws_iam_policy_document.fence.json
}

data "aws_iam_policy_document" "fence" {
  statement {
    actions   = ["iam:*", "sts:*", "s3:*"]
    resources = ["*"]
  }
  statement {
    effect    = "Deny"
    actions   = ["iam:DeleteAccountAlias", "iam:CreateAccountAlias"]
    resources = ["*"]
  }
}

resource "aws_iam_group_policy" "home" {
  name   = "home"
  group  = aws_iam_group.developers.name
  policy = data.aws_iam_policy_document.home.json
}

data "aws_iam_policy_document" "home" {
  statement {
    sid       = "OwnKeys"
    actions   = ["iam:*AccessKey*"]
    resources = ["arn:aws:iam::${data.aws_caller_identity.current.account_id}:user/developers/&{aws:username}"]
  }
}

resource "aws_iam_group_policy_attachment" "look_around" {
  group      = aws_iam_group.developers.name
  policy_arn = "arn:aws:iam::aws:policy/IAMReadOnlyAccess"
}

resource "aws_iam_user_policy" "alice" {
  name = "operate"
  user = aws_iam_user.developer["alice"].name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "sts:AssumeRole"
      Resource = aws_iam_role.operator.arn
    }]
  })
}
