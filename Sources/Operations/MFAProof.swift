import AWSProtocols
import AWSTypes
import Authentication
import IdentityModel

/// `SerialNumber` and `TokenCode`: proof of a device.
package struct MFAProof: Sendable {
    /// The device that the client names.
    package let serialNumber: String?
    /// The code that the device shows.
    package let tokenCode: String?

    /// Reads both members; nil where neither was sent.
    package init?(from input: WireInput) {
        serialNumber = input.text("SerialNumber", serialNumberConstraint)
        tokenCode = input.text("TokenCode", tokenCodeConstraint)
        if serialNumber == nil, tokenCode == nil { return nil }
    }
}

extension Draft {
    /// The caller with a proof that was checked; the code is used up once the draft is durable.
    ///
    /// Only the caller's own device counts, and only one of a user or root user: a role has none.
    package mutating func accept(
        _ proof: MFAProof, by caller: Caller, counting attempts: MFAAttempts
    ) throws(AWSError) -> Caller {
        guard let serialNumber = proof.serialNumber, let code = proof.tokenCode else { throw .mfaHalfGiven }
        guard let owner = caller.keyOwner, let arn = ARN(serialNumber),
            let id = MFADeviceID(serialNumber: arn, in: caller.accountID, caller.partition),
            var device = state[caller.accountID]?.mfaDevice(id), device.assignment?.owner == owner
        else { throw .mfaDeviceNotValid }
        let attempt = MFAAttempts.Device(device, of: caller.accountID)
        guard attempts.mayTry(attempt, at: now), device.use(code, at: now) else {
            attempts.failed(attempt, at: now)
            throw .mfaCodeNotValid
        }
        put(.mfaDevice(device), in: caller.accountID)
        return caller.authenticated(at: now)
    }
}

extension Caller {
    /// Whose keys and devices are the caller's own; nil for roles and federated users, who have none.
    package var keyOwner: KeyOwner? {
        switch identity {
        case .root: .root
        case .user(let user): .user(user.id)
        case .role, .federatedUser, .federated, .anonymous: nil
        }
    }
}

// AWS's words, its double space and its space at the end included.
extension AWSError {
    fileprivate static let mfaHalfGiven = accessDenied(
        "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.")
    fileprivate static let mfaDeviceNotValid = accessDenied(
        "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number "
            + "is valid and associated with this user.")
    fileprivate static let mfaCodeNotValid = accessDenied(
        "MultiFactorAuthentication failed with invalid MFA one time pass code. ")
}

/// What a serial number has to satisfy where it proves something.
private let serialNumberConstraint = TextConstraint(
    9...256, TextPattern("[\\w+=/:,.@-]*", of: ASCIISet.word.union("+=/:,.@-")))
private let tokenCodeConstraint = TextConstraint(6...6, TextPattern("[\\d]*", of: .digits))
