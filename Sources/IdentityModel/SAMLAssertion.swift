import AWSTypes

/// What a SAML identity provider says of somebody, as its signature covers it.
///
/// The module `Federation` reads it from XML; whether it may be believed, and is still good, is decided elsewhere.
package struct SAMLAssertion: Sendable, Equatable {
    /// Its id.
    package var id = ""
    /// When it was issued.
    package var issued = Timestamp(seconds: 0)
    /// Who issued it: an entity id.
    package var issuer = ""
    /// Whom it is about.
    package var subject = NameID()
    /// How whoever brings it may be known to be the subject.
    package var confirmations: [Confirmation] = []
    /// It is not good before this moment.
    package var notBefore: Timestamp?
    /// It is not good from this moment on.
    package var notOnOrAfter: Timestamp?
    /// Whom it was made for: each restriction has to name one of those who take it.
    package var audienceRestrictions: [[String]] = []
    /// Whether it has conditions that this server does not know.
    package var hasUnknownConditions = false
    /// What it says of the subject.
    package var attributes: [Attribute] = []

    /// An assertion that says nothing.
    package init() {}

    /// A name in a provider's words.
    package struct NameID: Sendable, Equatable {
        /// The name.
        package var text = ""
        /// Its format, a URN; nil: not told.
        package var format: String?

        /// No name.
        package init() {}
    }

    /// A way to confirm the subject.
    package struct Confirmation: Sendable, Equatable {
        /// The method, a URN.
        package var method: String
        /// The address that the assertion may be given to.
        package var recipient: String?
        /// When it can be used no more.
        package var notOnOrAfter: Timestamp?
        /// When it can first be used, which for bearers must not be told.
        package var notBefore: Timestamp?

        /// A confirmation of which only the method is known.
        package init(method: String) { self.method = method }
    }

    /// Something that is said of the subject.
    package struct Attribute: Sendable, Equatable {
        /// Its name.
        package let name: String
        /// Its values, in the order written.
        package var values: [String] = []

        /// An attribute without values.
        package init(name: String) { self.name = name }
    }

    /// The values of all attributes of a name.
    package func values(of name: String) -> [String] {
        attributes.filter { $0.name == name }.flatMap(\.values)
    }
}
