output "account_id" {
  value = data.aws_caller_identity.current.account_id
}

output "operator_role_arn" {
  value = aws_iam_role.operator.arn
}

output "alice_access_key_id" {
  value = aws_iam_access_key.alice.id
}

output "alice_secret_access_key" {
  value     = aws_iam_access_key.alice.secret
  sensitive = true
}
