import IdentityModel
import PolicyLanguage
import Testing

@Suite("What Block Public Access takes for public")
struct PublicGrantTests {
    private func isPublic(_ principal: String, _ condition: String = "{}", effect: String = "Allow") throws -> Bool {
        let text = """
            {"Statement": [{"Effect": "Allow", "Principal": {"AWS": "123456789012"}, "Action": "s3:*", \
            "Resource": "arn:aws:s3:::b"}, {"Effect": "\(effect)", "Principal": \(principal), "Action": "s3:GetObject", \
            "Resource": "arn:aws:s3:::b/*", "Condition": \(condition)}]}
            """
        return try PolicyDocument(parsing: text).grantsPublicAccess
    }

    @Test("Everyone, and people of identity providers, are the public; those who are named are not")
    func principals() throws {
        #expect(try isPublic(#""*""#))
        #expect(try isPublic(#"{"AWS": "*"}"#))
        #expect(try isPublic(#"{"AWS": ["123456789012", "*"]}"#))
        #expect(try isPublic(#"{"Federated": "cognito-identity.amazonaws.com"}"#))
        #expect(try !isPublic(#"{"AWS": "arn:aws:iam::123456789012:user/bob"}"#))
        #expect(try !isPublic(#"{"Service": "logs.amazonaws.com"}"#))
        #expect(try !isPublic(#""*""#, effect: "Deny"))
    }

    @Test(
        "A condition on fixed values narrows, one on open values does not",
        arguments: [
            (#"{"StringEquals": {"aws:PrincipalOrgID": "o-1"}}"#, false),
            (#"{"StringLike": {"aws:PrincipalOrgID": "o-*"}}"#, true),
            (#"{"StringEquals": {"aws:SourceVpc": ["vpc-1", "vpc-2"]}}"#, false),
            (#"{"StringEqualsIfExists": {"aws:SourceVpc": "vpc-1"}}"#, true),
            (#"{"StringNotEquals": {"aws:SourceVpc": "vpc-1"}}"#, true),
            (#"{"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}"#, false),
            (#"{"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}"#, false),
            (#"{"IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "0.0.0.0/1"]}}"#, true),
            (#"{"IpAddress": {"aws:SourceIp": "2001:db8::/32"}}"#, false),
            (#"{"IpAddress": {"aws:SourceIp": "2000::/3"}}"#, true),
            (#"{"StringEquals": {"aws:PrincipalTag/team": "x"}}"#, true),
            (#"{"StringEquals": {"aws:username": "${aws:username}"}}"#, true),
            (#"{"StringLike": {"aws:userid": "AROAEXAMPLE:*"}}"#, true),
            (#"{"StringLike": {"s3:DataAccessPointArn": "arn:aws:s3:us-east-1:123456789012:accesspoint/*"}}"#, false),
            (#"{"Bool": {"aws:SecureTransport": "true"}}"#, true),
        ])
    func conditions(_ condition: String, _ isOpen: Bool) throws {
        #expect(try isPublic(#""*""#, condition) == isOpen)
    }
}
