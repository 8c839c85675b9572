import AWSTypes
import CLibXML2
import CXMLSec
import Federation
import IdentityModel
import Operations
import Synchronization

/// Verifies SAML responses with libxmlsec1, and remembers which assertions were used.
///
/// Whatever is said about somebody is read from the very bytes that the signature's digest was taken of, never from
/// the document they came in: so it does not matter what else an attacker put there, or where.
package final class SAMLVerifier: Sendable {
    private struct Use: Hashable {
        let provider: String
        let assertion: String
        let role: ARN?
    }
    private let uses = Mutex<[Use: Timestamp]>([:])
    private static let isReady = sallyport_xmlsec_start() == 0

    private let start: Timestamp

    /// Makes a verifier that knows of no use yet, of a server that began at a moment.
    package init(since start: Timestamp) { self.start = start }

    /// The assertion of a response, once it is known that the provider signed it.
    package func assertion(of proof: SAMLProof) throws(AWSError) -> SAMLAssertion {
        guard SAMLVerifier.isReady else { throw .internalFailure }
        guard let bytes = Base64.decode(String(proof.response.filter { !$0.isWhitespace })) else {
            throw .invalidResponse
        }
        let signed = try SAMLVerifier.signedBytes(of: bytes, by: proof.provider)
        guard let assertion = SAMLAssertion(parsing: signed) else { throw .invalidResponse }
        return assertion
    }

    /// Takes an assertion down as used for a role.
    ///
    /// - Throws: `InvalidIdentityToken` where it was used for that role before. Clients fetch the credentials of
    ///   several roles with one assertion, so each role counts for itself.
    package func use(
        _ assertion: SAMLAssertion, by identity: FederatedIdentity, at now: Timestamp
    ) throws(AWSError) {
        // Whether it was used before that is not remembered.
        guard assertion.issued >= start else {
            throw AWSError(
                "InvalidIdentityToken", status: 400,
                "The assertion is older than this server's memory of used ones. Sign in again.")
        }
        let use = Use(provider: identity.provider, assertion: assertion.id, role: identity.role)
        let isFirst = uses.withLock { uses in
            if uses.count >= SAMLVerifier.capacity { uses = uses.filter { now < $0.value } }
            return uses.updateValue(now + SAMLVerifier.memory, forKey: use).map { $0 <= now } ?? true
        }
        guard isFirst else {
            throw AWSError("InvalidIdentityToken", status: 400, "The assertion has been used before.")
        }
    }

    /// How long uses are remembered: no assertion is taken that is older, in seconds.
    private static let memory: Int64 = 900
    private static let capacity = 100_000

    // MARK: Signatures

    private static func signedBytes(of bytes: [UInt8], by provider: SAMLProvider) throws(AWSError) -> [UInt8] {
        guard let tree = SAMLTree(bytes), SAMLTree.Name.response.matches(tree.root) else { throw .invalidResponse }
        if SAMLTree.only(.signature, in: tree.root) != nil {
            // The whole response is signed: what is in it counts, as it was signed.
            guard let signed = verify(tree.root, in: tree, by: provider), let inner = SAMLTree(signed) else {
                throw .signatureInvalid
            }
            return try assertionBytes(in: inner, by: provider, isSigned: true)
        }
        return try assertionBytes(in: tree, by: provider, isSigned: false)
    }

    private static func assertionBytes(
        in tree: borrowing SAMLTree, by provider: SAMLProvider, isSigned: Bool
    ) throws(AWSError) -> [UInt8] {
        let plain = SAMLTree.elements(of: tree.root, .assertion)
        let encrypted = SAMLTree.elements(of: tree.root, .encryptedAssertion)
        guard plain.count + encrypted.count == 1 else { throw .invalidResponse }
        if let element = encrypted.first {
            guard decrypt(element, with: provider.privateKeys) else { throw .cannotDecrypt }
            guard let opened = SAMLTree.only(.assertion, in: element) else { throw .invalidResponse }
            return try trusted(opened, in: tree, by: provider, isSigned: isSigned)
        }
        if provider.encryptionMode == .required { throw .encryptionRequired }
        guard let assertion = plain.first else { throw .invalidResponse }
        return try trusted(assertion, in: tree, by: provider, isSigned: isSigned)
    }

    /// An assertion's bytes: as its own signature covers them, or as the signed response holds them.
    private static func trusted(
        _ assertion: xmlNodePtr, in tree: borrowing SAMLTree, by provider: SAMLProvider, isSigned: Bool
    ) throws(AWSError) -> [UInt8] {
        // Besides the one that counts no assertion may be anywhere.
        guard tree.count(of: .assertion) == 1 else { throw .invalidResponse }
        if SAMLTree.only(.signature, in: assertion) != nil {
            guard let signed = verify(assertion, in: tree, by: provider) else { throw .signatureInvalid }
            return signed
        }
        guard isSigned else { throw .signatureInvalid }
        return tree.serialized()
    }

    /// The bytes that an element's own signature covers; nil where that does not hold, or covers something else.
    private static func verify(
        _ element: xmlNodePtr, in tree: borrowing SAMLTree, by provider: SAMLProvider
    ) -> [UInt8]? {
        guard let signature = SAMLTree.only(.signature, in: element),
            let information = SAMLTree.only(.signing("SignedInfo"), in: signature),
            let reference = SAMLTree.only(.signing("Reference"), in: information),
            let id = SAMLTree.attribute("ID", of: element), tree.register(element),
            SAMLTree.attribute("URI", of: reference) == "#\(id)"
        else { return nil }
        for certificate in provider.metadata.signingCertificates {
            var signed = sallyport_signed_bytes()
            let bytes = certificate.bytes
            guard sallyport_xmlsec_verify(signature, bytes, bytes.count, &signed) == 1 else { continue }
            defer { sallyport_xmlsec_free(&signed) }
            return Array(UnsafeBufferPointer(start: signed.bytes, count: signed.length))
        }
        return nil
    }

    private static func decrypt(_ element: xmlNodePtr, with keys: [SAMLPrivateKey]) -> Bool {
        for key in keys {
            guard let data = SAMLTree.only(.encryptedData, in: element) else { return false }
            let pem = Array(key.pem.exposed.utf8CString)
            if sallyport_xmlsec_decrypt(data, pem, pem.count - 1) == 1 { return true }
        }
        return false
    }
}

extension AWSError {
    private static func invalid(_ message: String) -> AWSError {
        AWSError("InvalidIdentityToken", status: 400, message)
    }

    fileprivate static let invalidResponse = invalid("Invalid base64 SAMLResponse")
    fileprivate static let signatureInvalid = invalid("Response signature invalid")
    fileprivate static let cannotDecrypt = invalid("The encrypted assertion can't be opened with the provider's keys.")
    fileprivate static let encryptionRequired = invalid("The provider requires encrypted assertions.")
}
