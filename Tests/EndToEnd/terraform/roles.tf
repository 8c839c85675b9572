resource "aws_iam_role" "whole" {
  name                  = "whole"
  path                  = "/machines/"
  description           = var.second ? "Runs more." : "Runs."
  max_session_duration  = var.second ? 7200 : 3600
  assume_role_policy    = data.aws_iam_policy_document.trust[var.second ? 1 : 0].json
  permissions_boundary  = var.second ? aws_iam_policy.other_fence.arn : aws_iam_policy.fence.arn
  force_detach_policies = true
  tags                  = { team = var.second ? "green" : "blue" }
}

resource "aws_iam_role" "plain" {
  name_prefix        = "plain-"
  assume_role_policy = data.aws_iam_policy_document.trust[0].json
}

resource "aws_iam_role_policy" "whole" {
  name   = "inline"
  role   = aws_iam_role.whole.id
  policy = local.reading
}

resource "aws_iam_role_policy_attachment" "whole" {
  role       = aws_iam_role.whole.name
  policy_arn = aws_iam_policy.whole.arn
}

resource "aws_iam_role_policies_exclusive" "whole" {
  role_name    = aws_iam_role.whole.name
  policy_names = [aws_iam_role_policy.whole.name]
}

resource "aws_iam_role_policy_attachments_exclusive" "whole" {
  role_name   = aws_iam_role.whole.name
  policy_arns = [aws_iam_role_policy_attachment.whole.policy_arn]
}

resource "aws_iam_instance_profile" "whole" {
  name = "whole"
  path = "/machines/"
  role = var.second ? aws_iam_role.plain.name : aws_iam_role.whole.name
  tags = { team = var.second ? "green" : "blue" }
}

data "aws_iam_role" "whole" {
  name       = aws_iam_role.whole.name
  depends_on = [aws_iam_role.whole]
}

data "aws_iam_roles" "machines" {
  path_prefix = "/machines/"
  depends_on  = [aws_iam_role.whole]
}

data "aws_iam_instance_profile" "whole" {
  name       = aws_iam_instance_profile.whole.name
  depends_on = [aws_iam_instance_profile.whole]
}

data "aws_iam_instance_profiles" "whole" {
  role_name  = var.second ? aws_iam_role.plain.name : aws_iam_role.whole.name
  depends_on = [aws_iam_instance_profile.whole]
}

data "aws_iam_session_context" "whole" {
  arn        = "arn:aws:sts::${data.aws_caller_identity.current.account_id}:assumed-role/${aws_iam_role.whole.name}/visit"
  depends_on = [aws_iam_role.whole]
}
