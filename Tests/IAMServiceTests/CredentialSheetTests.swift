import AWSTypes
import IdentityModel
import TestSupport
import Testing

@testable import IAMService

@Suite("The credential report's lines")
struct CredentialSheetTests {
    private var world = World()

    private func cells(of user: String) throws -> [String] {
        let lines = CredentialSheet(of: try world.account(), .aws).csv.split(separator: "\n")
        let line = try #require(lines.first { $0.hasPrefix("\(user),") })
        return line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }

    @Test("A password is told with its age and, under a policy, its end; an MFA device is told")
    mutating func passwordAndDevice() throws {
        let bob = world.user("bob")
        let hash = PasswordHash(
            recipe: PasswordRecipe(cost: 2, blockSize: 1, parallelism: 1, salt: []), digest: [])
        var entropy = world.generator()
        var device = MFADevice(
            name: MFADeviceName(unchecked: "phone"), path: .root, created: world.now,
            seed: MFADevice.newSeed(entropy: &entropy))
        device.assignment = MFADevice.Assignment(owner: .user(bob.id), enabled: world.now)
        world.change { [device] draft in
            let profile = LoginProfile(
                owner: .user(bob.id), created: draft.now, password: hash, isResetRequired: false)
            draft.put(.loginProfile(profile), in: World.account)
            draft.put(.mfaDevice(device), in: World.account)
        }
        let changed = world.now.iso8601.dropLast() + "+00:00"
        #expect(try cells(of: "bob")[3...7] == ["true", "no_information", String(changed), "N/A", "true"])
        world.change { draft in
            guard var account = draft.state[World.account]?.account else { return }
            var policy = PasswordPolicy()
            policy.maximumAge = 90
            account.passwordPolicy = policy
            draft.put(.account(account), in: World.account)
        }
        let expiry = (world.now + 90 * 86_400).iso8601.dropLast() + "+00:00"
        #expect(try cells(of: "bob")[6] == String(expiry))
        #expect(
            try cells(of: "<root_account>")[3...7] == [
                "not_supported", "no_information", "not_supported", "not_supported", "false",
            ])
    }

    @Test("Two certificates are told with their age, the older one first")
    mutating func certificates() throws {
        let bob = world.user("bob")
        for name in ["ONE", "TWO"] {
            world.change { draft in
                var certificate = SigningCertificate(
                    id: draft.newID(in: World.account), owner: .user(bob.id), uploaded: draft.now, body: "",
                    der: Octets([]))
                certificate.status = name == "ONE" ? .active : .inactive
                draft.put(.signingCertificate(certificate), in: World.account)
            }
            world.now = world.now + 60
        }
        let (first, second) = (world.now - 120, world.now - 60)
        #expect(
            try cells(of: "bob")[18...21] == [
                "true", "\(first.iso8601.dropLast())+00:00", "false", "\(second.iso8601.dropLast())+00:00",
            ])
    }
}
