import AWSTypes
import Authentication
import IdentityModel
import Synchronization

/// How often wrong codes were tried on devices of late.
///
/// Whoever holds a stolen access key could otherwise try a million codes in minutes: RFC 4226, section 7.3, asks for
/// a limit. Once five codes were wrong within a step, no code of that device counts until the next step. It is kept in
/// memory only: a start of the server gives five more attempts.
package final class MFAAttempts: Sendable {
    /// A device of an account; one that was made anew under the same name is another.
    package struct Device: Hashable, Sendable {
        private let account: AccountID
        private let id: MFADeviceID
        private let seedHash: Int

        init(_ device: MFADevice, of account: AccountID) {
            self.account = account
            id = device.id
            seedHash = device.seed.exposed.hashValue
        }
    }
    private struct Record {
        var step: Int64
        var failures: Int
    }
    private let records = Mutex<[Device: Record]>([:])

    /// How many codes may be wrong within a step.
    package static let limit = 5

    /// Nothing was tried yet.
    package init() {}

    func mayTry(_ device: Device, at now: Timestamp) -> Bool {
        let step = OneTimeCode.step(at: now)
        return records.withLock { records in
            guard let record = records[device], record.step == step else { return true }
            return record.failures < MFAAttempts.limit
        }
    }

    func failed(_ device: Device, at now: Timestamp) {
        let step = OneTimeCode.step(at: now)
        records.withLock { records in
            // What was tried in earlier steps no longer counts.
            if records[device] == nil { records = records.filter { $0.value.step == step } }
            let failures = records[device].map { $0.step == step ? $0.failures : 0 } ?? 0
            records[device] = Record(step: step, failures: failures + 1)
        }
    }
}
