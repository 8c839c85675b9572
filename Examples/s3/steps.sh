# What the walkthroughs share: principals with their keys, and requests that are tried and explained.
#
# A walkthrough is run with the root user's keys of the server's first account in the environment, as the server prints
# them, and with AWS_ENDPOINT_URL. SALLYPORT names the program, if it is not `sallyport`.
set -euo pipefail

: "${AWS_ENDPOINT_URL:?Start a server, and paste the lines that it prints}"
export AWS_PAGER="" AWS_DEFAULT_OUTPUT=text
sallyport=${SALLYPORT:-sallyport}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

account=$(aws sts get-caller-identity --query Account)
# Names of their own, so that a walkthrough can be run twice.
run=$(date +%s | tail -c 7)$((RANDOM % 1000))
declare -A key secret token
surprises=0

say() { printf '\n=== %s\n' "$*"; }

# user NAME: makes a user with an access key.
user() {
    aws iam create-user --user-name "$1" >/dev/null
    read -r "key[$1]" "secret[$1]" < <(
        aws iam create-access-key --user-name "$1" --query 'AccessKey.[AccessKeyId,SecretAccessKey]')
    token[$1]=""
}

# role NAME: makes a role that the account's users may assume, and a session of it.
role() {
    aws iam create-role --role-name "$1" --assume-role-policy-document "{\"Version\": \"2012-10-17\", \"Statement\": {
        \"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"$account\"}, \"Action\": \"sts:AssumeRole\"}}" >/dev/null
}

# visit NAME USER: a session of the role NAME for a user.
visit() {
    read -r "key[$1]" "secret[$1]" "token[$1]" < <(
        as "$2" aws sts assume-role --role-arn "arn:aws:iam::$account:role/$1" --role-session-name walkthrough \
            --query 'Credentials.[AccessKeyId,SecretAccessKey,SessionToken]')
}

# as NAME COMMAND...: runs a command with somebody's keys; `nobody` has none, and the root user is `root`.
as() {
    local who=$1
    shift
    if [ "$who" = root ]; then
        "$@"
    else
        AWS_ACCESS_KEY_ID=${key[$who]} AWS_SECRET_ACCESS_KEY=${secret[$who]} AWS_SESSION_TOKEN=${token[$who]} "$@"
    fi
}

# attempt OUTCOME NAME COMMAND...: tries a command of the AWS CLI, tells what happened, and why.
attempt() {
    local expected=$1 who=$2 outcome=allowed id
    shift 2
    printf '\n%s: %s\n' "$who" "${*:1}" | sed "s|$work/||g"
    as "$who" aws --debug "${@:2}" >"$work/out" 2>"$work/debug" || outcome=denied
    [ "$outcome" = allowed ] || grep -a "An error occurred" "$work/debug" | tail -n 1
    echo "-> $outcome"
    id=$(grep -ao "'x-amz-request-id': '[A-Z0-9]*'" "$work/debug" | tail -n 1 | cut -d "'" -f 4)
    "$sallyport" explain "$id" | sed 's/^/    /'
    if [ "$outcome" != "$expected" ]; then
        echo "!! expected: $expected"
        surprises=$((surprises + 1))
    fi
}

finish() {
    if [ "$surprises" = 0 ]; then say "Done: every request was answered as it should be."; fi
    [ "$surprises" = 0 ]
}
