import AWSTypes
import Authentication
import Foundation
import IdentityModel

/// An MFA device as it is kept: its seed sealed, and bound to the device and the account it belongs to.
struct SealedMFADevice: Codable {
    let name: MFADeviceName
    let path: IAMPath
    let created: Timestamp
    let tags: Tags
    let assignment: MFADevice.Assignment?
    let lastStep: Int64?
    let drift: Int64
    let sealedSeed: Data

    init(_ device: MFADevice, of account: AccountID, under keyRing: KeyRing) {
        name = device.name
        path = device.path
        created = device.created
        tags = device.tags
        assignment = device.assignment
        lastStep = device.lastStep
        drift = device.drift
        var entropy = SystemRandomNumberGenerator()
        sealedSeed = Data(
            keyRing.seal(
                Array(device.seed.exposed.utf8), for: .mfaSeedAtRest,
                context: SealedMFADevice.context(device.id, account), entropy: &entropy))
    }

    func opened(of account: AccountID, under keyRing: KeyRing) throws(SealedRecordFailure) -> MFADevice {
        let id = MFADeviceID(unchecked: "\(path.text)\(name)")
        let seed = try keyRing.open(
            Array(sealedSeed), for: .mfaSeedAtRest, context: SealedMFADevice.context(id, account))
        var device = MFADevice(
            name: name, path: path, created: created, seed: SecretKey(String(decoding: seed, as: UTF8.self)))
        device.tags = tags
        device.assignment = assignment
        device.lastStep = lastStep
        device.drift = drift
        return device
    }

    private static func context(_ id: MFADeviceID, _ account: AccountID) -> [UInt8] {
        Array("\(account)\(id)".utf8)
    }
}
