import AWSTypes
import Authentication
import IAMService
import IdentityModel
import Operations
import STSService
import TestSupport
import Testing

@Suite("Delegation requests over time")
struct DelegationTests {
    private var world = World()
    private let root: Credential
    private let request: String

    init() throws {
        root = world.key(of: .root)
        let template = try world.call(
            "CreatePolicy", of: IAMService.definition,
            ["PolicyName": "template", "PolicyDocument": PolicyText.statement("Allow", ["iam:ListUsers"])], by: root)
        let made = try world.call(
            "CreateDelegationRequest", of: IAMService.definition,
            [
                "Description": "d", "Permissions.PolicyTemplateArn": try #require(template["Arn"]),
                "RequestorWorkflowId": "workflow", "NotificationChannel": "arn:aws:sns:::topic",
                "SessionDuration": "600",
            ], by: root)
        request = try #require(made["DelegationRequestId"])
    }

    private mutating func iam(_ name: String) throws {
        try world.call(name, of: IAMService.definition, ["DelegationRequestId": request], by: root)
    }

    private mutating func state() throws -> String? {
        try world.call(
            "GetDelegationRequest", of: IAMService.definition, ["DelegationRequestId": request], by: root)["State"]
    }

    private mutating func trade() throws -> Session {
        var entropy = world.generator()
        let token = TradeInToken.seal(request, with: world.keyRing, entropy: &entropy)
        return try world.session(in: world.sts("GetDelegatedAccessToken", ["TradeInToken": token], by: root))
    }

    private static let week: Int64 = 7 * 86_400

    @Test("Each step has a week, and a request that waits longer is over for good")
    mutating func expiry() throws {
        world.now = world.now + (Self.week - 1)
        try iam("AssociateDelegationRequest")
        world.now = world.now + (Self.week - 1)
        try iam("UpdateDelegationRequest")
        world.now = world.now + (Self.week - 1)
        try iam("AcceptDelegationRequest")
        #expect(try state() == "ACCEPTED")
        world.now = world.now + Self.week
        #expect(try state() == "EXPIRED")
        for name in ["SendDelegationToken", "RejectDelegationRequest"] {
            #expect(throws: AWSError("InvalidInput", status: 400, "")) { try iam(name) }
        }
    }

    @Test("Credentials end when the requestor's time is over, however late they are asked for")
    mutating func session() throws {
        for name in ["AssociateDelegationRequest", "AcceptDelegationRequest"] { try iam(name) }
        #expect(throws: AWSError("ExpiredTradeInTokenException", status: 400, "")) { try trade() }
        try iam("SendDelegationToken")
        let sent = world.now
        #expect(try trade().expires == sent + 600)
        world.now = sent + 599
        let last = try trade()
        #expect((last.issued, last.expires) == (sent + 599, sent + 600))
        #expect(last.principal == .root(account: World.account))
        #expect(last.policies.count == 1)
        world.now = sent + 600
        #expect(throws: AWSError("ExpiredTradeInTokenException", status: 400, "")) { try trade() }
        #expect(try state() == "EXPIRED")
    }
}
