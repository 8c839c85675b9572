import com.amazonaws.AmazonServiceException;
import com.amazonaws.ClientConfiguration;
import com.amazonaws.auth.AWSCredentials;
import com.amazonaws.auth.AWSStaticCredentialsProvider;
import com.amazonaws.auth.BasicAWSCredentials;
import com.amazonaws.auth.BasicSessionCredentials;
import com.amazonaws.client.builder.AwsClientBuilder.EndpointConfiguration;
import com.amazonaws.services.identitymanagement.AmazonIdentityManagement;
import com.amazonaws.services.identitymanagement.AmazonIdentityManagementClientBuilder;
import com.amazonaws.services.identitymanagement.model.*;
import com.amazonaws.services.securitytoken.AWSSecurityTokenService;
import com.amazonaws.services.securitytoken.AWSSecurityTokenServiceClientBuilder;
import com.amazonaws.services.securitytoken.model.AssumeRoleRequest;
import com.amazonaws.services.securitytoken.model.Credentials;
import com.amazonaws.services.securitytoken.model.GetCallerIdentityRequest;
import com.amazonaws.util.json.Jackson;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Walks through IAM and STS with AWS's SDK for Java, and prints what the SDK understood as one JSON object. */
public final class Walk {
    private static final String DOCUMENT =
        "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"iam:Get*\",\"Resource\":\"*\"}]}";
    private static final EndpointConfiguration ENDPOINT =
        new EndpointConfiguration(System.getenv("AWS_ENDPOINT_URL"), "us-east-1");
    private static final ClientConfiguration ONCE = new ClientConfiguration().withMaxErrorRetry(0);

    private static AmazonIdentityManagement iam(AWSCredentials credentials) {
        return AmazonIdentityManagementClientBuilder.standard().withEndpointConfiguration(ENDPOINT)
            .withClientConfiguration(ONCE).withCredentials(new AWSStaticCredentialsProvider(credentials)).build();
    }

    private static AWSSecurityTokenService sts(AWSCredentials credentials) {
        return AWSSecurityTokenServiceClientBuilder.standard().withEndpointConfiguration(ENDPOINT)
            .withClientConfiguration(ONCE).withCredentials(new AWSStaticCredentialsProvider(credentials)).build();
    }

    private static Map<String, Object> refusal(AmazonServiceException error) {
        return Map.of(
            "code", error.getErrorCode(), "message", error.getErrorMessage(), "status", error.getStatusCode(),
            "requestId", error.getRequestId());
    }

    public static void main(String[] arguments) throws Exception {
        AmazonIdentityManagement iam = iam(new BasicAWSCredentials(
            System.getenv("AWS_ACCESS_KEY_ID"), System.getenv("AWS_SECRET_ACCESS_KEY")));
        Map<String, Object> seen = new LinkedHashMap<>();
        seen.put("usersAtFirst", iam.listUsers().getUsers().size());
        User user = iam.createUser(new CreateUserRequest("gopher").withPath("/sdk/")
            .withTags(new Tag().withKey("team").withValue("a+b = ü"))).getUser();
        seen.put("user", Map.of(
            "arn", user.getArn(), "path", user.getPath(), "id", user.getUserId(),
            "created", user.getCreateDate().toInstant().toString(), "tag", user.getTags().get(0).getValue()));
        iam.putUserPolicy(new PutUserPolicyRequest("gopher", "reads", DOCUMENT));
        seen.put("document", URLDecoder.decode(
            iam.getUserPolicy(new GetUserPolicyRequest("gopher", "reads")).getPolicyDocument(),
            StandardCharsets.UTF_8));

        for (String name : List.of("a", "b", "c")) iam.createUser(new CreateUserRequest(name));
        List<List<String>> pages = new ArrayList<>();
        ListUsersRequest next = new ListUsersRequest().withMaxItems(3);
        ListUsersResult page;
        do {
            page = iam.listUsers(next);
            pages.add(page.getUsers().stream().map(User::getUserName).toList());
            next.setMarker(page.getMarker());
        } while (page.isTruncated());
        seen.put("pages", pages);
        try {
            iam.createUser(new CreateUserRequest("gopher"));
        } catch (AmazonServiceException error) {
            seen.put("exists", refusal(error));
            seen.put("existsIsTyped", error instanceof EntityAlreadyExistsException);
        }

        iam.createRole(new CreateRoleRequest().withRoleName("reader").withAssumeRolePolicyDocument(
            "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"" + user.getArn()
                + "\"},\"Action\":\"sts:AssumeRole\"}}"));
        AccessKey key = iam.createAccessKey(new CreateAccessKeyRequest("gopher")).getAccessKey();
        Credentials given = sts(new BasicAWSCredentials(key.getAccessKeyId(), key.getSecretAccessKey())).assumeRole(
            new AssumeRoleRequest().withRoleArn("arn:aws:iam::123456789012:role/reader").withRoleSessionName("walk"))
            .getCredentials();
        AWSCredentials session = new BasicSessionCredentials(
            given.getAccessKeyId(), given.getSecretAccessKey(), given.getSessionToken());
        var identity = sts(session).getCallerIdentity(new GetCallerIdentityRequest());
        seen.put("identity", Map.of(
            "account", identity.getAccount(), "arn", identity.getArn(), "id", identity.getUserId()));
        seen.put("expiration", given.getExpiration().toInstant().toString());
        try {
            iam(session).listUsers();
        } catch (AmazonServiceException error) {
            seen.put("denied", refusal(error));
        }
        System.out.println(Jackson.toJsonString(seen));
    }
}
