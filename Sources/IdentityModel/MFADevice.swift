import AWSTypes

/// Names of virtual MFA devices.
package enum MFADeviceNameKind: NameKind {
    /// 226: the longest that fits into a serial number at the root path.
    package static let maximumLength = 226
}

/// A virtual MFA device's name.
package typealias MFADeviceName = EntityName<MFADeviceNameKind>

/// What names a device within its account: its path and its name, as they stand in its ARN after `mfa`.
package struct MFADeviceID: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// `/team/alice-phone`.
    package let text: String

    /// The id of that text, where nothing is known of it.
    package init(unchecked text: String) { self.text = text }

    /// The device that a serial number names in an account; nil where it can't name one.
    package init?(serialNumber: ARN, in account: AccountID, _ partition: Partition) {
        guard serialNumber.partition == partition.rawValue, serialNumber.service == "iam",
            serialNumber.region.isEmpty, serialNumber.accountID == account, serialNumber.resource.hasPrefix("mfa/")
        else { return nil }
        text = String(serialNumber.resource.dropFirst(3))
    }

    /// The text.
    package var description: String { text }

    /// Ordered as texts.
    package static func < (one: MFADeviceID, other: MFADeviceID) -> Bool { one.text < other.text }
}

/// A virtual MFA device: a seed that an authenticator app holds too.
package struct MFADevice: Sendable, Equatable {
    /// Its name.
    package let name: MFADeviceName
    /// Its path.
    package let path: IAMPath
    /// When it was made.
    package let created: Timestamp
    /// The seed as apps take it, in base 32.
    package let seed: SecretKey
    /// Its tags.
    package var tags: Tags = []
    /// Whose device it is; nil: nobody's yet.
    package var assignment: Assignment?
    /// The step of the last code that was accepted: that one and those before it are used up.
    package var lastStep: Int64?
    /// How many steps the device's clock is ahead of ours.
    package var drift: Int64 = 0

    /// Whose device it is.
    package struct Assignment: Sendable, Equatable, Codable {
        /// The user, or the root user.
        package let owner: KeyOwner
        /// Since when.
        package let enabled: Timestamp

        /// Gives a device to somebody.
        package init(owner: KeyOwner, enabled: Timestamp) {
            self.owner = owner
            self.enabled = enabled
        }
    }

    /// Makes a device that nobody has.
    package init(name: MFADeviceName, path: IAMPath, created: Timestamp, seed: SecretKey) {
        self.name = name
        self.path = path
        self.created = created
        self.seed = seed
    }

    /// What names it within its account.
    package var id: MFADeviceID { MFADeviceID(unchecked: "\(path.text)\(name)") }

    /// Its ARN, which is its serial number too.
    package func arn(in account: AccountID, _ partition: Partition) -> ARN {
        .iam(account, "mfa\(id)", in: partition)
    }

    /// A fresh seed: 64 characters of base 32's alphabet, 320 random bits.
    package static func newSeed(entropy: inout some RandomNumberGenerator) -> SecretKey {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)
        var characters: [UInt8] = []
        var pool: UInt64 = 0
        for place in 0..<64 {
            if place % 12 == 0 { pool = entropy.next() } else { pool >>= 5 }
            characters.append(alphabet[Int(pool & 31)])
        }
        return SecretKey(String(decoding: characters, as: UTF8.self))
    }
}
