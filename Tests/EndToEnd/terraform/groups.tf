resource "aws_iam_group" "whole" {
  name = "whole"
  path = var.second ? "/moved/" : "/teams/"
}

resource "aws_iam_group" "other" {
  name = "other"
}

resource "aws_iam_group" "closed" {
  name = "closed"
}

resource "aws_iam_group_membership" "closed" {
  name  = "members"
  group = aws_iam_group.closed.name
  users = var.second ? [aws_iam_user.plain.name, aws_iam_user.whole.name] : [aws_iam_user.plain.name]
}

resource "aws_iam_group_policy" "whole" {
  name   = "inline"
  group  = aws_iam_group.whole.name
  policy = local.reading
}

resource "aws_iam_group_policy_attachment" "whole" {
  group      = aws_iam_group.whole.name
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}

resource "aws_iam_group_policies_exclusive" "whole" {
  group_name   = aws_iam_group.whole.name
  policy_names = [aws_iam_group_policy.whole.name]
}

resource "aws_iam_group_policy_attachments_exclusive" "whole" {
  group_name  = aws_iam_group.whole.name
  policy_arns = [aws_iam_group_policy_attachment.whole.policy_arn]
}

data "aws_iam_group" "closed" {
  group_name = aws_iam_group.closed.name
  depends_on = [aws_iam_group_membership.closed]
}
