# needs: CreateSAMLProvider, GetSAMLProvider, UpdateSAMLProvider, DeleteSAMLProvider, TagSAMLProvider

resource "aws_iam_saml_provider" "company" {
  name                   = "company"
  saml_metadata_document = var.material.saml_metadata
  tags                   = { team = var.second ? "green" : "blue" }
}

data "aws_iam_saml_provider" "company" {
  arn        = aws_iam_saml_provider.company.arn
  depends_on = [aws_iam_saml_provider.company]
}
