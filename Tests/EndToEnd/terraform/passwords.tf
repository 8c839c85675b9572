# needs: UpdateAccountPasswordPolicy, GetAccountPasswordPolicy, DeleteAccountPasswordPolicy, CreateLoginProfile, GetLoginProfile, DeleteLoginProfile

resource "aws_iam_account_password_policy" "strict" {
  minimum_password_length        = var.second ? 14 : 12
  require_lowercase_characters   = true
  require_uppercase_characters   = true
  require_numbers                = true
  require_symbols                = var.second
  allow_users_to_change_password = true
  max_password_age               = 90
  password_reuse_prevention      = 5
  hard_expiry                    = false
}

resource "aws_iam_user_login_profile" "whole" {
  user                    = aws_iam_user.whole.name
  password_length         = 20
  password_reset_required = true
  depends_on              = [aws_iam_account_password_policy.strict]
}
