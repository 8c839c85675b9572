import AWSTypes
import IdentityModel
import KeyMaterial
import SafeXML

// Federation: what identity providers publish and assert, as values and rules. It takes bytes and gives values; it
// fetches nothing, asks no clock, and decides on nobody's permissions. Start at `SAMLMetadata(parsing:)`.

extension SAMLMetadata {
    /// The longest document that is read, in bytes: IAM's limit.
    package static let maximumLength = 10_000_000

    /// Reads the metadata of a SAML 2.0 identity provider: one `EntityDescriptor` with an `IDPSSODescriptor`.
    ///
    /// Signing certificates have to be X.509, and there has to be one, as well as an address to sign in at. Signatures
    /// of the metadata are not looked at: whoever uploads it vouches for it.
    ///
    /// Source: OASIS, "Metadata for the OASIS Security Assertion Markup Language (SAML) V2.0", 2.3 and 2.4.
    package init(parsing document: String) throws(SAMLMetadataFault) {
        var document = document
        var result: Result<SAMLMetadata, SAMLMetadataFault> = .failure(.xml(.notWellFormed))
        document.withUTF8 { bytes in
            do throws(SAMLMetadataFault) {
                result = .success(try SAMLMetadata.read(bytes))
            } catch {
                result = .failure(error)
            }
        }
        self = try result.get()
    }

    private static func read(_ bytes: UnsafeBufferPointer<UInt8>) throws(SAMLMetadataFault) -> SAMLMetadata {
        guard bytes.count <= maximumLength else { throw .tooLong }
        var reader = MetadataReader()
        do throws(XMLFault) {
            var stream = try XMLStream(bytes)
            while let event = try stream.next() {
                switch event {
                case .start(let name): reader.start(name) { stream.attributes() }
                case .end: reader.end()
                case .text(let text): reader.text(text)
                }
                if reader.fault != nil { break }
            }
        } catch {
            throw .xml(error)
        }
        return try reader.finish()
    }
}

/// Why a document is not the metadata of an identity provider.
package enum SAMLMetadataFault: Error, Equatable, Sendable {
    /// It can't be read as XML.
    case xml(XMLFault)
    /// It is longer than IAM takes.
    case tooLong
    /// Its root is no `EntityDescriptor`.
    case noEntityDescriptor
    /// It does not say who it is about, or says so at too great a length.
    case noEntityID
    /// It is not about a SAML 2.0 identity provider.
    case noIdentityProvider
    /// It has no certificate to verify signatures with.
    case noSigningCertificate
    /// A certificate is none.
    case malformedCertificate
    /// It does not say where to sign in.
    case noSignInAddress
    /// Its end is no moment.
    case malformedDate
    /// It says of a key what can't be said.
    case unknownKeyUse
}

/// Picks what matters out of the elements of metadata.
private struct MetadataReader {
    private(set) var fault: SAMLMetadataFault?
    private var path: [XMLName] = []
    private var entityID: String?
    private var isIdentityProvider = false
    private var isSigningKey = false
    private var hasIdentityProvider = false
    private var certificateText = ""
    private var certificates: [Octets] = []
    private var endpoints: [SAMLMetadata.Endpoint] = []
    private var validUntil: Timestamp?
    private var wantsSignedRequests = false

    private static let metadata = "urn:oasis:names:tc:SAML:2.0:metadata"
    private static let signature = "http://www.w3.org/2000/09/xmldsig#"
    private static let entity = [XMLName(namespace: metadata, local: "EntityDescriptor")]
    private static let provider = entity + [XMLName(namespace: metadata, local: "IDPSSODescriptor")]
    private static let signIn = provider + [XMLName(namespace: metadata, local: "SingleSignOnService")]
    private static let key = provider + [XMLName(namespace: metadata, local: "KeyDescriptor")]
    private static let certificate =
        key + ["KeyInfo", "X509Data", "X509Certificate"].map { XMLName(namespace: signature, local: $0) }

    mutating func start(_ name: XMLName, _ attributes: () -> [String: String]) {
        path.append(name)
        if path.count == 1, path != MetadataReader.entity { return refuse(.noEntityDescriptor) }
        if path.count > MetadataReader.certificate.count || name.namespace != MetadataReader.metadata { return }
        switch path {
        case MetadataReader.entity: startEntity(attributes())
        case MetadataReader.provider: startProvider(attributes())
        case MetadataReader.key: startKey(attributes()["use"])
        case MetadataReader.signIn: if isIdentityProvider { addEndpoint(attributes()) }
        default: break
        }
    }

    mutating func end() {
        if path == MetadataReader.certificate { addCertificate() }
        if path == MetadataReader.key { isSigningKey = false }
        if path == MetadataReader.provider { isIdentityProvider = false }
        if !path.isEmpty { path.removeLast() }
    }

    mutating func text(_ text: String) {
        if isSigningKey, path == MetadataReader.certificate { certificateText += text }
    }

    func finish() throws(SAMLMetadataFault) -> SAMLMetadata {
        if let fault { throw fault }
        guard let entityID else { throw .noEntityID }
        guard hasIdentityProvider else { throw .noIdentityProvider }
        guard !certificates.isEmpty else { throw .noSigningCertificate }
        guard !endpoints.isEmpty else { throw .noSignInAddress }
        return SAMLMetadata(
            entityID: entityID, signingCertificates: certificates, singleSignOnServices: endpoints,
            validUntil: validUntil, wantsSignedRequests: wantsSignedRequests)
    }

    private mutating func startEntity(_ attributes: [String: String]) {
        guard let id = attributes["entityID"], (1...1024).contains(id.unicodeScalars.count) else {
            return refuse(.noEntityID)
        }
        entityID = id
        end(at: attributes["validUntil"])
    }

    private mutating func startProvider(_ attributes: [String: String]) {
        let protocols = (attributes["protocolSupportEnumeration"] ?? "").split(whereSeparator: \.isWhitespace)
        guard protocols.contains("urn:oasis:names:tc:SAML:2.0:protocol") else { return }
        isIdentityProvider = true
        hasIdentityProvider = true
        wantsSignedRequests = wantsSignedRequests || ["true", "1"].contains(attributes["WantAuthnRequestsSigned"])
        end(at: attributes["validUntil"])
    }

    private mutating func startKey(_ use: String?) {
        guard isIdentityProvider else { return }
        switch use {
        case nil, "signing": isSigningKey = true
        case "encryption": isSigningKey = false
        default: refuse(.unknownKeyUse)
        }
    }

    private mutating func addEndpoint(_ attributes: [String: String]) {
        guard let binding = attributes["Binding"], !binding.isEmpty, let location = attributes["Location"],
            ["https://", "http://"].contains(where: { location.hasPrefix($0) && location.count > $0.count })
        else { return refuse(.noSignInAddress) }
        endpoints.append(SAMLMetadata.Endpoint(binding: binding, location: location))
    }

    private mutating func addCertificate() {
        guard isSigningKey else { return }
        let text = String(certificateText.filter { !$0.isWhitespace })
        certificateText = ""
        guard let der = Base64.decode(text), let certificate = try? ParsedCertificate(der: der) else {
            return refuse(.malformedCertificate)
        }
        let octets = Octets(certificate.der)
        if !certificates.contains(octets) { certificates.append(octets) }
    }

    /// Notes an end; the earliest counts.
    private mutating func end(at text: String?) {
        guard let text else { return }
        guard let moment = Timestamp(iso8601: text) else { return refuse(.malformedDate) }
        validUntil = min(validUntil ?? moment, moment)
    }

    /// The first fault stays.
    private mutating func refuse(_ fault: SAMLMetadataFault) {
        if self.fault == nil { self.fault = fault }
    }
}
