import AWSTypes
import IdentityModel
import TestSupport
import Testing

@Suite("Reports and records of access")
struct ReportTests {
    private var world = World()

    private mutating func add(_ id: String) {
        let report = Report(id: id, created: world.now, content: .credentials(id))
        world.change { $0.addReport(report, to: World.account) }
    }

    @Test("A report is kept for a week, and goes when the next one comes after that")
    mutating func lifetime() throws {
        add("old")
        world.now = world.now + Report.lifetime
        add("newer")
        #expect(try world.account().report("old") != nil)
        world.now = world.now + 1
        add("newest")
        #expect(try world.account().report("old") == nil)
        #expect(try world.account().report("newer") != nil)
    }

    @Test("An account keeps so many reports, and lets the oldest go")
    mutating func limit() throws {
        for number in 0...Report.limit {
            world.now = world.now + 1
            add("r\(number)")
        }
        let account = try world.account()
        #expect(account.report("r0") == nil)
        #expect(account.report("r1") != nil)
        #expect(account.report("r\(Report.limit)") != nil)
    }

    @Test("A report of the same id takes the old one's place")
    mutating func replacement() throws {
        add("same")
        add("same")
        #expect(try world.account().report("same")?.content == .credentials("same"))
        #expect(world.state.violations() == [])
    }

    @Test("A record keeps the latest use of a service and of each action, in whatever order uses come in")
    mutating func latest() throws {
        var record = AccessRecord(of: .role(try world.role("R").id))
        let (early, late) = (access(100, "eu-west-1"), access(200, "us-east-1"))
        record.note(late, of: "GetUser", in: "iam")
        record.note(early, of: "GetUser", in: "iam")
        record.note(early, of: "GetRole", in: "iam")
        #expect(record.services["iam"]?.last == late)
        #expect(record.services["iam"]?.actions == ["GetUser": late, "GetRole": early])
        #expect(record.services["s3"] == nil)
    }

    @Test("A record holds so many services and actions; what was used longest ago goes")
    mutating func bounds() throws {
        var record = AccessRecord(of: .user(world.user("bob").id))
        for number in 0...AccessRecord.limit {
            record.note(access(Int64(number), "r"), of: "a\(number)", in: "s")
            record.note(access(Int64(number), "r"), of: "a", in: "s\(number)")
        }
        #expect(record.services.count == AccessRecord.limit)
        #expect(record.services["s0"] == nil)
        #expect(record.services["s"]?.actions.count == AccessRecord.limit)
        #expect(record.services["s"]?.actions["a0"] == nil)
        #expect(record.services["s"]?.actions["a1"] != nil)
    }

    @Test("Who is removed takes the record of its uses along")
    mutating func removal() throws {
        let (bob, role) = (world.user("bob"), try world.role("R"))
        for principal in [AccessRecord.Principal.user(bob.id), .role(role.id)] {
            world.change { $0.put(.accessRecord(AccessRecord(of: principal)), in: World.account) }
        }
        #expect(world.state.violations() == [])
        world.change {
            $0.removeUser(bob.id, from: World.account)
            $0.removeRole(role.id, from: World.account)
        }
        #expect(try world.account().accessRecord(of: .user(bob.id)) == nil)
        #expect(try world.account().accessRecord(of: .role(role.id)) == nil)
        #expect(world.state.violations() == [])
    }

    @Test("A record of somebody who is not there is a violation")
    mutating func stray() throws {
        let bob = world.user("bob")
        world.change {
            $0.put(.accessRecord(AccessRecord(of: .user(bob.id))), in: World.account)
            $0.remove(.user(bob.id), from: World.account)
        }
        #expect(world.state.violations().count == 1)
    }

    @Test("UUIDs have version 4 and its variant, and differ")
    mutating func uuid() {
        let ids = world.change { draft in (0..<50).map { _ in draft.newUUID() } }
        #expect(Set(ids).count == 50)
        for id in ids {
            let pattern = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/
            #expect(id.wholeMatch(of: pattern) != nil, "\(id)")
        }
    }

    private func access(_ seconds: Int64, _ region: String) -> AccessRecord.Access {
        AccessRecord.Access(date: Timestamp(seconds: seconds), region: region)
    }
}
