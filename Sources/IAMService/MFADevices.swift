import AWSProtocols
import AWSTypes
import IdentityModel
import Operations
import PolicyEngine
import QRCode

/// Makes a virtual MFA device; the only answer that shows its seed.
struct CreateVirtualMFADevice: WriteOperation {
    let deviceName: MFADeviceName
    let path: IAMPath
    let tags: Tags

    init(from input: WireInput) {
        deviceName = input.require("VirtualMFADeviceName")
        path = input.path()
        tags = input.tags()
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        creationFacts(
            of: .path("mfa\(path.text)\(deviceName)"), tagging: "iam:TagMFADevice", tags: tags, by: caller, in: state)
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) -> Output {
        let account = draft.account(of: caller)
        var device = MFADevice(name: deviceName, path: path, created: draft.now, seed: draft.newMFASeed())
        let arn = device.arn(in: account.id, caller.partition)
        guard arn.description.utf8.count <= SerialNumber.longest else {
            throw .invalidInput("The serial number \(arn) is longer than \(SerialNumber.longest) characters.")
        }
        if account.mfaDevice(device.id) != nil {
            throw .alreadyExists("MFADevice entity at the same path and name already exists.")
        }
        device.tags = tags
        draft.put(.mfaDevice(device), for: caller)
        return Output(device: device, arn: arn, accountName: account.account.alias ?? account.id.description)
    }

    struct Output: Sendable {
        let device: MFADevice
        let arn: ARN
        let accountName: String
    }

    static func encode(_ output: Output, to writer: inout WireWriter) {
        let seed = output.device.seed.exposed
        // AWS: otpauth://totp/$virtualMFADeviceName@$AccountName?secret=$Base32String
        let link = "otpauth://totp/\(output.device.name.text.percentEncoded)@\(output.accountName)?secret=\(seed)"
        writer.structure("VirtualMFADevice") { writer in
            writer.field("SerialNumber", output.arn)
            writer.field("Base32StringSeed", Base64.encode(Array(seed.utf8)))
            writer.field("QRCodePNG", Base64.encode(QRCode(link)?.png ?? []))
            if !output.device.tags.isEmpty { writer.encode(output.device.tags) }
        }
    }
}

/// Deletes a virtual MFA device that nobody has.
struct DeleteVirtualMFADevice: WriteOperation {
    typealias Output = Void

    let serialNumber: SerialNumber

    init(from input: WireInput) { serialNumber = SerialNumber(from: input) }

    /// AWS: its policy for the task of deleting a root user's credentials lets this be done to the root user alone.
    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: caller.rootTask == nil ? .mfaDevice(serialNumber) : .root, by: caller, in: state)
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) {
        let device = try serialNumber.device(for: caller, in: draft.state)
        if device.assignment != nil { throw .mustDeactivateDevice }
        draft.remove(.mfaDevice(device.id), for: caller)
    }
}

/// Lists the account's virtual MFA devices, and whose they are.
struct ListVirtualMFADevices: ReadOperation {
    let status: AssignmentStatus
    let page: PageRequest

    enum AssignmentStatus: String, CaseIterable {
        case assigned = "Assigned"
        case unassigned = "Unassigned"
        case any = "Any"
    }

    init(from input: WireInput) {
        status = input.choice("AssignmentStatus") ?? .any
        page = PageRequest(from: input, of: Self.self)
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: .any, by: caller, in: state)
    }

    func run(by caller: Caller, in state: IdentityState) -> Page<Listed> {
        let account = state.account(of: caller)
        let devices = account.allMFADevices.filter { device in
            switch status {
            case .assigned: device.assignment != nil
            case .unassigned: device.assignment == nil
            case .any: true
            }
        }
        return Page(of: devices.sorted { $0.id < $1.id }, by: \.id.text, page).map { device in
            Listed(
                arn: device.arn(in: account.id, caller.partition), enabled: device.assignment?.enabled,
                owner: device.assignment.flatMap { OwnerView($0.owner, caller, account) })
        }
    }

    struct Listed: Sendable {
        let arn: ARN
        let enabled: Timestamp?
        let owner: OwnerView?
    }

    static func encode(_ page: Page<Listed>, to writer: inout WireWriter) {
        writer.list("VirtualMFADevices", page.elements) { writer, device in
            writer.field("SerialNumber", device.arn)
            if let owner = device.owner { writer.structure("User") { owner.encode(to: &$0) } }
            writer.field("EnableDate", device.enabled)
        }
        page.encodeMarker(to: &writer)
    }
}

/// A user, or the root user, as listings show them.
enum OwnerView: Sendable {
    case root(Account, ARN)
    case user(UserView)

    /// Nil for a user who is not there.
    init?(_ owner: KeyOwner, _ caller: Caller, _ account: AccountState) {
        switch owner {
        case .root: self = .root(account.account, caller.iamARN("root"))
        case .user(let id):
            guard let user = account.users[id] else { return nil }
            self = .user(UserView(user, caller, account))
        }
    }

    func encode(to writer: inout WireWriter) {
        switch self {
        case .user(let user): user.encode(to: &writer)
        case .root(let account, let arn):
            writer.field("UserId", account.id)
            writer.field("Arn", arn)
            writer.field("CreateDate", account.created)
        }
    }
}

extension MFADevice: TaggedEntity {
    static let kind = "MFADevice"
    static func reference(from input: WireInput) -> SerialNumber { SerialNumber(from: input) }
    static func resource(_ serialNumber: SerialNumber) -> IAMResource { .mfaDevice(serialNumber) }
    static func tagged(
        _ serialNumber: SerialNumber, for caller: Caller, in state: IdentityState, _ action: String
    ) throws(AWSError) -> MFADevice {
        try serialNumber.device(for: caller, in: state)
    }
    var entity: Entity { .mfaDevice(self) }
}
