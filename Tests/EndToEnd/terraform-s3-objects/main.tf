# Objects in a bucket with versions, each as the provider can make it; test_terraform_s3_objects.py says what becomes of
# them.

terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

variable "endpoint" {
  type = string
}

variable "text" {
  type    = string
  default = "first"
}

provider "aws" {
  region                  = "us-east-1"
  skip_metadata_api_check = true
  skip_region_validation  = true
  s3_use_path_style       = true
  endpoints {
    iam = var.endpoint
    s3  = var.endpoint
    sts = var.endpoint
  }
}

resource "aws_s3_bucket" "objects" {
  bucket = "terraform-objects"
}

resource "aws_s3_bucket_versioning" "objects" {
  bucket = aws_s3_bucket.objects.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_object" "text" {
  bucket        = aws_s3_bucket_versioning.objects.bucket
  key           = "folder/text é.txt"
  content       = var.text
  content_type  = "text/plain"
  cache_control = "no-cache"
  metadata      = { purpose = "test" }
  tags          = { stage = var.text }
}

resource "aws_s3_object" "file" {
  bucket             = aws_s3_bucket_versioning.objects.bucket
  key                = "folder/file"
  source             = "${path.module}/main.tf"
  source_hash        = filemd5("${path.module}/main.tf")
  storage_class      = "STANDARD_IA"
  checksum_algorithm = "SHA256"
}

resource "aws_s3_object_copy" "copy" {
  bucket = aws_s3_bucket_versioning.objects.bucket
  key    = "copy"
  source = "${aws_s3_object.file.bucket}/${aws_s3_object.file.key}"
}

data "aws_s3_object" "text" {
  bucket = aws_s3_object.text.bucket
  key    = aws_s3_object.text.key
}

data "aws_s3_objects" "folder" {
  bucket     = aws_s3_bucket.objects.id
  prefix     = "folder/"
  depends_on = [aws_s3_object.text, aws_s3_object.file]
}

output "seen" {
  value = {
    text = data.aws_s3_object.text.body
    tags = data.aws_s3_object.text.tags
    keys = data.aws_s3_objects.folder.keys
  }
}
