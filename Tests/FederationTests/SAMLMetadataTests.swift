import AWSTypes
import Federation
import Foundation
import IdentityModel
import SafeXML
import Testing

@Suite("SAML metadata")
struct SAMLMetadataTests {
    private let document: String

    init() throws {
        let folder = try #require(Bundle.module.url(forResource: "Vectors", withExtension: nil))
        document = try String(contentsOf: folder.appending(path: "identity-provider.xml"), encoding: .utf8)
    }

    private func fault(_ document: String) -> SAMLMetadataFault? {
        do throws(SAMLMetadataFault) {
            _ = try SAMLMetadata(parsing: document)
            return nil
        } catch {
            return error
        }
    }

    @Test("An identity provider's name, certificate, addresses and end are read")
    func reading() throws {
        let metadata = try SAMLMetadata(parsing: document)
        #expect(metadata.entityID == "https://idp.example.com/saml")
        #expect(metadata.signingCertificates.map { $0.bytes.prefix(2) } == [[0x30, 0x82]])
        #expect(metadata.validUntil == Timestamp(iso8601: "2090-01-01T00:00:00Z"))
        #expect(metadata.wantsSignedRequests)
        #expect(
            metadata.singleSignOnServices == [
                .init(
                    binding: "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect",
                    location: "https://idp.example.com/sso/redirect?a=1&b=2"),
                .init(
                    binding: "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST",
                    location: "https://idp.example.com/sso/post"),
            ])
    }

    @Test("Prefixes don't matter, namespaces do")
    func namespaces() throws {
        let metadata = try SAMLMetadata(parsing: document)
        let renamed = document.replacing("md:", with: "").replacing("xmlns:md", with: "xmlns")
            .replacing("xmlns=\"urn", with: "xmlns=\"urn")
        #expect(try SAMLMetadata(parsing: renamed.replacing(":md=", with: "=")) == metadata)
        #expect(fault(document.replacing("SAML:2.0:metadata", with: "SAML:1.0:metadata")) == .noEntityDescriptor)
        #expect(fault(document.replacing("2000/09/xmldsig#", with: "2000/09/other#")) == .noSigningCertificate)
    }

    @Test("A key without a use signs; one for encryption does not; the earliest end counts")
    func keysAndEnds() throws {
        let metadata = try SAMLMetadata(parsing: document)
        #expect(try SAMLMetadata(parsing: document.replacing(" use=\"signing\"", with: "")) == metadata)
        #expect(fault(document.replacing("use=\"signing\"", with: "use=\"encryption\"")) == .noSigningCertificate)
        #expect(fault(document.replacing("use=\"signing\"", with: "use=\"other\"")) == .unknownKeyUse)
        let earlier = document.replacing(
            "<md:IDPSSODescriptor", with: "<md:IDPSSODescriptor validUntil=\"2080-01-01T00:00:00Z\"")
        #expect(try SAMLMetadata(parsing: earlier).validUntil == Timestamp(iso8601: "2080-01-01T00:00:00Z"))
        let endless = document.replacing(" validUntil=\"2090-01-01T00:00:00Z\"", with: "")
        #expect(try SAMLMetadata(parsing: endless).validUntil == nil)
    }

    @Test("Two certificates are both kept, the same one twice is kept once")
    func rollover() throws {
        let start = try #require(document.range(of: "<md:KeyDescriptor"))
        let end = try #require(document.range(of: "</md:KeyDescriptor>"))
        let key = String(document[start.lowerBound..<end.upperBound])
        let twice = document.replacing(key, with: key + key)
        #expect(try SAMLMetadata(parsing: twice).signingCertificates.count == 1)
    }

    @Test(
        "What is missing or broken is refused, and the fault says which",
        arguments: [
            (" entityID=\"https://idp.example.com/saml\"", "", SAMLMetadataFault.noEntityID),
            ("entityID=\"https://idp.example.com/saml\"", "entityID=\"\"", .noEntityID),
            ("IDPSSODescriptor", "SPSSODescriptor", .noIdentityProvider),
            ("urn:oasis:names:tc:SAML:2.0:protocol", "urn:oasis:names:tc:SAML:1.1:protocol", .noIdentityProvider),
            ("SingleSignOnService", "SingleLogoutService", .noSignInAddress),
            ("Location=\"https://", "Location=\"javascript://", .noSignInAddress),
            ("Location=\"https://idp.example.com/sso/post\"", "Location=\"https://\"", .noSignInAddress),
            ("Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST\"", "", .noSignInAddress),
            ("2090-01-01T00:00:00Z", "soon", .malformedDate),
            ("MII", "MIJ", .malformedCertificate), ("MII", "M!!", .malformedCertificate),
            ("</md:EntityDescriptor>", "", .xml(.notWellFormed)),
            ("&amp;", "&", .xml(.notWellFormed)), ("&amp;", "&undefined;", .xml(.notWellFormed)),
            ("<md:NameIDFormat>", "<md:NameIDFormat>\u{1}", .xml(.notWellFormed)),
        ])
    func refusals(part: String, replacement: String, expected: SAMLMetadataFault) {
        #expect(document.contains(part))
        #expect(fault(document.replacing(part, with: replacement)) == expected)
    }

    @Test("Wrappers of several entities, other roots and nothing at all are refused")
    func otherRoots() {
        #expect(fault("") == .xml(.notWellFormed))
        #expect(fault("<html/>") == .noEntityDescriptor)
        let body = document.split(separator: "\n").dropFirst().joined(separator: "\n")
        let start = "<x:EntitiesDescriptor xmlns:x=\"urn:oasis:names:tc:SAML:2.0:metadata\">"
        #expect(fault("\(start)\(body)</x:EntitiesDescriptor>") == .noEntityDescriptor)
    }

    // MARK: Hostile documents

    @Test("A document type is refused whatever it says: external entities, expansion, a document fetched elsewhere")
    func documentTypes() {
        let body = document.split(separator: "\n").dropFirst().joined(separator: "\n")
        let laughs = (1...9).map { level in
            "<!ENTITY l\(level) \"\(String(repeating: "&l\(level - 1);", count: 10))\">"
        }.joined()
        let types = [
            "<!DOCTYPE md:EntityDescriptor [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>",
            "<!DOCTYPE md:EntityDescriptor SYSTEM \"http://127.0.0.1:1/metadata.dtd\">",
            "<!DOCTYPE md:EntityDescriptor [<!ENTITY % p SYSTEM \"http://127.0.0.1:1/p\"> %p;]>",
            "<!DOCTYPE md:EntityDescriptor [<!ENTITY l0 \"ha\">\(laughs)]>", "<!DOCTYPE md:EntityDescriptor>",
        ]
        for type in types {
            #expect(fault(type + body) == .xml(.documentType))
            let used = body.replacing("urn:oasis:names:tc:SAML:2.0:nameid-format:persistent", with: "&l9;&x;")
            #expect(fault(type + used) == .xml(.documentType))
        }
    }

    @Test("A document type in another encoding is not smuggled in by what the document claims of itself")
    func encodings() {
        for encoding in ["UTF-16", "UTF-7", "EBCDIC-CP-US", "ISO-8859-1", "nonsense"] {
            let claimed = document.replacing("encoding=\"UTF-8\"", with: "encoding=\"\(encoding)\"")
            let declared = "?>+ADwAIQ-DOCTYPE x [+ADwAIQ-ENTITY y SYSTEM 'file:///etc/passwd'>]>"
            let hidden = claimed.replacing("?>", with: declared)
            #expect(fault(hidden) == .xml(.notWellFormed))
        }
    }

    @Test("Documents that nest too deep or are too long are refused")
    func sizes() {
        func nested(_ levels: Int) -> String {
            document.replacing(
                "<md:NameIDFormat>",
                with: String(repeating: "<a>", count: levels) + String(repeating: "</a>", count: levels)
                    + "<md:NameIDFormat>")
        }
        #expect(fault(nested(30)) == nil)
        #expect(fault(nested(31)) == .xml(.tooDeep))
        #expect(fault(nested(100_000)) == .xml(.tooDeep))
        let padding = String(repeating: "<!-- padding -->", count: 625_000 - document.utf8.count / 16 - 1)
        #expect(fault(document + padding) == nil)
        #expect(fault(document + padding + String(repeating: " ", count: 100)) == .tooLong)
    }

    @Test("A tag has 32 attributes at the most: libxml2 compares each with each other")
    func attributes() {
        func crowded(_ count: Int) -> String {
            let attributes = (0..<count).map { "a\($0)='>'" }.joined(separator: " ")
            return document.replacing("<md:NameIDFormat>", with: "<md:NameIDFormat \(attributes)>")
        }
        #expect(fault(crowded(32)) == nil)
        #expect(fault(crowded(33)) == .xml(.tooManyAttributes))
        #expect(fault(crowded(100_000)) == .xml(.tooManyAttributes))
    }

    @Test("Declarations in comments, CDATA sections and instructions declare nothing")
    func harmlessDeclarations() {
        for text in ["<!-- <!DOCTYPE x> -->", "<![CDATA[<!DOCTYPE x>]]>", "<?note <!DOCTYPE x> ?>"] {
            #expect(fault(document.replacing("<md:NameIDFormat>", with: "<md:NameIDFormat>" + text)) == nil)
        }
        for text in [
            "<!DOCTYPE x>", "<!ELEMENT x ANY>", "<!-- --><!DOCTYPE x>", "<![CDATA[]]><!ENTITY x 'y'>", "<![INCLUDE[]]>",
        ] {
            #expect(
                fault(document.replacing("<md:NameIDFormat>", with: "<md:NameIDFormat>" + text)) == .xml(.documentType))
        }
    }

    @Test("Every prefix of a document is refused, and none crashes")
    func truncation() {
        let bytes = Array(document.utf8)
        let end = bytes.count - 1
        for length in stride(from: 0, to: end, by: 7) {
            #expect(fault(String(decoding: bytes.prefix(length), as: UTF8.self)) == .xml(.notWellFormed))
        }
    }
}
