# needs: CreateOpenIDConnectProvider, GetOpenIDConnectProvider, UpdateOpenIDConnectProviderThumbprint, AddClientIDToOpenIDConnectProvider, RemoveClientIDFromOpenIDConnectProvider, TagOpenIDConnectProvider, DeleteOpenIDConnectProvider, ListOpenIDConnectProviders

resource "aws_iam_openid_connect_provider" "ci" {
  url             = "https://token.actions.example.com"
  client_id_list  = var.second ? ["sts.amazonaws.com", "another"] : ["sts.amazonaws.com"]
  thumbprint_list = [var.second ? "cf23df2207d99a74fbe169e3eba035e633b65d94" : "6938fd4d98bab03faadb97b34396831e3780aea1"]
  tags            = { team = var.second ? "green" : "blue" }
}

data "aws_iam_openid_connect_provider" "by_url" {
  url        = "https://${aws_iam_openid_connect_provider.ci.url}"
  depends_on = [aws_iam_openid_connect_provider.ci]
}
