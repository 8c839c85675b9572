# needs: CreateServiceLinkedRole, DeleteServiceLinkedRole, GetServiceLinkedRoleDeletionStatus

resource "aws_iam_service_linked_role" "scaling" {
  aws_service_name = "autoscaling.amazonaws.com"
  custom_suffix    = "every"
  description      = var.second ? "Scales more." : "Scales."
  tags             = { team = var.second ? "green" : "blue" }
}
