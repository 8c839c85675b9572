import AWSTypes
import Authentication
import IdentityModel

extension MFADevice {
    /// How many steps a code may be away from the device's present one.
    private static let tolerance: Int64 = 1
    /// How many steps a device's clock may be off where two codes in a row prove it: an hour.
    private static let greatestDrift: Int64 = 120

    /// Whether a code is one that the device shows about now, and was not used yet; it is from now on.
    package mutating func use(_ code: String, at now: Timestamp) -> Bool {
        guard let seed = Base32.decode(seed.exposed) else { return false }
        let present = OneTimeCode.step(at: now) + drift
        for step in (present - MFADevice.tolerance)...(present + MFADevice.tolerance) where isUnused(step) {
            if OneTimeCode.matches(code, seed, at: step) {
                lastStep = step
                return true
            }
        }
        return false
    }

    /// Whether two codes are ones that the device shows one after the other, the second about now; both are used up.
    package mutating func use(_ first: String, then second: String, at now: Timestamp) -> Bool {
        use(first, then: second, around: OneTimeCode.step(at: now) + drift, within: MFADevice.tolerance) != nil
    }

    /// The same for a device whose clock is off: how far is remembered.
    package mutating func synchronize(_ first: String, then second: String, at now: Timestamp) -> Bool {
        let present = OneTimeCode.step(at: now)
        guard let step = use(first, then: second, around: present, within: MFADevice.greatestDrift) else {
            return false
        }
        drift = abs(step - present) <= MFADevice.tolerance ? 0 : step - present
        return true
    }

    private mutating func use(
        _ first: String, then second: String, around present: Int64, within tolerance: Int64
    ) -> Int64? {
        guard let seed = Base32.decode(seed.exposed) else { return nil }
        for step in (present - tolerance)...(present + tolerance) where isUnused(step - 1) {
            if OneTimeCode.matches(first, seed, at: step - 1), OneTimeCode.matches(second, seed, at: step) {
                lastStep = step
                return step
            }
        }
        return nil
    }

    private func isUnused(_ step: Int64) -> Bool { lastStep.map { step > $0 } ?? true }
}
