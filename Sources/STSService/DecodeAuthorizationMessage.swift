import AWSProtocols
import AWSTypes
import IdentityModel
import Operations

/// Tells what an encoded message of a denial says.
struct DecodeAuthorizationMessage: CredentialOperation {
    let encodedMessage: String

    init(from input: WireInput) {
        encodedMessage = input.requireText("EncodedMessage", TextConstraint(1...10_240))
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        AuthorizationFacts(.withoutResource("sts:DecodeAuthorizationMessage"))
    }

    func run(by caller: Caller, in state: IdentityState, mint: inout CredentialMint) throws(AWSError) -> String {
        try mint.open(authorizationMessage: encodedMessage, for: caller.accountID)
    }

    static func encode(_ message: String, to writer: inout WireWriter) { writer.field("DecodedMessage", message) }
}
