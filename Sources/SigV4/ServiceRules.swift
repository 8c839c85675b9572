/// What a service expects of signatures.
public struct ServiceRules: Sendable, Hashable {
    /// The name that credentials have to be scoped to, such as `sts`.
    public let service: String
    /// Which of AWS's two ways to sign the service follows.
    public let dialect: Dialect

    /// The two ways to sign.
    public enum Dialect: Sendable {
        /// All services but S3: the path is normalised and encoded once more; the hash of the body is always signed.
        case standard
        /// S3: the path is signed as it is; the body is what `x-amz-content-sha256` says of it.
        case s3
    }

    /// The rules of a service that is not S3.
    public static func standard(_ service: String) -> ServiceRules {
        ServiceRules(service: service, dialect: .standard)
    }

    /// The rules of S3.
    public static let s3 = ServiceRules(service: "s3", dialect: .s3)

    /// How far a request's date may lie from the server's, in seconds.
    public static let clockSkew: Int64 = 900
    /// The longest that a presigned URL may live, in seconds: a week.
    public static let longestPresignedLife: Int64 = 604_800
}
