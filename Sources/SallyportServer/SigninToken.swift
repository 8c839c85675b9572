import AWSTypes
import Authentication

/// What stands between `getSigninToken` and `login`: a session token, sealed with the time until which it may be used.
struct SigninToken {
    /// Until when one may sign in with it.
    let expires: Timestamp
    /// How long the sign-in lasts, in seconds; nil: as long as the session.
    let duration: Int64?
    /// The session.
    let sessionToken: String

    /// Makes a token.
    init(expires: Timestamp, duration: Int64?, sessionToken: String) {
        self.expires = expires
        self.duration = duration
        self.sessionToken = sessionToken
    }

    /// Reads the text that `sealed` wrote; nil for anything else.
    init?(_ text: String, with keyRing: KeyRing) {
        guard let record = Base64.decode(text.replacing("-", with: "+").replacing("_", with: "/")),
            let content = try? keyRing.open(record, for: .signinToken)
        else { return nil }
        let parts = String(decoding: content, as: UTF8.self).split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 3, let seconds = Int64(parts[0]) else { return nil }
        expires = Timestamp(seconds: seconds)
        duration = Int64(parts[1])
        sessionToken = String(parts[2])
    }

    /// The token as a text that goes into a link as it is, but for its padding.
    func sealed(with keyRing: KeyRing, entropy: inout some RandomNumberGenerator) -> String {
        let content = "\(expires.seconds) \(duration.map(String.init) ?? "") \(sessionToken)"
        let record = keyRing.seal(Array(content.utf8), for: .signinToken, entropy: &entropy)
        return Base64.encode(record).replacing("+", with: "-").replacing("/", with: "_")
    }
}

/// What a person sees who signed in where there is no console.
struct SigninPage {
    let arn: ARN
    let ends: Timestamp
    let destination: String

    var html: String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head><meta charset="utf-8"><title>Signed in</title></head>
        <body>
        <h1>Signed in</h1>
        <p>You are <code>\(escaped(arn.description))</code> until \(ends).</p>
        <p>This server has no console. The destination was <code>\(escaped(destination))</code>.</p>
        </body>
        </html>

        """
    }

    private func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;").replacing("'", with: "&#39;")
    }
}
