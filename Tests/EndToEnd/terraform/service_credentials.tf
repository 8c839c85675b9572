# needs: CreateServiceSpecificCredential, ListServiceSpecificCredentials, UpdateServiceSpecificCredential, DeleteServiceSpecificCredential

resource "aws_iam_service_specific_credential" "whole" {
  service_name = "codecommit.amazonaws.com"
  user_name    = aws_iam_user.whole.name
  status       = var.second ? "Inactive" : "Active"
}
