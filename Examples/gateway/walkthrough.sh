#!/usr/bin/env bash
# Developers who may launch EC2 with one role only, in front of moto.
#
# Start moto and Sallyport, paste the lines that 'sallyport serve' prints, and run this:
#   moto_server -p 5000 &
#   ./sallyport serve --dev --account-id 123456789012 --upstream http://127.0.0.1:5000
set -euo pipefail

account=$(aws sts get-caller-identity --query Account --output text)

# expect_refusal CODE COMMAND...: the command has to be refused with this code.
expect_refusal() {
    local code=$1 answer
    shift
    if answer=$("$@" 2>&1); then echo "error: not refused: $*" >&2; exit 1; fi
    grep -q "($code)" <<<"$answer" || { echo "error: $answer" >&2; exit 1; }
    echo "refused, as it should be: ${answer%%Encoded*}" | tr '\n' ' '
    echo
}

trusts() { echo "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Service\": \"$1\"}, \"Action\": \"sts:AssumeRole\"}]}"; }

echo "== A table, and a role that updates its items and does nothing else"
aws dynamodb create-table --table-name Orders --billing-mode PAY_PER_REQUEST \
    --attribute-definitions AttributeName=id,AttributeType=S --key-schema AttributeName=id,KeyType=HASH >/dev/null
aws iam create-role --role-name worker --assume-role-policy-document "$(trusts ec2.amazonaws.com)" >/dev/null
aws iam put-role-policy --role-name worker --policy-name update-orders --policy-document "{
    \"Version\": \"2012-10-17\",
    \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"dynamodb:UpdateItem\",
                     \"Resource\": \"arn:aws:dynamodb:*:$account:table/Orders\"}]}"

echo "== A more powerful role, and one that does not trust EC2"
aws iam create-role --role-name boss --assume-role-policy-document "$(trusts ec2.amazonaws.com)" >/dev/null
aws iam attach-role-policy --role-name boss --policy-arn arn:aws:iam::aws:policy/AdministratorAccess
aws iam create-role --role-name stranger --assume-role-policy-document "$(trusts lambda.amazonaws.com)" >/dev/null
for role in worker boss stranger; do
    aws iam create-instance-profile --instance-profile-name $role >/dev/null
    aws iam add-role-to-instance-profile --instance-profile-name $role --role-name $role
done

echo "== The developers' group, which may launch EC2 with the role worker, and pass stranger"
aws iam create-group --group-name developers >/dev/null
aws iam put-group-policy --group-name developers --policy-name launch --policy-document "{
    \"Version\": \"2012-10-17\",
    \"Statement\": [
      {\"Effect\": \"Allow\", \"Action\": [\"ec2:RunInstances\", \"ec2:Describe*\"], \"Resource\": \"*\"},
      {\"Effect\": \"Allow\", \"Action\": \"iam:PassRole\",
       \"Resource\": [\"arn:aws:iam::$account:role/worker\", \"arn:aws:iam::$account:role/stranger\"],
       \"Condition\": {\"StringEquals\": {\"iam:PassedToService\": \"ec2.amazonaws.com\"}}}]}"
aws iam create-user --user-name dana >/dev/null
aws iam add-user-to-group --group-name developers --user-name dana
read -r id secret < <(aws iam create-access-key --user-name dana --query 'AccessKey.[AccessKeyId,SecretAccessKey]' --output text)

# as_dana COMMAND...: runs the command with dana's key.
as_dana() { env -u AWS_SESSION_TOKEN AWS_ACCESS_KEY_ID="$id" AWS_SECRET_ACCESS_KEY="$secret" "$@"; }

echo "== Dana launches an instance with worker"
instance=$(as_dana aws ec2 run-instances --image-id ami-12c6146b --instance-type t3.micro \
    --iam-instance-profile Name=worker --query 'Instances[0].InstanceId' --output text)
echo "launched $instance"

echo "== She can't pass boss, nor a role that EC2 is not trusted with, nor end what she launched"
expect_refusal UnauthorizedOperation as_dana aws ec2 run-instances --image-id ami-12c6146b --instance-type t3.micro \
    --iam-instance-profile Name=boss
expect_refusal InvalidParameterValue as_dana aws ec2 run-instances --image-id ami-12c6146b --instance-type t3.micro \
    --iam-instance-profile Name=stranger
expect_refusal UnauthorizedOperation as_dana aws ec2 terminate-instances --instance-ids "$instance"

echo "== What runs as worker updates the table, and nothing else"
# as_worker COMMAND...: runs the command with the credentials that the instance's programs get.
as_worker() { "${SALLYPORT:-sallyport}" workload run --role worker --service ec2.amazonaws.com --session-name "$instance" -- "$@"; }
as_worker aws dynamodb update-item --table-name Orders --key '{"id": {"S": "1"}}' \
    --update-expression 'SET paid = :t' --expression-attribute-values '{":t": {"BOOL": true}}'
expect_refusal AccessDeniedException as_worker aws dynamodb delete-table --table-name Orders
expect_refusal AccessDeniedException as_worker aws dynamodb get-item --table-name Orders --key '{"id": {"S": "1"}}'
echo "done"
