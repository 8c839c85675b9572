# needs: cognito-identity:CreateIdentityPool, cognito-identity:DescribeIdentityPool, cognito-identity:UpdateIdentityPool, cognito-identity:DeleteIdentityPool, cognito-identity:SetIdentityPoolRoles, cognito-identity:GetIdentityPoolRoles, cognito-identity:SetPrincipalTagAttributeMap, cognito-identity:GetPrincipalTagAttributeMap, cognito-identity:TagResource, cognito-identity:UntagResource, CreateOpenIDConnectProvider

resource "aws_cognito_identity_pool" "app" {
  identity_pool_name               = "app"
  allow_unauthenticated_identities = var.second
  allow_classic_flow               = var.second
  openid_connect_provider_arns     = [aws_iam_openid_connect_provider.ci.arn]
  supported_login_providers        = { "graph.facebook.com" = "7346241598935552" }
  developer_provider_name          = "login.example"
  tags                             = { team = var.second ? "green" : "blue" }

  cognito_identity_providers {
    client_id               = "6lhlkkfbfb4q5kpp90urffae"
    provider_name           = "cognito-idp.us-east-1.amazonaws.com/us-east-1_Tv0493apJ"
    server_side_token_check = var.second
  }
}

data "aws_cognito_identity_pool" "app" {
  identity_pool_name = aws_cognito_identity_pool.app.identity_pool_name
}

resource "aws_iam_role" "app_user" {
  name = "app-user"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = "cognito-identity.amazonaws.com" }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = { StringEquals = { "cognito-identity.amazonaws.com:aud" = aws_cognito_identity_pool.app.id } }
    }]
  })
}

resource "aws_cognito_identity_pool_roles_attachment" "app" {
  identity_pool_id = aws_cognito_identity_pool.app.id
  roles            = { authenticated = aws_iam_role.app_user.arn }

  role_mapping {
    identity_provider         = "graph.facebook.com"
    ambiguous_role_resolution = var.second ? "Deny" : "AuthenticatedRole"
    type                      = "Rules"

    mapping_rule {
      claim      = "isAdmin"
      match_type = "Equals"
      role_arn   = aws_iam_role.app_user.arn
      value      = "paid"
    }
  }
}

resource "aws_cognito_identity_pool_provider_principal_tag" "app" {
  identity_pool_id       = aws_cognito_identity_pool.app.id
  identity_provider_name = aws_iam_openid_connect_provider.ci.arn
  use_defaults           = false
  principal_tags         = { team = var.second ? "unit" : "department" }
}
