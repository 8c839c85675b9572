resource "aws_iam_policy" "whole" {
  name        = "whole"
  path        = "/shared/"
  description = "Reads the assets."
  policy      = local.reading
  tags        = { team = var.second ? "green" : "blue" }
}

resource "aws_iam_policy" "prefixed" {
  name_prefix = "prefixed-"
  policy      = data.aws_iam_policy_document.reading[0].json
}

resource "aws_iam_policy" "fence" {
  name   = "fence"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }] })
}

resource "aws_iam_policy" "other_fence" {
  name   = "other-fence"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:*", Resource = "*" }] })
}

resource "aws_iam_policy_attachment" "prefixed" {
  name       = "everyone"
  policy_arn = aws_iam_policy.prefixed.arn
  users      = [aws_iam_user.plain.name]
  groups     = [aws_iam_group.other.name]
  roles      = var.second ? [aws_iam_role.plain.name] : []
}

data "aws_iam_policy" "by_arn" {
  arn        = aws_iam_policy.whole.arn
  depends_on = [aws_iam_policy.whole]
}

data "aws_iam_policy" "by_name" {
  name       = aws_iam_policy.whole.name
  depends_on = [aws_iam_policy.whole]
}

data "aws_iam_policy" "of_aws" {
  name = "AdministratorAccess"
}
