import AWSProtocols
import AWSTypes
import IdentityModel
import S3Protocol
import SafeXML

/// Settings that this server does not carry out: they are told as AWS tells those of a bucket that never had any, and
/// can be put only to what they are.
extension BucketOperations {
    static func getLifecycle(_ call: BucketCall, _ state: IdentityState) throws(AWSError) -> S3Result {
        throw try missing(
            "NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist", call, state)
    }

    static func getWebsite(_ call: BucketCall, _ state: IdentityState) throws(AWSError) -> S3Result {
        throw try missing(
            "NoSuchWebsiteConfiguration", "The specified bucket does not have a website configuration", call, state)
    }

    static func getReplication(_ call: BucketCall, _ state: IdentityState) throws(AWSError) -> S3Result {
        throw try missing(
            "ReplicationConfigurationNotFoundError", "The replication configuration was not found", call, state)
    }

    static func getObjectLock(_ call: BucketCall, _ state: IdentityState) throws(AWSError) -> S3Result {
        throw try missing(
            "ObjectLockConfigurationNotFoundError", "Object Lock configuration does not exist for this bucket", call,
            state)
    }

    /// Deletes a setting that is not there, which AWS answers like any other deletion.
    static func deleteNothing(_ call: BucketCall, _ state: IdentityState) throws(AWSError) -> S3Result {
        _ = try call.bucket(in: state)
        return .noContent
    }

    static func getLogging(_ call: BucketCall, _ state: IdentityState) throws(AWSError) -> S3Result {
        _ = try call.bucket(in: state)
        return S3Result(document: S3XML.document("BucketLoggingStatus") { _ in })
    }

    static func putLogging(_ call: BucketCall, _ state: IdentityState) throws(AWSError) -> S3Result {
        _ = try call.bucket(in: state)
        if try !S3XML.read(call.body, root: "BucketLoggingStatus").children.isEmpty {
            throw .notImplemented("Server access logging")
        }
        return .done
    }

    static func getRequestPayment(_ call: BucketCall, _ state: IdentityState) throws(AWSError) -> S3Result {
        _ = try call.bucket(in: state)
        return S3Result(document: S3XML.document("RequestPaymentConfiguration") { $0.field("Payer", "BucketOwner") })
    }

    static func putRequestPayment(_ call: BucketCall, _ state: IdentityState) throws(AWSError) -> S3Result {
        _ = try call.bucket(in: state)
        switch try S3XML.read(call.body, root: "RequestPaymentConfiguration")["Payer"]?.text {
        case "BucketOwner": return .done
        case "Requester": throw .notImplemented("Payment by requesters")
        default: throw .malformedXML
        }
    }

    static func getAcceleration(_ call: BucketCall, _ state: IdentityState) throws(AWSError) -> S3Result {
        _ = try call.bucket(in: state)
        return S3Result(document: S3XML.document("AccelerateConfiguration") { _ in })
    }

    static func putAcceleration(_ call: BucketCall, _ state: IdentityState) throws(AWSError) -> S3Result {
        _ = try call.bucket(in: state)
        switch try S3XML.read(call.body, root: "AccelerateConfiguration")["Status"]?.text {
        case "Suspended": return .done
        case "Enabled": throw .notImplemented("Transfer acceleration")
        default: throw .malformedXML
        }
    }

    static func getNotification(_ call: BucketCall, _ state: IdentityState) throws(AWSError) -> S3Result {
        _ = try call.bucket(in: state)
        return S3Result(document: S3XML.document("NotificationConfiguration") { _ in })
    }

    static func putNotification(_ call: BucketCall, _ state: IdentityState) throws(AWSError) -> S3Result {
        _ = try call.bucket(in: state)
        if try !S3XML.read(call.body, root: "NotificationConfiguration").children.isEmpty {
            throw .notImplemented("Event notification")
        }
        return .done
    }

    private static func missing(
        _ code: String, _ message: String, _ call: BucketCall, _ state: IdentityState
    ) throws(AWSError) -> AWSError {
        let bucket = try call.bucket(in: state).bucket
        return AWSError(code, status: 404, message).adding(.init("BucketName", bucket.name.text))
    }
}
