import AWSTypes
import Authentication
import IdentityModel
import Operations
import TestSupport
import Testing

/// What an error says.
private func message(_ body: () throws -> Void) -> String? {
    do { try body() } catch let error as AWSError { return "\(error.code): \(error.message)" } catch {}
    return nil
}

@Suite("STS with MFA")
struct MFATests {
    private var world = World()
    private let bob: User
    private let serial = "arn:aws:iam::123456789012:mfa/phone"

    init() throws {
        bob = world.user("bob")
        world.mfaDevice("phone", of: .user(bob.id))
    }

    @Test("A session with a code has the time of the proof; without, it has none")
    mutating func sessionToken() throws {
        let key = world.key(of: bob)
        let members: KeyValuePairs = ["SerialNumber": serial, "TokenCode": world.mfaCode()]
        let session = try world.session(in: world.sts("GetSessionToken", members, by: key))
        #expect(session.mfaAuthenticatedAt == world.now)
        #expect(session.expires - session.issued == 43_200)
        #expect(try world.session(in: world.sts("GetSessionToken", by: key)).mfaAuthenticatedAt == nil)
    }

    @Test("A code is used up when it is accepted, for every operation, and what was accepted is state")
    mutating func replay() throws {
        let key = world.key(of: bob)
        try world.role("R", trusting: #"{"AWS": "\#(World.account)"}"#)
        let members: KeyValuePairs = ["SerialNumber": serial, "TokenCode": world.mfaCode()]
        try world.sts("GetSessionToken", members, by: key)
        #expect(try world.account().mfaDevice(MFADeviceID(unchecked: "/phone"))?.lastStep != nil)
        #expect(
            message { _ = try world.sts("GetSessionToken", members, by: key) }
                == "AccessDenied: MultiFactorAuthentication failed with invalid MFA one time pass code. ")
        let code = world.mfaCode()
        #expect(throws: AWSError.accessDenied("")) {
            try world.assume("R", ("SerialNumber", serial), ("TokenCode", code), by: key)
        }
    }

    @Test("A code of a request that was denied for another reason stays good")
    mutating func denied() throws {
        let key = world.key(of: bob)
        try world.role("R", trusting: #"{"Service": "ec2.amazonaws.com"}"#)
        let code = world.mfaCode()
        #expect(throws: AWSError.accessDenied("")) {
            try world.assume("R", ("SerialNumber", serial), ("TokenCode", code), by: key)
        }
        try world.sts("GetSessionToken", ["SerialNumber": serial, "TokenCode": code], by: key)
    }

    @Test("Somebody else's device, no device, half a proof and a wrong code are refused in AWS's words")
    mutating func refusals() throws {
        let unable = """
            AccessDenied: MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA \
            serial number is valid and associated with this user.
            """
        let half =
            "AccessDenied: MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code."
        let eve = world.key(of: world.user("eve"))
        let key = world.key(of: bob)
        world.mfaDevice("spare")
        let code = world.mfaCode()
        let rows: [(Credential, KeyValuePairs<String, String>, String)] = [
            (eve, ["SerialNumber": serial, "TokenCode": code], unable),
            (world.key(of: .root), ["SerialNumber": serial, "TokenCode": code], unable),
            (key, ["SerialNumber": "arn:aws:iam::123456789012:mfa/spare", "TokenCode": code], unable),
            (key, ["SerialNumber": "arn:aws:iam::210987654321:mfa/phone", "TokenCode": code], unable),
            (key, ["SerialNumber": "arn:aws-cn:iam::123456789012:mfa/phone", "TokenCode": code], unable),
            (key, ["SerialNumber": "GAHT12345678", "TokenCode": code], unable),
            (key, ["SerialNumber": serial], half), (key, ["TokenCode": code], half),
            (
                key, ["SerialNumber": serial, "TokenCode": world.mfaCode(9)],
                "AccessDenied: MultiFactorAuthentication failed with invalid MFA one time pass code. "
            ),
        ]
        for (credential, members, expected) in rows {
            #expect(message { _ = try world.sts("GetSessionToken", members, by: credential) } == expected, "\(members)")
        }
    }

    @Test("A trust policy that asks for MFA is met by a code that comes with the request, or by a session that has it")
    mutating func trust() throws {
        try world.role(
            "R", trusting: #"{"AWS": "\#(World.account)"}"#,
            condition:
                #"{"Bool": {"aws:MultiFactorAuthPresent": "true"}, "NumericLessThan": {"aws:MultiFactorAuthAge": "60"}}"#
        )
        let user = world.user("carol") { try? $0.inlinePolicies.allow("sts:AssumeRole") }
        world.mfaDevice("carols", of: .user(user.id))
        let key = world.key(of: user)
        let carols = "arn:aws:iam::123456789012:mfa/carols"
        #expect(throws: AWSError.accessDenied("")) { try world.assume("R", by: key) }
        let proof = [("SerialNumber", carols), ("TokenCode", world.mfaCode())]
        guard case .temporary(let assumed) = try world.assume("R", proof, by: key) else { throw Missing(what: "role") }
        #expect(assumed.mfaAuthenticatedAt == world.now)
        world.now = world.now + 30
        let members: KeyValuePairs = ["SerialNumber": carols, "TokenCode": world.mfaCode()]
        let session = Credential.temporary(try world.session(in: world.sts("GetSessionToken", members, by: key)))
        guard case .temporary(let chained) = try world.assume("R", by: session) else { throw Missing(what: "role") }
        #expect(chained.mfaAuthenticatedAt == nil, "the session's proof does not go on to the role's")
        world.now = world.now + 60
        #expect(throws: AWSError.accessDenied("")) { try world.assume("R", by: session) }
    }

    @Test("Root users have devices too; their sessions last an hour at most")
    mutating func root() throws {
        world.mfaDevice("root-account-mfa-device", of: .root)
        let members: KeyValuePairs = [
            "SerialNumber": "arn:aws:iam::123456789012:mfa/root-account-mfa-device", "TokenCode": world.mfaCode(),
            "DurationSeconds": "43200",
        ]
        let session = try world.session(in: world.sts("GetSessionToken", members, by: world.key(of: .root)))
        #expect(session.mfaAuthenticatedAt == world.now)
        #expect(session.expires - session.issued == 3600)
    }

    @Test("A role has no device of its own")
    mutating func roleSession() throws {
        let role = try world.role("R", trusting: #"{"AWS": "\#(World.account)"}"#) {
            try $0.inlinePolicies.allow("sts:AssumeRole")
        }
        let code = world.mfaCode()
        let session = world.session(of: role)
        #expect(throws: AWSError.accessDenied("")) {
            try world.assume("R", ("SerialNumber", serial), ("TokenCode", code), by: session)
        }
    }
}
