import AWSTypes
import PolicyEngine
import PolicyLanguage

/// What a server pays before a decision: a context of thirty keys, and the request around it.
struct RequestCost {
    let microseconds: Double

    init?(time: TimeLimit) {
        guard let address = IPAddress("203.0.113.7"), let arn = ARN("arn:aws:iam::111122223333:user/dev/alice") else {
            return nil
        }
        let principal = RequestPrincipal.user(arn: arn)
        let now = Timestamp(seconds: 1_790_000_000)
        let repetitions = 1000
        let rounds = time.rounds {
            var count = 0
            for _ in 0..<repetitions {
                var context = RequestContext()
                context.set(.currentTime, now)
                context.set(.epochTime, .number(PolicyNumber(now.seconds)))
                context.set(.sourceIP, .ipAddress(address))
                context.set(.secureTransport, true)
                context.set(.multiFactorAuthPresent, true)
                context.set(.multiFactorAuthAge, .number(PolicyNumber(600)))
                context.set(.tokenIssueTime, now)
                context.set(.principalIsAWSService, false)
                context.set(.viaAWSService, false)
                for (key, text) in RequestCost.texts { context.set(key, text) }
                for tag in RequestCost.tags { context.set(tag, "a value of a tag") }
                let request = AuthorizationRequest(
                    principal: principal, action: "s3:GetObject", resource: "arn:aws:s3:::photos/2026/11/1.jpg",
                    context: context)
                count += request.isCrossAccount ? 0 : 1
            }
            return count
        }
        microseconds = rounds[rounds.count / 2] / Double(repetitions)
    }

    private static let texts: [(ContextKey, String)] = [
        (.username, "alice"), (.userID, "AIDAQ4GGZLOH3JXKTLUM2"), (.principalType, "User"),
        (.principalAccount, "111122223333"),
        (.principalARN, "arn:aws:iam::111122223333:user/dev/alice"), (.principalOrgID, "o-a1b2c3d4e5"),
        (.requestedRegion, "eu-west-1"),
        (.resourceAccount, "111122223333"), (.resourceOrgID, "o-a1b2c3d4e5"),
        (.userAgent, "aws-cli/2.31.0 md/awscrt#0.27.6 ua/2.1"),
        (.referer, "https://console.example.com/"), (.sourceIdentity, "alice@example.com"), (.s3Prefix, "2026/"),
        (.s3AuthType, "REST-HEADER"),
        (.s3SignatureVersion, "AWS4-HMAC-SHA256"), (.s3ContentSHA256, "UNSIGNED-PAYLOAD"),
    ]
    private static let tags: [ContextKey] = [
        .principalTag("Team"), .principalTag("CostCenter"), .principalTag("Project"), .resourceTag("Team"),
        .resourceTag("Stage"),
    ]
}
