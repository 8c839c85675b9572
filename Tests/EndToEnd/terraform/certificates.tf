# needs: UploadServerCertificate, GetServerCertificate, ListServerCertificates, DeleteServerCertificate, TagServerCertificate, UploadSigningCertificate, ListSigningCertificates, UpdateSigningCertificate, DeleteSigningCertificate

resource "aws_iam_server_certificate" "site" {
  name             = "site"
  path             = "/cloudfront/"
  certificate_body = var.material.certificate
  private_key      = var.material.key
  tags             = { team = var.second ? "green" : "blue" }
}

resource "aws_iam_signing_certificate" "whole" {
  user_name        = aws_iam_user.whole.name
  certificate_body = var.material.certificate
  status           = var.second ? "Inactive" : "Active"
}

data "aws_iam_server_certificate" "site" {
  name       = aws_iam_server_certificate.site.name
  latest     = true
  depends_on = [aws_iam_server_certificate.site]
}
