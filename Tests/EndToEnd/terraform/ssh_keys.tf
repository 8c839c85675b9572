# needs: UploadSSHPublicKey, GetSSHPublicKey, UpdateSSHPublicKey, DeleteSSHPublicKey

resource "aws_iam_user_ssh_key" "whole" {
  username   = aws_iam_user.whole.name
  encoding   = "SSH"
  public_key = var.material.ssh_public_key
  status     = var.second ? "Inactive" : "Active"
}

data "aws_iam_user_ssh_key" "whole" {
  username          = aws_iam_user.whole.name
  encoding          = "SSH"
  ssh_public_key_id = aws_iam_user_ssh_key.whole.ssh_public_key_id
  depends_on        = [aws_iam_user_ssh_key.whole]
}
