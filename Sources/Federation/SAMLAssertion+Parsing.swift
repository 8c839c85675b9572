import AWSTypes
import IdentityModel
import SafeXML

extension SAMLAssertion {
    /// Reads the one assertion of a document, be it the root or within a response; nil where it is no assertion of
    /// SAML 2.0, lacks what each one needs, or has a time that is none.
    ///
    /// Signatures are not looked at: give it what a verified signature covers, and nothing else.
    ///
    /// Source: OASIS, "Assertions and Protocols for the OASIS Security Assertion Markup Language (SAML) V2.0", 2.3.
    package init?(parsing bytes: [UInt8]) {
        var reader = AssertionReader()
        let isRead = bytes.withUnsafeBufferPointer { bytes in
            do throws(XMLFault) {
                var stream = try XMLStream(bytes)
                while let event = try stream.next() {
                    switch event {
                    case .start(let name): reader.start(name, stream.attributes())
                    case .end: reader.end()
                    case .text(let text): reader.text += text
                    }
                }
                return true
            } catch {
                return false
            }
        }
        guard isRead, let assertion = reader.finish() else { return nil }
        self = assertion
    }
}

/// Picks what matters out of the elements of an assertion.
private struct AssertionReader {
    var text = ""
    private var assertion = SAMLAssertion()
    private var count = 0
    private var isSound = true
    private var hasSubject = false
    /// The names of the open elements, from the assertion on; elements of other namespaces are marked.
    private var path: [String] = []

    private static let namespace = "urn:oasis:names:tc:SAML:2.0:assertion"

    mutating func start(_ name: XMLName, _ attributes: [String: String]) {
        text = ""
        let isSAML = name.namespace == AssertionReader.namespace
        if path.isEmpty {
            guard isSAML, name.local == "Assertion" else { return }
            count += 1
            isSound = isSound && attributes["Version"] == "2.0"
            assertion.id = attributes["ID"] ?? ""
            if let issued = moment(attributes["IssueInstant"]) { assertion.issued = issued } else { isSound = false }
        }
        path.append(isSAML ? name.local : "{\(name.namespace)}\(name.local)")
        switch path.dropFirst().joined(separator: "/") {
        case "Subject/NameID": assertion.subject.format = attributes["Format"]
        case "Subject/SubjectConfirmation":
            assertion.confirmations.append(SAMLAssertion.Confirmation(method: attributes["Method"] ?? ""))
        case "Subject/SubjectConfirmation/SubjectConfirmationData":
            guard var confirmation = assertion.confirmations.popLast() else { return }
            confirmation.recipient = attributes["Recipient"]
            confirmation.notOnOrAfter = moment(attributes["NotOnOrAfter"])
            confirmation.notBefore = moment(attributes["NotBefore"])
            assertion.confirmations.append(confirmation)
        case "Conditions":
            assertion.notBefore = moment(attributes["NotBefore"])
            assertion.notOnOrAfter = moment(attributes["NotOnOrAfter"])
        case "Conditions/AudienceRestriction": assertion.audienceRestrictions.append([])
        case "AttributeStatement/Attribute":
            assertion.attributes.append(SAMLAssertion.Attribute(name: attributes["Name"] ?? ""))
        default:
            // One-time use is what AWS makes of each assertion; proxies are not concerned.
            if path.count == 3, path[1] == "Conditions", path[2] != "OneTimeUse", path[2] != "ProxyRestriction" {
                assertion.hasUnknownConditions = true
            }
        }
    }

    mutating func end() {
        guard !path.isEmpty else { return }
        let value = text.trimmingWhitespace
        switch path.dropFirst().joined(separator: "/") {
        case "Issuer": assertion.issuer = value
        case "Subject/NameID":
            assertion.subject.text = value
            isSound = isSound && !hasSubject
            hasSubject = true
        case "Conditions/AudienceRestriction/Audience":
            if var audiences = assertion.audienceRestrictions.popLast() {
                audiences.append(value)
                assertion.audienceRestrictions.append(audiences)
            }
        case "AttributeStatement/Attribute/AttributeValue":
            if var attribute = assertion.attributes.popLast() {
                attribute.values.append(value)
                assertion.attributes.append(attribute)
            }
        default: break
        }
        text = ""
        path.removeLast()
    }

    func finish() -> SAMLAssertion? {
        guard count == 1, isSound, hasSubject, !assertion.id.isEmpty, !assertion.issuer.isEmpty else { return nil }
        return assertion
    }

    /// A moment that may be missing; one that can't be read spoils the assertion.
    private mutating func moment(_ text: String?) -> Timestamp? {
        guard let text else { return nil }
        let moment = Timestamp(iso8601: text)
        if moment == nil { isSound = false }
        return moment
    }
}

extension String {
    fileprivate var trimmingWhitespace: String {
        let isSpace = { (character: Character) in character.isWhitespace }
        return String(drop(while: isSpace).reversed().drop(while: isSpace).reversed())
    }
}
