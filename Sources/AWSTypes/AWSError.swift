/// An error as AWS puts it on the wire: a code, an HTTP status and a message.
///
/// The one error type that crosses modules. Two errors are equal when code and status are; the message is
/// for people, and tests compare it where AWS's wording is part of the contract.
public struct AWSError: Error, Hashable, Sendable {
    /// The code clients switch on, such as `NoSuchEntity`.
    public let code: String
    /// The HTTP status.
    public let status: Int
    /// What a person reads.
    public let message: String
    /// Which of the code's causes it is, where the service's model has a member `Reason`.
    public let reason: String?
    /// What else the answer says, in the order in which it says it; only S3's errors have such.
    public var details: [Detail] = []

    /// Makes an error.
    public init(_ code: String, status: Int, reason: String? = nil, _ message: String) {
        self.code = code
        self.status = status
        self.reason = reason
        self.message = message
    }

    /// Something that an error says beside its message: `<BucketName>photos</BucketName>`.
    public struct Detail: Hashable, Sendable {
        /// Its name on the wire.
        public let name: String
        /// What it says.
        public let value: String

        /// Makes a detail.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The same error that says more.
    public func adding(_ details: Detail...) -> AWSError {
        var error = self
        error.details += details
        return error
    }

    /// Whose fault it is, in the query protocol's words.
    public var fault: Fault { status < 500 ? .sender : .receiver }

    /// Who has to act for the error to go away.
    public enum Fault: String, Sendable {
        /// The client sent something that can't be done.
        case sender = "Sender"
        /// The server failed.
        case receiver = "Receiver"
    }

    /// Equality of code and status.
    public static func == (one: AWSError, other: AWSError) -> Bool {
        one.code == other.code && one.status == other.status
    }

    /// Hashes code and status.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(code)
        hasher.combine(status)
    }
}

extension AWSError: CustomStringConvertible {
    /// `Code (status): message`.
    public var description: String { "\(code) (\(status)): \(message)" }
}

extension AWSError {
    /// A parameter breaks a documented rule.
    public static func validation(_ message: String) -> AWSError {
        AWSError("ValidationError", status: 400, message)
    }

    /// The caller may not do this.
    public static func accessDenied(_ message: String) -> AWSError {
        AWSError("AccessDenied", status: 403, message)
    }

    /// Something inside failed; the cause is in the log, not in the answer.
    public static let internalFailure = AWSError(
        "InternalFailure", status: 500,
        "The request processing has failed because of an unknown error, exception or failure.")
}
