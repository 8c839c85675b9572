# needs: SetSecurityTokenServicePreferences

resource "aws_iam_security_token_service_preferences" "tokens" {
  global_endpoint_token_version = var.second ? "v2Token" : "v1Token"
}
