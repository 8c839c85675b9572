import AWSProtocols
import AWSTypes
import IdentityModel
import Operations

/// Gives a device to a user who shows two of its codes, one after the other.
struct EnableMFADevice: WriteOperation {
    typealias Output = Void

    let target: CredentialTarget
    let serialNumber: SerialNumber
    let codes: (first: String, second: String)

    init(from input: WireInput) {
        target = CredentialTarget(input.requireReference("UserName"))
        serialNumber = SerialNumber(from: input)
        codes = (input.authenticationCode("AuthenticationCode1"), input.authenticationCode("AuthenticationCode2"))
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: target.resource(for: caller, in: state), by: caller, in: state)
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) {
        let account = draft.account(of: caller)
        let owner = try target.owner(for: caller, in: account)
        var device = try serialNumber.device(for: caller, in: draft.state)
        if device.assignment != nil {
            throw .alreadyExists("The MFA device \(serialNumber.text) is already in use.")
        }
        if account.mfaDevices(of: owner).count >= IAMQuotas.mfaDevicesPerUser {
            throw .quotaExceeded("MFADevicesPerUser", IAMQuotas.mfaDevicesPerUser)
        }
        guard device.use(codes.first, then: codes.second, at: draft.now) else { throw .invalidAuthenticationCode }
        device.assignment = MFADevice.Assignment(owner: owner, enabled: draft.now)
        draft.put(.mfaDevice(device), for: caller)
    }
}

/// Learns from two codes, one after the other, how far a device's clock is off.
struct ResyncMFADevice: WriteOperation {
    typealias Output = Void

    let target: CredentialTarget
    let serialNumber: SerialNumber
    let codes: (first: String, second: String)

    init(from input: WireInput) {
        target = CredentialTarget(input.requireReference("UserName"))
        serialNumber = SerialNumber(from: input)
        codes = (input.authenticationCode("AuthenticationCode1"), input.authenticationCode("AuthenticationCode2"))
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: target.resource(for: caller, in: state), by: caller, in: state)
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) {
        let owner = try target.owner(for: caller, in: draft.account(of: caller))
        var device = try serialNumber.device(of: owner, for: caller, in: draft.state)
        guard device.synchronize(codes.first, then: codes.second, at: draft.now) else {
            throw .invalidAuthenticationCode
        }
        draft.put(.mfaDevice(device), for: caller)
    }
}

/// Takes a device from its user; the device stays, for somebody else.
struct DeactivateMFADevice: WriteOperation {
    typealias Output = Void

    let target: CredentialTarget
    let serialNumber: SerialNumber

    init(from input: WireInput) {
        target = CredentialTarget(input.optionalReference("UserName"))
        serialNumber = SerialNumber(from: input)
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: target.resource(for: caller, in: state), by: caller, in: state)
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) {
        let owner = try target.owner(for: caller, in: draft.account(of: caller))
        var device = try serialNumber.device(of: owner, for: caller, in: draft.state)
        device.assignment = nil
        device.drift = 0
        draft.put(.mfaDevice(device), for: caller)
    }
}

/// Lists a user's devices.
struct ListMFADevices: ReadOperation {
    let target: CredentialTarget
    let page: PageRequest

    init(from input: WireInput) {
        target = CredentialTarget(input.optionalReference("UserName"))
        page = PageRequest(from: input, of: Self.self)
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: target.resource(for: caller, in: state), by: caller, in: state)
    }

    func run(by caller: Caller, in state: IdentityState) throws(AWSError) -> Page<MFADeviceView> {
        let account = state.account(of: caller)
        let devices = account.mfaDevices(of: try target.owner(for: caller, in: account)).sorted { $0.id < $1.id }
        return Page(of: devices, by: \.id.text, page).map { MFADeviceView($0, caller, account) }
    }

    static func encode(_ page: Page<MFADeviceView>, to writer: inout WireWriter) {
        writer.list("MFADevices", page.elements) { $1.encode(to: &$0) }
        page.encodeMarker(to: &writer)
    }
}

/// Describes a device of a user.
struct GetMFADevice: ReadOperation {
    let target: CredentialTarget
    let serialNumber: SerialNumber

    init(from input: WireInput) {
        target = CredentialTarget(input.optional("UserName"))
        serialNumber = SerialNumber(from: input)
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: target.resource(for: caller, in: state), by: caller, in: state)
    }

    func run(by caller: Caller, in state: IdentityState) throws(AWSError) -> MFADeviceView {
        let account = state.account(of: caller)
        let owner = try target.owner(for: caller, in: account)
        let device = try serialNumber.device(of: owner, for: caller, in: state)
        return MFADeviceView(device, caller, account)
    }

    static func encode(_ device: MFADeviceView, to writer: inout WireWriter) { device.encode(to: &writer) }
}

/// A user's device with what its wire form needs.
struct MFADeviceView: Sendable {
    private let userName: String?
    private let arn: ARN
    private let enabled: Timestamp?

    init(_ device: MFADevice, _ caller: Caller, _ account: AccountState) {
        arn = device.arn(in: account.id, caller.partition)
        enabled = device.assignment?.enabled
        userName = device.assignment.flatMap { assignment in
            switch assignment.owner {
            case .root: account.id.description
            case .user(let id): account.users[id]?.name.text
            }
        }
    }

    func encode(to writer: inout WireWriter) {
        writer.field("UserName", userName)
        writer.field("SerialNumber", arn)
        writer.field("EnableDate", enabled)
    }
}
