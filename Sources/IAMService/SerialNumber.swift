import AWSProtocols
import AWSTypes
import IdentityModel
import Operations

/// `SerialNumber`: the device that a client means, there or not.
struct SerialNumber: Sendable {
    /// What the client sent.
    let text: String

    /// The longest that clients may send.
    static let longest = 256

    init(from input: WireInput) { text = input.requireText("SerialNumber", serialNumberConstraint) }

    /// The device in the caller's account; nil where there is none.
    func find(for caller: Caller, in state: IdentityState) -> MFADevice? {
        guard let arn = ARN(text), let id = MFADeviceID(serialNumber: arn, in: caller.accountID, caller.partition)
        else { return nil }
        return state.account(of: caller).mfaDevice(id)
    }

    /// The device, found or refused.
    func device(for caller: Caller, in state: IdentityState) throws(AWSError) -> MFADevice {
        guard let device = find(for: caller, in: state) else { throw .noSuchMFADevice(self) }
        return device
    }

    /// The device of an owner, found or refused.
    func device(
        of owner: KeyOwner, for caller: Caller, in state: IdentityState
    ) throws(AWSError) -> MFADevice {
        let device = try device(for: caller, in: state)
        guard device.assignment?.owner == owner else { throw .notTheirMFADevice }
        return device
    }
}

extension WireInput {
    /// A code that must be there.
    func authenticationCode(_ member: String) -> String { requireText(member, authenticationCodeConstraint) }
}

extension AWSError {
    static func noSuchMFADevice(_ serialNumber: SerialNumber) -> AWSError {
        .noSuchEntity("VirtualMFADevice with serial number \(serialNumber.text) doesn't exist.")
    }
    static let notTheirMFADevice = noSuchEntity("MFA Device invalid for user.")
    static let mustDeactivateDevice = deleteConflict("MFA VirtualDevice in use. Must deactivate first.")
    static let invalidAuthenticationCode = AWSError(
        "InvalidAuthenticationCode", status: 403, "Authentication code for device is not valid.")
}

private let serialNumberConstraint = TextConstraint(
    9...SerialNumber.longest,
    TextPattern("[\\w+=/:,.@-]+") { !$0.isEmpty && ASCIISet.word.union("+=/:,.@-").containsAll($0.utf8) })
private let authenticationCodeConstraint = TextConstraint(
    6...6, TextPattern("[\\d]+") { !$0.isEmpty && ASCIISet.digits.containsAll($0.utf8) })
