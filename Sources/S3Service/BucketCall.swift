import AWSTypes
import Authentication
import IdentityModel
import Operations
import S3Protocol
import SigV4

/// A call of an operation on a bucket, or on an account's settings, with its whole body.
package struct BucketCall: Sendable {
    /// The request.
    package let request: S3Request
    /// The body.
    package let body: [UInt8]
    /// Who asks.
    package let caller: Caller
    /// What new buckets are like.
    package let defaults: S3Defaults

    /// Gathers a call.
    package init(_ request: S3Request, body: [UInt8], by caller: Caller, defaults: S3Defaults) {
        self.request = request
        self.body = body
        self.caller = caller
        self.defaults = defaults
    }

    /// The bucket that is meant, with its account.
    ///
    /// - Throws: `NoSuchBucket`; `AccessDenied` where the request expects another owner.
    package func bucket(in state: IdentityState) throws(AWSError) -> (account: AccountState, bucket: Bucket) {
        guard let found = state.bucket(BucketName(unchecked: request.bucket)) else {
            throw .noSuchBucket(request.bucket)
        }
        try request.checkOwner(found.account.id)
        return found
    }
}

/// What new buckets are like, as whoever runs the server wants it.
package struct S3Defaults: Sendable {
    /// Whether they block public access, as AWS's do.
    package var blocksPublicAccess: Bool

    /// Makes defaults.
    package init(blocksPublicAccess: Bool = true) { self.blocksPublicAccess = blocksPublicAccess }
}

extension S3Request {
    /// Refuses a request that expects somebody else to own a bucket.
    package func checkOwner(_ owner: AccountID, field: String = "x-amz-expected-bucket-owner") throws(AWSError) {
        if let expected = header(field), expected != owner.description { throw .plainAccessDenied }
    }
}

/// What an operation answers.
package struct S3Result: Sendable {
    /// The HTTP status.
    package var status: Int
    /// Header fields, names in lower case.
    package var headers: [(name: String, value: String)]
    /// The body; empty: there is none.
    package var body: [UInt8]
    /// What the body is.
    package var contentType: String

    /// An answer without a body.
    package init(_ status: Int, headers: [(name: String, value: String)] = []) {
        self.status = status
        self.headers = headers
        body = []
        contentType = S3ErrorDocument.contentType
    }

    /// An answer with a document.
    package init(document: [UInt8], contentType: String = S3ErrorDocument.contentType) {
        status = 200
        headers = []
        body = document
        self.contentType = contentType
    }

    /// Done, and nothing to say.
    package static let noContent = S3Result(204)
    /// Done.
    package static let done = S3Result(200)
}

extension AccountID {
    /// The account as S3 calls it: 64 hexadecimal digits, the same at all times.
    package var canonicalUserID: String {
        ContentHash(of: Array("sallyport canonical user \(description)".utf8)).hexadecimal
    }
}
