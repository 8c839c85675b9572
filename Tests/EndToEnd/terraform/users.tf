resource "aws_iam_user" "whole" {
  name                 = "whole"
  path                 = var.second ? "/moved/" : "/people/"
  permissions_boundary = var.second ? aws_iam_policy.other_fence.arn : aws_iam_policy.fence.arn
  force_destroy        = true
  tags                 = { team = var.second ? "green" : "blue" }
}

resource "aws_iam_user" "plain" {
  name = "plain"
}

resource "aws_iam_access_key" "whole" {
  user   = aws_iam_user.whole.name
  status = var.second ? "Inactive" : "Active"
}

resource "aws_iam_user_policy" "whole" {
  name   = "inline"
  user   = aws_iam_user.whole.name
  policy = local.reading
}

resource "aws_iam_user_policy_attachment" "whole" {
  user       = aws_iam_user.whole.name
  policy_arn = aws_iam_policy.whole.arn
}

resource "aws_iam_user_policies_exclusive" "whole" {
  user_name    = aws_iam_user.whole.name
  policy_names = [aws_iam_user_policy.whole.name]
}

resource "aws_iam_user_policy_attachments_exclusive" "whole" {
  user_name   = aws_iam_user.whole.name
  policy_arns = [aws_iam_user_policy_attachment.whole.policy_arn]
}

resource "aws_iam_user_group_membership" "whole" {
  user   = aws_iam_user.whole.name
  groups = var.second ? [aws_iam_group.whole.name, aws_iam_group.other.name] : [aws_iam_group.whole.name]
}

data "aws_iam_user" "whole" {
  user_name  = aws_iam_user.whole.name
  depends_on = [aws_iam_user.whole]
}

data "aws_iam_users" "all" {
  name_regex = "whole|plain"
  depends_on = [aws_iam_user.whole, aws_iam_user.plain]
}

data "aws_iam_access_keys" "whole" {
  user       = aws_iam_user.whole.name
  depends_on = [aws_iam_access_key.whole]
}
