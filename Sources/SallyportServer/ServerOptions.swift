import AWSTypes
import Gateway
import IdentityStore
import Logging
import WebIdentity

/// How a server is run: what the command line says.
package struct ServerOptions: Sendable {
    /// The address to listen on.
    package var host = "127.0.0.1"
    /// The port to listen on.
    package var port = 4566
    /// Where identities are kept.
    package var location = StateStore.Location.directory(".sallyport")
    /// Whether the doors for test suites are open, and the first account is made anew at each start.
    package var isDevelopment = false
    /// What becomes of denials.
    package var enforcement = Enforcement.enforce
    /// The region that clients are told to use.
    package var region = "us-east-1"
    /// The number of the first account.
    package var accountID: AccountID?
    /// The first account's root key.
    package var rootKey: (id: AccessKeyID, secret: SecretKey)?
    /// The keys that seal secrets, as text, in place of the data directory's key file.
    package var keys: String?
    /// The certificate chain and the private key, as PEM files, for TLS.
    package var tls: (certificate: String, key: String)?
    /// A newer catalogue of AWS's managed policies, as a file.
    package var awsManagedPolicies: String?
    /// The directory of the audit log; nil: none is kept.
    package var auditLog: String?
    /// Where others reach the server, a URL without a slash at its end; nil: at its own address and port.
    package var publicURL: String?
    /// How tokens of identity providers are verified.
    package var webIdentity = WebIdentityOptions()
    /// Whether new buckets of S3 block public access.
    package var blocksPublicAccess = true
    /// Where services are that somebody else runs.
    package var upstreams = UpstreamOptions()
    /// How much is logged.
    package var logLevel = Logger.Level.notice

    /// The defaults.
    package init() {}

    /// The address and port as a URL.
    var ownURL: String {
        let host = host.contains(":") ? "[\(host)]" : host
        return "\(tls == nil ? "http" : "https")://\(host):\(port)"
    }
}
