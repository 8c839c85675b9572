// Walks through IAM and STS with AWS's SDK for Go, and prints what the SDK understood as one JSON object.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"log"
	"net/url"
	"os"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"
)

const document = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:Get*","Resource":"*"}]}`

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func refusal(err error) map[string]any {
	var answer smithy.APIError
	var response *awshttp.ResponseError
	if !errors.As(err, &answer) || !errors.As(err, &response) {
		log.Fatalf("not an error of the API: %v", err)
	}
	return map[string]any{
		"code": answer.ErrorCode(), "message": answer.ErrorMessage(), "status": response.HTTPStatusCode(),
		"requestId": response.ServiceRequestID(),
	}
}

func main() {
	ctx := context.Background()
	endpoint := aws.EndpointResolverWithOptionsFunc(func(_, region string, _ ...any) (aws.Endpoint, error) {
		return aws.Endpoint{URL: os.Getenv("AWS_ENDPOINT_URL"), SigningRegion: region}, nil
	})
	config := func(key, secret, token string) aws.Config {
		return aws.Config{
			Region: "us-east-1", EndpointResolverWithOptions: endpoint, RetryMaxAttempts: 1,
			Credentials: credentials.NewStaticCredentialsProvider(key, secret, token),
		}
	}
	root := config(os.Getenv("AWS_ACCESS_KEY_ID"), os.Getenv("AWS_SECRET_ACCESS_KEY"), "")
	client := iam.NewFromConfig(root)

	noUsers, err := client.ListUsers(ctx, &iam.ListUsersInput{})
	check(err)
	made, err := client.CreateUser(ctx, &iam.CreateUserInput{
		UserName: aws.String("gopher"), Path: aws.String("/sdk/"),
		Tags: []types.Tag{{Key: aws.String("team"), Value: aws.String("a+b = ü")}},
	})
	check(err)
	_, err = client.PutUserPolicy(ctx, &iam.PutUserPolicyInput{
		UserName: aws.String("gopher"), PolicyName: aws.String("reads"), PolicyDocument: aws.String(document)})
	check(err)
	inline, err := client.GetUserPolicy(ctx, &iam.GetUserPolicyInput{
		UserName: aws.String("gopher"), PolicyName: aws.String("reads")})
	check(err)
	readBack, err := url.QueryUnescape(*inline.PolicyDocument)
	check(err)

	for _, name := range []string{"a", "b", "c"} {
		_, err = client.CreateUser(ctx, &iam.CreateUserInput{UserName: aws.String(name)})
		check(err)
	}
	var pages [][]string
	pager := iam.NewListUsersPaginator(client, &iam.ListUsersInput{MaxItems: aws.Int32(3)})
	for pager.HasMorePages() {
		page, err := pager.NextPage(ctx)
		check(err)
		names := []string{}
		for _, user := range page.Users {
			names = append(names, *user.UserName)
		}
		pages = append(pages, names)
	}
	_, again := client.CreateUser(ctx, &iam.CreateUserInput{UserName: aws.String("gopher")})
	var exists *types.EntityAlreadyExistsException

	_, err = client.CreateRole(ctx, &iam.CreateRoleInput{
		RoleName: aws.String("reader"), AssumeRolePolicyDocument: aws.String(
			`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"` + *made.User.Arn +
				`"},"Action":"sts:AssumeRole"}}`)})
	check(err)
	key, err := client.CreateAccessKey(ctx, &iam.CreateAccessKeyInput{UserName: aws.String("gopher")})
	check(err)
	user := config(*key.AccessKey.AccessKeyId, *key.AccessKey.SecretAccessKey, "")
	assumed, err := sts.NewFromConfig(user).AssumeRole(ctx, &sts.AssumeRoleInput{
		RoleArn: aws.String("arn:aws:iam::123456789012:role/reader"), RoleSessionName: aws.String("walk")})
	check(err)
	session := config(
		*assumed.Credentials.AccessKeyId, *assumed.Credentials.SecretAccessKey, *assumed.Credentials.SessionToken)
	identity, err := sts.NewFromConfig(session).GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	check(err)
	_, denied := iam.NewFromConfig(session).ListUsers(ctx, &iam.ListUsersInput{})

	check(json.NewEncoder(os.Stdout).Encode(map[string]any{
		"usersAtFirst": len(noUsers.Users),
		"user": map[string]any{
			"arn": *made.User.Arn, "path": *made.User.Path, "id": *made.User.UserId,
			"created": made.User.CreateDate.Format(time.RFC3339), "tag": *made.User.Tags[0].Value,
		},
		"document": readBack, "pages": pages,
		"exists": refusal(again), "existsIsTyped": errors.As(again, &exists),
		"identity":   map[string]any{"account": *identity.Account, "arn": *identity.Arn, "id": *identity.UserId},
		"expiration": assumed.Credentials.Expiration.Format(time.RFC3339),
		"denied":     refusal(denied),
	}))
}
