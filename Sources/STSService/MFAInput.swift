import AWSProtocols
import AWSTypes

/// `SerialNumber` and `TokenCode`: proof of a device.
struct MFAInput: Sendable {
    let serialNumber: String?
    let tokenCode: String?

    init(from input: WireInput) {
        serialNumber = input.text("SerialNumber", serialNumberConstraint)
        tokenCode = input.text("TokenCode", tokenCodeConstraint)
    }

    /// Refuses a proof: no user of this server has a device that it could be checked against.
    func verify() throws(AWSError) {
        switch (serialNumber, tokenCode) {
        case (nil, nil): return
        case (_?, _?):
            throw .accessDenied(
                "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number "
                    + "is valid and associated with this user.")
        case (nil, _?), (_?, nil):
            throw .accessDenied(
                "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.")
        }
    }
}

private let serialNumberConstraint = TextConstraint(
    9...256, TextPattern("[\\w+=/:,.@-]*", of: ASCIISet.word.union("+=/:,.@-")))
private let tokenCodeConstraint = TextConstraint(
    6...6, TextPattern("[\\d]*", of: .digits))
