import AWSTypes
import PolicyEngine
import PolicyLanguage
import Testing

@Suite("Traces")
struct TraceTests {
    private let document = """
        {
          "Version": "2012-10-17",
          "Statement": [
            {"Sid": "Action", "Effect": "Allow", "Action": "s3:PutObject", "Resource": "*"},
            {"Sid": "Resource", "Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::${aws:userid}/*"},
            {"Sid": "Condition", "Effect": "Allow", "Action": "s3:Get*", "Resource": "*",
             "Condition": {"StringEquals": {"aws:PrincipalTag/Team": ["red", "blue"]}, "Bool": {"aws:SecureTransport": "true"}}},
            {"Sid": "Match", "Effect": "Allow", "Action": "s3:Get*", "Resource": "*", "Condition": {"Null": {"s3:prefix": "true"}}}
          ]
        }
        """

    private func request(_ context: RequestContext = RequestContext()) throws -> AuthorizationRequest {
        AuthorizationRequest(
            principal: .user(arn: try #require(ARN("arn:aws:iam::111122223333:user/alice"))), action: "s3:GetObject",
            resource: "arn:aws:s3:::b/x", context: context)
    }

    @Test("Each statement says on what it missed, and each condition how it came out")
    func misses() throws {
        var context = RequestContext()
        context.set(.principalTag("team"), "green")
        let policy = CompiledPolicy(
            try PolicyDocument(parsing: document), source: PolicySource(.identity, id: "P", owner: .user))
        let (decision, trace) = PolicyLayers(identity: PolicySet([policy])).explain(try request(context))
        #expect(decision.isAllowed)
        #expect(decision.determining?.sid == "Match")
        #expect(decision.determining?.statement.range.start.line == 8)
        let layer = try #require(trace[.identity].first)
        #expect(layer.verdict == .allow && layer.level == nil)
        #expect(layer.statements.map(\.isMatch) == [false, false, false, true])
        #expect(layer.statements[0].misses == [.action])
        #expect(layer.statements[1].misses == [.resource(unresolved: ["aws:userid"])])
        let conditions = layer.statements[2].conditions
        #expect(conditions.map(\.holds) == [false, false])
        #expect(conditions.map(\.requestValues) == [["green"], nil])
        #expect(layer.statements[2].misses == conditions.map { .condition($0) })
        #expect(layer.statements[2].missingContextKeys == ["aws:SecureTransport"])
        #expect(trace.missingContextKeys == ["aws:SecureTransport", "s3:prefix"])
    }

    @Test("Layers are traced in the order of the decision, levels numbered from the root")
    func layers() throws {
        let any =
            #"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}}"#
        func set(_ type: PolicyType) throws -> PolicySet {
            PolicySet([CompiledPolicy(try PolicyDocument(parsing: any), source: PolicySource(type, id: "P"))])
        }
        let layers = PolicyLayers(
            identity: try set(.identity), permissionsBoundary: try set(.boundary), session: try set(.session),
            serviceControl: [try set(.serviceControl), .empty], resourceControl: [try set(.resourceControl)],
            vpcEndpoint: try set(.vpcEndpoint), resource: .trust(try set(.roleTrust)))
        let (decision, trace) = layers.explain(try request())
        #expect(decision.outcome == .denied(.implicit, by: .serviceControl))
        #expect(
            trace.layers.map(\.type)
                == [
                    .serviceControl, .serviceControl, .resourceControl, .vpcEndpoint, .roleTrust, .identity, .boundary,
                    .session,
                ])
        #expect(trace.layers.map(\.level) == [0, 1, 0, nil, nil, nil, nil, nil])
        #expect(trace.layers.map(\.verdict)[..<2] == [.allow, .implicitDeny])
    }

    @Test("Principals that are named only by others are a miss of their own")
    func principals() throws {
        let text =
            #"{"Statement": {"Effect": "Allow", "Principal": {"AWS": "444455556666"}, "Action": "s3:*", "Resource": "*"}}"#
        let policy = CompiledPolicy(
            try PolicyDocument(parsing: text), source: PolicySource(.resource, id: "B", owner: .resource))
        let (_, trace) = PolicyLayers(resource: .ordinary(PolicySet([policy]))).explain(try request())
        #expect(trace[.resource].first?.statements.first?.misses == [.principal])
    }

    @Test("A canonical user id names its account")
    func canonicalUsers() throws {
        let id = String(repeating: "a1", count: 32)
        let text =
            "{\"Statement\": {\"Effect\": \"Allow\", \"Principal\": {\"CanonicalUser\": \"\(id)\"}, \"Action\": \"s3:*\", \"Resource\": \"*\"}}"
        let policy = CompiledPolicy(try PolicyDocument(parsing: text), source: PolicySource(.resource, id: "B"))
        let layers = PolicyLayers(resource: .ordinary(PolicySet([policy])))
        let root = RequestPrincipal.root(try #require(AccountID("111122223333")), partition: .aws)
        func decide(_ canonicalUserID: String?) throws -> Bool {
            layers.decide(
                AuthorizationRequest(
                    principal: root, action: "s3:GetObject", resource: "arn:aws:s3:::b/x",
                    resourceAccount: AccountID("444455556666"),
                    canonicalUserID: canonicalUserID)
            ).isAllowed
        }
        #expect(try decide(id))
        #expect(try !decide(nil))
        #expect(try !decide(String(repeating: "b2", count: 32)))
    }
}
