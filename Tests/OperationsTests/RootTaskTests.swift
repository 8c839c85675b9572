import AWSTypes
import Authentication
import IdentityModel
import Operations
import PolicyEngine
import TestSupport
import Testing

@Suite("What a session of AssumeRoot may do")
struct RootTaskTests {
    private static func allows(_ action: String, task: String, in world: inout World) throws -> Bool {
        let policy = ARN(partition: .aws, service: "iam", account: "aws", resource: "policy\(task)")
        let session = world.session(of: .assumedRoot(account: World.account, taskPolicy: policy))
        let caller = try world.caller(session)
        let check = AuthorizationCheck(action, on: ARN.iam(World.account, "root"))
        return Authorizer().decide(check, for: caller, in: world.state).isAllowed
    }

    @Test("A policy that only denies leaves the rest, one that allows leaves what it allows")
    func kinds() throws {
        let catalogue = AWSManagedPolicies {
            Array(
                #"""
                {"name":"Denying","path":"/root-task/","version":"v1","created":"2024-11-06T22:27:58Z","updated":"2024-11-06T22:27:58Z","document":{"Version":"2012-10-17","Statement":[{"Effect":"Deny","NotAction":"iam:GetUser","Resource":"*"}]}}
                {"name":"Allowing","path":"/root-task/","version":"v1","created":"2024-11-06T22:27:58Z","updated":"2024-11-06T22:27:58Z","document":{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:GetUser","Resource":"*"}]}}

                """#.utf8)
        }
        var world = World(awsPolicies: catalogue)
        for task in ["/root-task/Denying", "/root-task/Allowing"] {
            #expect(try Self.allows("iam:GetUser", task: task, in: &world))
            #expect(try !Self.allows("iam:DeleteAccessKey", task: task, in: &world))
        }
    }

    @Test("Where the policy is not known, nothing may be done")
    func unknown() throws {
        var world = World()
        #expect(try !Self.allows("iam:GetUser", task: "/root-task/IAMAuditRootUserCredentials", in: &world))
    }
}
