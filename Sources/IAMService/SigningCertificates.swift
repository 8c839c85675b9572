import AWSProtocols
import AWSTypes
import IdentityModel
import KeyMaterial
import Operations

/// Gives a user, or the root user, a signing certificate.
struct UploadSigningCertificate: WriteOperation {
    let target: UserTarget
    let body: String

    init(from input: WireInput) {
        target = input.userTarget()
        body = input.requireText("CertificateBody", pemConstraint)
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: target.resource(for: caller), by: caller, in: state)
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) -> SigningCertificateView {
        let account = draft.account(of: caller)
        let owner = try target.owner(for: caller, in: account)
        let parsed = try ParsedCertificate(uploaded: body, at: draft.now)
        // AWS: a certificate is of one user of the account only.
        if account.signingCertificates.all.contains(where: { $0.der.bytes == parsed.der }) {
            throw .duplicateCertificate
        }
        if account.signingCertificates[owner: owner].count >= IAMQuotas.signingCertificatesPerUser {
            throw .quotaExceeded("CertificatesPerUser", IAMQuotas.signingCertificatesPerUser)
        }
        let certificate = SigningCertificate(
            id: draft.newID(in: account.id), owner: owner, uploaded: draft.now, body: body, der: Octets(parsed.der))
        draft.put(.signingCertificate(certificate), for: caller)
        return SigningCertificateView(certificate: certificate, userName: account.name(of: owner))
    }

    static func encode(_ certificate: SigningCertificateView, to writer: inout WireWriter) {
        writer.structure("Certificate", certificate.encode)
    }
}

/// Lists a user's signing certificates.
struct ListSigningCertificates: ReadOperation {
    let target: UserTarget
    let page: PageRequest

    init(from input: WireInput) {
        target = input.userTarget()
        page = PageRequest(from: input, of: Self.self)
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: target.resource(for: caller), by: caller, in: state)
    }

    func run(by caller: Caller, in state: IdentityState) throws(AWSError) -> Page<SigningCertificateView> {
        let account = state.account(of: caller)
        let owner = try target.owner(for: caller, in: account)
        let certificates = account.signingCertificates[owner: owner].sorted { $0.id < $1.id }
        return Page(of: certificates, by: \.id.text, page).map { certificate in
            SigningCertificateView(certificate: certificate, userName: account.name(of: owner))
        }
    }

    static func encode(_ page: Page<SigningCertificateView>, to writer: inout WireWriter) {
        writer.list("Certificates", page.elements) { $1.encode(to: &$0) }
        page.encodeMarker(to: &writer)
    }
}

/// Activates or deactivates a signing certificate.
struct UpdateSigningCertificate: WriteOperation {
    typealias Output = Void

    let target: UserTarget
    let certificateID: String
    let status: KeyStatus

    init(from input: WireInput) {
        target = input.userTarget()
        certificateID = input.requireText("CertificateId", signingCertificateIDConstraint)
        status = input.requireKeyStatus(of: "a signing certificate")
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: target.resource(for: caller), by: caller, in: state)
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) {
        var certificate = try draft.account(of: caller).signingCertificate(certificateID, of: target, for: caller)
        certificate.status = status
        draft.put(.signingCertificate(certificate), for: caller)
    }
}

/// Deletes a signing certificate.
struct DeleteSigningCertificate: WriteOperation {
    typealias Output = Void

    let target: UserTarget
    let certificateID: String

    init(from input: WireInput) {
        target = input.userTarget()
        certificateID = input.requireText("CertificateId", signingCertificateIDConstraint)
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: target.resource(for: caller), by: caller, in: state)
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) {
        let certificate = try draft.account(of: caller).signingCertificate(certificateID, of: target, for: caller)
        draft.remove(.signingCertificate(certificate.id), for: caller)
    }
}

/// A signing certificate with what its wire form needs.
struct SigningCertificateView: Sendable {
    let certificate: SigningCertificate
    let userName: UserName?

    func encode(to writer: inout WireWriter) {
        writer.field("UserName", userName)
        writer.field("CertificateId", certificate.id)
        writer.field("CertificateBody", certificate.body)
        writer.field("Status", certificate.status.rawValue)
        writer.field("UploadDate", certificate.uploaded)
    }
}

private let signingCertificateIDConstraint = TextConstraint(24...128, TextPattern("[\\w]+", of: .word))

extension AccountState {
    fileprivate func signingCertificate(
        _ text: String, of target: UserTarget, for caller: Caller
    ) throws(AWSError) -> SigningCertificate {
        let owner = try target.owner(for: caller, in: self)
        guard let id = SigningCertificateID(text), let certificate = signingCertificates[id],
            certificate.owner == owner
        else { throw .noSuchEntity("The Certificate with id \(text) cannot be found.") }
        return certificate
    }
}

extension ParsedCertificate {
    /// Reads a certificate that somebody uploads; it has to count now.
    init(uploaded body: String, at now: Timestamp) throws(AWSError) {
        do throws(KeyMaterialFault) {
            try self.init(pem: body)
        } catch {
            throw .unparsableCertificate
        }
        if now < begins {
            throw .malformedCertificate(
                "Certificate is not yet valid. The 'Not Before' date restriction on the certificate has not passed.")
        }
        if ends < now {
            throw .malformedCertificate(
                "Certificate is no longer valid. The 'Not After' date restriction on the certificate has passed.")
        }
    }
}

extension AWSError {
    static func malformedCertificate(_ message: String) -> AWSError {
        AWSError("MalformedCertificate", status: 400, message)
    }
    static let unparsableCertificate = malformedCertificate(
        "Unable to parse certificate. Please ensure the certificate is in PEM format.")
    fileprivate static let duplicateCertificate = AWSError(
        "DuplicateCertificate", status: 409,
        "The certificate is already associated with a user of the account.")
}
