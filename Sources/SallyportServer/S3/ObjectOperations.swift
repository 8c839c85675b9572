import AWSTypes
import HummingbirdCore
import IdentityModel
import Operations
import S3Protocol
import S3Service
import SigV4

/// What keeps objects and runs the operations on them.
///
/// The road has done all that comes before: who asks is known, the bucket is there, and what the operation needs is
/// allowed. Nothing here may ask who the caller is.
protocol ObjectOperations: Sendable {
    /// What is known of an object; asked once for each object that a request names.
    ///
    /// - Throws: `InternalError` where the store fails.
    func facts(of place: ObjectPlace) async throws(AWSError) -> ObjectFacts

    /// Runs an operation; errors are answers too.
    func run(_ call: ObjectCall) async -> S3Answer

    /// Takes nothing more into a bucket that holds nothing, so that it can be deleted.
    ///
    /// - Throws: `BucketNotEmpty` where it holds something.
    func close(_ bucket: Bucket) async throws(AWSError)

    /// Takes into a bucket again: it was not deleted after all.
    func reopen(_ bucket: Bucket) async

    /// Forgets a bucket that was deleted.
    func forget(_ bucket: Bucket) async
}

/// A call of an operation on objects that may go on.
struct ObjectCall: Sendable {
    /// The request.
    let request: S3Request
    /// The id that the answer carries.
    let id: String
    /// When it came in.
    let now: Timestamp
    /// Who asks, for those parts of an answer that name them; the decision has been taken.
    let caller: Caller
    /// The bucket, its account, and the object that is meant; the key is empty where a bucket is meant.
    let place: ObjectPlace
    /// What `facts` said of the object; nil where the operation is on a bucket.
    let facts: ObjectFacts?
    /// What is copied from, and what `facts` said of it.
    let source: (place: ObjectPlace, facts: ObjectFacts)?
    /// The tags that the request puts on the object; nil: it says nothing of tags.
    let tags: [Tag]?
    /// Who signed what, and the key to check signed chunks with; nil: nothing was signed.
    let proof: S3Proof?
    /// The whole body of an operation whose body is a document, verified.
    let document: [UInt8]
    /// The body of an operation whose body is an object's bytes, as it arrives; what was declared of it is not verified
    /// yet.
    let body: RequestBody
    /// Whether the caller may delete a key, or a version of it; nil: yes.
    let refusalOfDeletion: @Sendable (_ key: String, _ versionID: String?) -> AWSError?
    /// What to say where the object is not there: `NoSuchKey` or `NoSuchVersion`, or `AccessDenied` to those who may
    /// not list.
    let absence: @Sendable () -> AWSError
}

/// A signature that was found good.
struct S3Proof: Sendable {
    /// What was claimed.
    let claim: SignatureClaim
    /// The key that it was signed with.
    let key: SigningKey
}
