# needs: SimulatePrincipalPolicy

data "aws_iam_principal_policy_simulation" "whole" {
  policy_source_arn = aws_iam_user.plain.arn
  action_names      = ["s3:GetObject"]
  resource_arns     = ["arn:aws:s3:::assets/logo"]

  context {
    key    = "aws:PrincipalTag/team"
    type   = "string"
    values = ["blue"]
  }

  depends_on = [aws_iam_policy_attachment.prefixed]
}
