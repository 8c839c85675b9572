import AWSTypes
import PolicyEngine
import PolicyLanguage
import TestRandomness

/// Random policies and requests over few words, so that they often meet; the words are chosen to be confused.
struct RandomPolicies {
    var generator: SeededGenerator

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &generator) < percent }

    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &generator)]
    }

    private mutating func list<Element>(
        _ range: ClosedRange<Int>, _ make: (inout RandomPolicies) -> Element
    ) -> [Element] {
        (0..<Int.random(in: range, using: &generator)).map { _ in make(&self) }
    }

    // MARK: Words

    private static let account = "111122223333"
    private static let other = "444455556666"
    private static let actions = [
        "s3:GetObject", "s3:GetObjectAcl", "s3:PutObject", "S3:getobject", "sqs:SendMessage", "iam:GetUser",
        "sts:AssumeRole",
    ]
    private static let resources = [
        "arn:aws:s3:::b", "arn:aws:s3:::b/x", "arn:aws:s3:::b/alice/x", "arn:aws:s3:::bb/é", "arn:aws:s3:::b/a*c",
        "arn:aws:sqs:eu-west-1:111122223333:q", "arn:aws:sqs:eu-west-1:444455556666:q:r",
        "arn:AWS:sqs:EU-WEST-1:111122223333:Q",
        "arn:aws-cn:s3:::b/x", "arn:aws:iam::111122223333:user/alice", "arn:aws:iam::111122223333:role/a/Dev", "*",
        "no-arn", "arn:aws:s3:::b/${aws:username}/x",
    ]
    private static let variables = [
        "${aws:username}", "${AWS:UserName}", "${aws:PrincipalTag/Team}", "${aws:TagKeys}", "${*}", "${?}", "${$}",
        "${aws:userid, 'alice'}", "${aws:userid, 'a*'}", "${aws:userid,'x'}", "${", "$", "${}", "${aws:userid, 'a}b'}",
    ]
    private static let keys: [(name: String, values: [String])] = [
        ("aws:username", ["alice", "Alice", "a*", "", "é", "${aws:userid}"]),
        ("aws:PrincipalTag/Team", ["red", "RED", "r?d", "réd"]),
        ("aws:principaltag/team2", ["red", "blue"]),
        ("aws:TagKeys", ["red", "blue", "a", ""]),
        ("aws:MultiFactorAuthAge", ["0", "60", "36000", "-1", "60.5", "none"]),
        ("aws:CurrentTime", ["2024-06-01T00:00:00Z", "2024-06-01T00:00:01Z", "1717200000", "2024", "yesterday"]),
        ("aws:SourceIp", ["203.0.113.7", "10.0.0.1", "2001:db8::1", "::1", "here"]),
        ("aws:SecureTransport", ["true", "false", "True", "yes"]),
        ("aws:SourceArn", ["arn:aws:sqs:eu-west-1:111122223333:q", "arn:aws:s3:::b/x:y", "arn:aws:s3", "red"]),
        ("app:digest", ["AA==", "AQ==", "AAA=", "!"]),
        ("app:Other", ["red", "60", "true"]),
    ]
    private static let wanted: [String] = [
        "red", "RED", "r*", "r?d", "*", "", "alice", "60", "60.0", "3600", "0", "2024-06-01",
        "2024-06-01T02:00:00+02:00",
        "1717200000", "2024", "203.0.113.0/24", "10.0.0.1", "0.0.0.0/0", "2001:db8::/32", "true", "false", "TRUE",
        "maybe",
        "arn:aws:*:*:*:*", "arn:aws:sqs:*:111122223333:q", "arn:aws:s3:::b/*", "arn:*:q", "AA==", "AQ==",
    ]
    private static let principals: [(kind: String, text: String)] = [
        ("AWS", "*"), ("AWS", account), ("AWS", "arn:aws:iam::\(account):root"),
        ("AWS", "arn:aws:iam::\(account):user/alice"),
        ("AWS", "arn:aws:iam::\(account):user/bob"), ("AWS", "arn:aws:iam::\(account):role/a/Dev"),
        ("AWS", "arn:aws:sts::\(account):assumed-role/Dev/s1"), ("AWS", "arn:aws:sts::\(account):federated-user/guest"),
        ("AWS", other), ("AWS", "arn:aws:iam::\(other):user/alice"), ("AWS", "AIDAQ4GGZLOH3JXKTLUM2"),
        ("AWS", "AROAQ4GGZLOH7MSWMX2GH"), ("Service", "ec2.amazonaws.com"), ("Service", "lambda.amazonaws.com"),
        ("Federated", "accounts.google.com"), ("AWS", "nonsense"),
    ]

    // MARK: Documents

    /// The text of a statement.
    mutating func statement(named: Bool, hasResources: Bool = true) -> String {
        var members = ["\"Effect\":\"\(chance(70) ? "Allow" : "Deny")\""]
        if named { members.append(principalMember()) }
        members.append(member(chance(85) ? "Action" : "NotAction", list(1...3) { $0.actionPattern() }))
        if hasResources {
            members.append(member(chance(85) ? "Resource" : "NotResource", list(1...3) { $0.resourcePattern() }))
        }
        if chance(45) { members.append("\"Condition\":\(conditionBlock())") }
        return "{\(members.joined(separator: ","))}"
    }

    private func member(_ name: String, _ values: [String]) -> String {
        let texts = values.map { "\"\($0)\"" }
        return "\"\(name)\":" + (texts.count == 1 ? texts[0] : "[\(texts.joined(separator: ","))]")
    }

    private mutating func principalMember() -> String {
        let name = chance(85) ? "Principal" : "NotPrincipal"
        if chance(15) { return "\"\(name)\":\"*\"" }
        let chosen = list(1...3) { $0.pick(RandomPolicies.principals) }
        let kinds = Dictionary(grouping: chosen, by: \.kind).sorted { $0.key < $1.key }
        return "\"\(name)\":{" + kinds.map { member($0.key, $0.value.map(\.text)) }.joined(separator: ",") + "}"
    }

    private mutating func actionPattern() -> String {
        if chance(12) { return "*" }
        let action = pick(RandomPolicies.actions)
        return chance(45)
            ? action
            : distort(
                action,
                keeping: (action.firstIndex(of: ":").map { action.distance(from: action.startIndex, to: $0) } ?? 0) + 1)
    }

    private mutating func resourcePattern() -> String {
        if chance(15) { return "*" }
        var resource = pick(RandomPolicies.resources)
        if chance(30) { return resource }
        if chance(25) { return distort(resource, keeping: 4) }
        let fields = resource.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard fields.count == 6 else { return resource }
        if chance(8) { return fields[..<Int.random(in: 2...5, using: &generator)].joined(separator: ":") }
        let tail = String(fields[5])
        resource = fields[..<5].joined(separator: ":") + ":"
        if chance(30) {
            let place = Int.random(in: 0...tail.count, using: &generator)
            return resource + tail.prefix(place) + pick(RandomPolicies.variables)
                + tail.dropFirst(place + (chance(50) ? 5 : 0))
        }
        return resource + distort(tail, keeping: 0)
    }

    /// Replaces stretches by wildcards.
    private mutating func distort(_ text: String, keeping kept: Int) -> String {
        var characters = Array(text)
        for _ in 0..<Int.random(in: 1...2, using: &generator) where characters.count > kept {
            let start = Int.random(in: kept...characters.count, using: &generator)
            let end = min(characters.count, start + Int.random(in: 0...3, using: &generator))
            characters.replaceSubrange(start..<end, with: chance(70) ? "*" : "?")
        }
        return String(characters)
    }

    private mutating func conditionBlock() -> String {
        var operators: [String: String] = [:]
        for _ in 0..<Int.random(in: 1...2, using: &generator) {
            let comparison = pick(ConditionOperator.Comparison.allCases)
            var name = comparison.rawValue
            if comparison != .null {
                name = pick(["", "", "ForAnyValue:", "ForAllValues:"]) + name + (chance(20) ? "IfExists" : "")
            }
            let key = pick(RandomPolicies.keys)
            let values = list(1...2) { random in
                comparison == .null
                    ? random.pick(["true", "false"])
                    : random.chance(20)
                        ? random.pick(RandomPolicies.variables)
                        : random.chance(50) ? random.pick(key.values) : random.pick(RandomPolicies.wanted)
            }
            operators[name] = "{\(member(key.name, values))}"
        }
        return "{" + operators.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",")
            + "}"
    }

    /// A document's statements as texts, and its version.
    struct Draft {
        var version: String
        var statements: [String]

        var document: PolicyDocument? {
            try? PolicyDocument(parsing: "{\(version)\"Statement\":[\(statements.joined(separator: ","))]}")
        }
    }

    mutating func draft(named: Bool = false, hasResources: Bool = true) -> Draft {
        Draft(
            version: pick([
                "\"Version\":\"2012-10-17\",", "\"Version\":\"2012-10-17\",", "\"Version\":\"2008-10-17\",", "",
            ]),
            statements: list(1...4) { $0.statement(named: named, hasResources: hasResources) })
    }

    // MARK: Layers and requests

    /// The drafts of all layers.
    struct Drafts {
        var layers: [[Draft]?] = []
        var kind = ReferenceEvaluator.ResourceKind.ordinary

        var compiled: ReferenceEvaluator.Layers {
            let documents = layers.map { $0.map { $0.compactMap(\.document) } }
            var result = ReferenceEvaluator.Layers()
            result.identity = documents[0] ?? []
            result.boundary = documents[1]
            result.session = documents[2]
            result.serviceControl = [documents[3], documents[4]].compactMap(\.self)
            result.resourceControl = [documents[5]].compactMap(\.self)
            result.vpcEndpoint = documents[6]
            result.resource = documents[7]
            if result.resource != nil { result.resourceKind = kind }
            return result
        }
    }

    mutating func drafts() -> Drafts {
        var drafts = Drafts()
        drafts.kind = pick([.ordinary, .ordinary, .trust, .keyPolicy])
        let isTrust = drafts.kind == .trust
        let shares = [100, 25, 20, 15, 8, 10, 8, 65]
        for (place, share) in shares.enumerated() {
            let named = place >= 5
            drafts.layers.append(
                chance(share) ? list(1...2) { $0.draft(named: named, hasResources: place < 7 || !isTrust) } : nil)
        }
        return drafts
    }

    mutating func request() -> ReferenceEvaluator.Request {
        let chosen = pick(RandomPolicies.callers)
        var request = ReferenceEvaluator.Request(
            principal: chosen, action: pick(RandomPolicies.actions), resource: pick(RandomPolicies.resources))
        request.resourceAccount = pick([
            nil, AccountID(RandomPolicies.account), AccountID(RandomPolicies.account), AccountID(RandomPolicies.other),
        ])
        for key in RandomPolicies.keys where chance(55) {
            if key.name == "aws:TagKeys" || chance(12) {
                request.context[key.name] = .many(list(0...3) { $0.pick(key.values) })
            } else {
                request.context[key.name] = .one(pick(key.values))
            }
        }
        return request
    }

    private static let callers: [RequestPrincipal] = {
        func arn(_ text: String) -> ARN? { ARN(text) }
        var callers: [RequestPrincipal] = [
            .anonymous, .service(names: ["ec2.amazonaws.com"]), .federated(provider: "accounts.google.com"),
        ]
        if let id = AccountID(account) { callers.append(.root(id, partition: .aws)) }
        for owner in [account, other] {
            guard let alice = arn("arn:aws:iam::\(owner):user/alice"),
                let dev = arn("arn:aws:iam::\(owner):role/a/Dev"),
                let session = arn("arn:aws:sts::\(owner):assumed-role/Dev/s1"),
                let guest = arn("arn:aws:sts::\(owner):federated-user/guest")
            else { continue }
            callers += [
                .user(arn: alice, id: UserID("AIDAQ4GGZLOH3JXKTLUM2")), .user(arn: alice),
                .roleSession(arn: session, role: dev, roleID: RoleID("AROAQ4GGZLOH7MSWMX2GH")),
                .federatedUser(arn: guest, issuer: alice), .federatedRoot(arn: guest),
            ]
        }
        return callers
    }()
}
