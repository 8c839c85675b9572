import AWSTypes
import Authentication
import Foundation
import IdentityModel
import Operations
import PolicyEngine
import TestSupport
import Testing

@Suite("The table of condition keys in docs/condition-keys.md")
struct ConditionKeyTableTests {
    private struct Row {
        let key: String
        let presence: String
    }

    /// The rows of the page's table of global keys.
    private func rows() throws -> [Row] {
        let page = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/condition-keys.md")
        let text = try String(contentsOf: page, encoding: .utf8)
        return text.split(separator: "\n").filter { $0.hasPrefix("| `aws:") }.map { line in
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            return Row(key: cells[0].trimmingCharacters(in: ["`"]).replacing("/KEY", with: "/team"), presence: cells[1])
        }
    }

    /// What requests of all kinds of callers have.
    private func contexts() throws -> [RequestContext] {
        var world = World()
        let tags: Tags = [Tag(key: "team", value: "blue")]
        let bob = world.user("bob") { $0.tags = tags }
        let role = try world.role("role")
        world.change { draft in
            let organization = Organization(
                id: draft.newOrganizationsID(), rootID: draft.newOrganizationsID(), featureSet: .all,
                created: draft.now)
            draft.put(.organization(.organization(organization)), in: World.account)
            let member = MemberAccount(
                id: World.account, name: "m", email: nil, joinedMethod: .invited, joined: draft.now)
            draft.put(.organization(.account(member)), in: World.account)
        }
        let now = world.now
        let callers = [
            world.key(of: .root), world.key(of: bob), world.key(of: .root, in: World.otherAccount),
            world.session(of: .user(account: World.account, id: bob.id)) { $0.mfaAuthenticatedAt = now },
            world.session(of: role) { session in
                session.sourceIdentity = "carol"
                session.federatedProvider = "accounts.google.com"
            },
            world.session(of: .federatedUser(account: World.account, name: "eve", issuer: bob.id)),
            world.session(
                of: .assumedRoot(
                    account: World.account,
                    taskPolicy: ARN(partition: .aws, service: "iam", account: "aws", resource: "policy/root-task/X"))),
        ]
        return try callers.flatMap { credential in
            try [RequestHeaders(userAgent: "aws-cli", referer: "example"), RequestHeaders()].flatMap { headers in
                let request = RequestFacts(
                    id: "id", now: now, region: "us-east-1", sourceIP: "203.0.113.7", isSecure: true,
                    userAgent: headers.userAgent, referer: headers.referer)
                let caller = try Caller(credential, request: request, in: world.state)
                return checks().map { Authorizer().question($0, for: caller, in: world.state).0.context }
            }
        }
    }

    private struct RequestHeaders {
        var userAgent: String?
        var referer: String?
    }

    private func checks() -> [AuthorizationCheck] {
        let plain = AuthorizationCheck("iam:GetUser", on: "*")
        var foreign = plain
        foreign.resourceAccount = World.otherAccount
        let tagging = plain.with([
            (.requestTag("team"), .string("blue")), (.tagKeys, .strings(["team"])),
            (.resourceTag("team"), .string("blue")),
        ])
        return [plain, foreign, tagging]
    }

    @Test("Each row says truly when its key is there")
    func presence() throws {
        let contexts = try contexts()
        for row in try rows() {
            let found = contexts.count { $0[ContextKey(row.key)] != nil }
            switch row.presence {
            case "always": #expect(found == contexts.count, "\(row.key) is in \(found) of \(contexts.count)")
            case "never": #expect(found == 0, "\(row.key)")
            default: #expect((1..<contexts.count).contains(found), "\(row.key) is in \(found) of \(contexts.count)")
            }
        }
    }

    @Test("Each global key that a request has, or that AWS documents, has its row")
    func completeness() throws {
        let rows = Set(try rows().map { ContextKey($0.key) })
        for context in try contexts() {
            for key in context.keys where key.description.hasPrefix("aws:") { #expect(rows.contains(key), "\(key)") }
        }
        let documented: [ContextKey] = [
            "aws:AssumedRoot", "aws:CalledVia", "aws:CalledViaFirst", "aws:CalledViaLast", "aws:ChatbotSourceArn",
            "aws:CurrentTime", "aws:Ec2InstanceSourceVpc", "aws:Ec2InstanceSourcePrivateIPv4", "aws:EpochTime",
            "aws:FederatedProvider", "aws:MultiFactorAuthAge", "aws:MultiFactorAuthPresent", "aws:PrincipalAccount",
            "aws:PrincipalArn", "aws:PrincipalIsAWSService", "aws:PrincipalOrgID", "aws:PrincipalOrgPaths",
            "aws:PrincipalServiceName", "aws:PrincipalServiceNamesList", "aws:PrincipalTag/team", "aws:PrincipalType",
            "aws:referer", "aws:RequestedRegion", "aws:RequestTag/team", "aws:ResourceAccount", "aws:ResourceOrgID",
            "aws:ResourceOrgPaths", "aws:ResourceTag/team", "aws:SecureTransport", "aws:SignInSessionArn",
            "aws:SourceAccount", "aws:SourceArn", "aws:SourceIdentity", "aws:SourceIp", "aws:SourceOrgID",
            "aws:SourceOrgPaths", "aws:SourceVpc", "aws:SourceVpcArn", "aws:SourceVpce", "aws:TagKeys",
            "aws:TokenIssueTime", "aws:UserAgent", "aws:userid", "aws:username", "aws:ViaAWSService",
            "aws:VpceAccount", "aws:VpceOrgID", "aws:VpceOrgPaths", "aws:VpcSourceIp", "aws:ViaAWSMCPService",
            "aws:CalledViaAWSMCP",
        ]
        for key in documented { #expect(rows.contains(key), "\(key)") }
    }
}
