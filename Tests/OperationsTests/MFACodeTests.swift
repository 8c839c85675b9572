import AWSProtocols
import AWSTypes
import IdentityModel
import Operations
import TestSupport
import Testing

@Suite("Codes of MFA devices")
struct MFACodeTests {
    private var world = World()
    private var device: MFADevice

    init() { device = world.mfaDevice("phone", of: .root) }

    /// Whether the code that is so many steps away counts.
    private mutating func counts(_ steps: Int64) throws -> Bool { device.use(world.mfaCode(steps), at: world.now) }

    /// Whether two codes together prove the device.
    private mutating func prove(_ first: Int64, _ second: Int64) throws -> Bool {
        device.use(world.mfaCode(first), then: world.mfaCode(second), at: world.now)
    }

    /// Whether two codes together tell the device's time.
    private mutating func synchronizes(_ first: Int64, _ second: Int64) throws -> Bool {
        device.synchronize(world.mfaCode(first), then: world.mfaCode(second), at: world.now)
    }

    @Test(
        "The codes of this step, the one before and the one after count; others do not",
        arguments: -3...3 as ClosedRange<Int64>)
    mutating func tolerance(steps: Int64) throws {
        #expect(try counts(steps) == (-1...1).contains(steps))
    }

    @Test("A code counts once, and so do those before it")
    mutating func replay() throws {
        #expect(try counts(0))
        #expect(try !counts(0))
        #expect(try !counts(-1))
        world.now = world.now + 30
        #expect(try !counts(-1))
        #expect(try counts(0))
    }

    @Test("Two codes in a row prove a device; the order, the gap and the time have to be right")
    mutating func consecutive() throws {
        let wrong: [(Int64, Int64)] = [(0, -1), (0, 0), (-1, 1), (1, 2), (-3, -2), (-1, -1)]
        for (first, second) in wrong { #expect(try !prove(first, second), "\(first), \(second)") }
        #expect(try prove(-2, -1))
        #expect(try prove(0, 1))
        #expect(try !prove(0, 1))
        #expect(try !counts(1))
    }

    @Test("After a resync a device whose clock is off is understood, unless it is more than an hour off")
    mutating func drift() throws {
        #expect(try !counts(40))
        #expect(try !synchronizes(120, 121))
        #expect(try synchronizes(39, 40))
        #expect(device.drift == 40)
        world.now = world.now + 30
        #expect(try !counts(0))
        #expect(try counts(40))
    }

    @Test("After five wrong codes within a step no code counts, and in the next step it does again")
    mutating func attempts() throws {
        let attempts = MFAAttempts()
        let serial = "arn:aws:iam::123456789012:mfa/phone"
        let root = world.key(of: .root)
        func send(_ code: String, _ world: inout World) throws {
            let proof = try #require(
                MFAProof(from: WireInput(QueryParameters(["SerialNumber": serial, "TokenCode": code]))))
            let caller = try world.caller(root)
            _ = try world.change { try $0.accept(proof, by: caller, counting: attempts) }
        }
        let wrong = world.mfaCode(7)
        for _ in 0..<MFAAttempts.limit {
            #expect(throws: AWSError.accessDenied("")) { try send(wrong, &world) }
        }
        #expect(throws: AWSError.accessDenied("")) { try send(world.mfaCode(), &world) }
        world.now = world.now + 30
        try send(world.mfaCode(), &world)
        #expect(throws: AWSError.accessDenied("")) { try send(world.mfaCode(), &world) }
    }
}
