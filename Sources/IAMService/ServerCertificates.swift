import AWSProtocols
import AWSTypes
import IdentityModel
import KeyMaterial
import Operations
import PolicyEngine

/// Keeps a certificate with its private key.
struct UploadServerCertificate: WriteOperation {
    private let certificateName: ServerCertificateName
    private let path: IAMPath
    private let body: String
    private let privateKey: SecretKey
    private let chain: String?
    private let tags: Tags

    init(from input: WireInput) {
        certificateName = input.require("ServerCertificateName")
        path = input.path()
        body = input.requireText("CertificateBody", pemConstraint)
        privateKey = SecretKey(input.requireSecret("PrivateKey", pemConstraint))
        chain = input.text("CertificateChain", chainConstraint)
        tags = input.tags()
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        creationFacts(
            of: .path("server-certificate\(path.text)\(certificateName)"), tagging: "iam:TagServerCertificate",
            tags: tags, by: caller, in: state)
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) -> Output {
        let account = draft.account(of: caller)
        let parsed = try ParsedCertificate(uploaded: body, at: draft.now)
        try checkKey(of: parsed)
        try checkChain(of: parsed)
        if account.serverCertificates[certificateName] != nil { throw .serverCertificateExists(certificateName) }
        if account.serverCertificates.count >= IAMQuotas.serverCertificates {
            throw .quotaExceeded("ServerCertificatesPerAccount", IAMQuotas.serverCertificates)
        }
        var certificate = ServerCertificate(
            id: draft.newID(in: account.id), name: certificateName, path: path, uploaded: draft.now,
            expires: parsed.ends, body: body.withoutBlankEnds, chain: chain?.withoutBlankEnds, privateKey: privateKey)
        certificate.tags = tags
        draft.put(.serverCertificate(certificate), for: caller)
        return Output(view: ServerCertificateView(certificate, caller), tags: tags)
    }

    private func checkKey(of certificate: ParsedCertificate) throws(AWSError) {
        let key: ParsedPrivateKey
        do throws(KeyMaterialFault) {
            key = try ParsedPrivateKey(pem: privateKey.exposed)
        } catch {
            throw .malformedCertificate("Invalid Private Key.")
        }
        guard certificate.belongs(to: key) else {
            throw AWSError(
                "KeyPairMismatch", status: 400, "The public key certificate and the private key do not match.")
        }
    }

    /// Each certificate has to be signed by the next one.
    private func checkChain(of certificate: ParsedCertificate) throws(AWSError) {
        guard let chain else { return }
        let issuers: [ParsedCertificate]
        do throws(KeyMaterialFault) {
            issuers = try ParsedCertificate.list(pem: chain)
        } catch {
            throw .brokenChain(at: -1)
        }
        var signed = certificate
        for (place, issuer) in issuers.enumerated() {
            guard signed.isSigned(by: issuer) else { throw .brokenChain(at: place - 1) }
            signed = issuer
        }
    }

    struct Output: Sendable {
        let view: ServerCertificateView
        let tags: Tags
    }

    static func encode(_ output: Output, to writer: inout WireWriter) {
        writer.structure("ServerCertificateMetadata", output.view.encode)
        if !output.tags.isEmpty { writer.encode(output.tags.orderedByKey) }
    }
}

/// Shows a server certificate, but for its private key.
struct GetServerCertificate: ReadOperation {
    let certificateName: ServerCertificateName

    init(from input: WireInput) { certificateName = input.requireReference("ServerCertificateName") }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: .serverCertificate(certificateName), by: caller, in: state)
    }

    func run(by caller: Caller, in state: IdentityState) throws(AWSError) -> ServerCertificateView {
        ServerCertificateView(try state.account(of: caller).serverCertificate(certificateName), caller)
    }

    static func encode(_ view: ServerCertificateView, to writer: inout WireWriter) {
        writer.structure("ServerCertificate", view.encodeWhole)
    }
}

/// Renames or moves a server certificate.
struct UpdateServerCertificate: WriteOperation {
    typealias Output = Void

    let certificateName: ServerCertificateName
    let newName: ServerCertificateName?
    let newPath: IAMPath?

    init(from input: WireInput) {
        certificateName = input.requireReference("ServerCertificateName")
        newName = input.optional("NewServerCertificateName")
        newPath = input.newPath()
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        var facts = facts(on: .serverCertificate(certificateName), by: caller, in: state)
        if let old = state.account(of: caller).serverCertificates[certificateName] {
            let target = "server-certificate\((newPath ?? old.path).text)\(newName ?? old.name)"
            facts.checks.append(IAMResource.path(target).check(Self.action, by: caller, in: state))
        }
        return facts
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) {
        let account = draft.account(of: caller)
        var certificate = try account.serverCertificate(certificateName)
        if let newName {
            if let other = account.serverCertificates[newName], other.id != certificate.id {
                throw .serverCertificateExists(newName)
            }
            certificate.name = newName
        }
        certificate.path = newPath ?? certificate.path
        draft.put(.serverCertificate(certificate), for: caller)
    }
}

/// Deletes a server certificate.
struct DeleteServerCertificate: WriteOperation {
    typealias Output = Void

    let certificateName: ServerCertificateName

    init(from input: WireInput) { certificateName = input.requireReference("ServerCertificateName") }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: .serverCertificate(certificateName), by: caller, in: state)
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) {
        let certificate = try draft.account(of: caller).serverCertificate(certificateName)
        draft.remove(.serverCertificate(certificate.id), for: caller)
    }
}

/// A server certificate with what its wire form needs.
struct ServerCertificateView: ListedView {
    let certificate: ServerCertificate
    private let arn: ARN

    init(_ certificate: ServerCertificate, _ caller: Caller) {
        self.certificate = certificate
        arn = certificate.arn(in: caller.accountID, caller.partition)
    }

    /// The members that listings show.
    func encode(to writer: inout WireWriter) {
        writer.field("Path", certificate.path.text)
        writer.field("ServerCertificateName", certificate.name)
        writer.field("ServerCertificateId", certificate.id)
        writer.field("Arn", arn)
        writer.field("UploadDate", certificate.uploaded)
        writer.field("Expiration", certificate.expires)
    }

    /// All members.
    func encodeWhole(to writer: inout WireWriter) {
        writer.structure("ServerCertificateMetadata", encode)
        writer.field("CertificateBody", certificate.body)
        writer.field("CertificateChain", certificate.chain)
        if !certificate.tags.isEmpty { writer.encode(certificate.tags.orderedByKey) }
    }
}

extension ServerCertificate: ListedEntity, TaggedEntity {
    static let kind = "ServerCertificate"
    static let resourceType = "server-certificate"
    static let listMember = "ServerCertificateMetadataList"
    static func table(in account: AccountState) -> EntityTable<ServerCertificate> { account.serverCertificates }
    static func view(
        of certificate: ServerCertificate, for caller: Caller, in state: IdentityState
    ) -> ServerCertificateView {
        ServerCertificateView(certificate, caller)
    }

    static func reference(from input: WireInput) -> ServerCertificateName {
        input.requireReference("ServerCertificateName")
    }
    static func resource(_ name: ServerCertificateName) -> IAMResource { .serverCertificate(name) }
    static func tagged(
        _ name: ServerCertificateName, for caller: Caller, in state: IdentityState, _ action: String
    ) throws(AWSError) -> ServerCertificate {
        try state.account(of: caller).serverCertificate(name)
    }
    var entity: Entity { .serverCertificate(self) }
}

extension AccountState {
    fileprivate func serverCertificate(_ name: ServerCertificateName) throws(AWSError) -> ServerCertificate {
        guard let certificate = serverCertificates[name] else {
            throw .noSuchEntity("The Server Certificate with name \(name) cannot be found.")
        }
        return certificate
    }
}

extension AWSError {
    fileprivate static func serverCertificateExists(_ name: ServerCertificateName) -> AWSError {
        .alreadyExists("The Server Certificate with name \(name) already exists.")
    }

    /// `place` is that of the last certificate that was right: -1 for the one that the chain is of.
    fileprivate static func brokenChain(at place: Int) -> AWSError {
        .malformedCertificate(
            "Unable to validate certificate chain. The certificate chain must start with the immediate signing "
                + "certificate, followed by any intermediaries in order. The index within the chain of the invalid "
                + "certificate is: \(place)")
    }
}

extension String {
    // AWS: the PEM comes back without blanks around it; Terraform would plan to replace what came back with them.
    fileprivate var withoutBlankEnds: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }
}
