# needs: CreateVirtualMFADevice, ListVirtualMFADevices, DeleteVirtualMFADevice, TagMFADevice, ListMFADeviceTags

resource "aws_iam_virtual_mfa_device" "phone" {
  virtual_mfa_device_name = "phone"
  path                    = "/devices/"
  tags                    = { team = var.second ? "green" : "blue" }
}
