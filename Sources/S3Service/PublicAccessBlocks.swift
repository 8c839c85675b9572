import AWSProtocols
import AWSTypes
import IdentityModel
import Operations
import S3Protocol
import SafeXML
import SigV4

extension BucketOperations {
    // MARK: Of a bucket

    static func getPublicAccessBlock(_ call: BucketCall, _ state: IdentityState) throws(AWSError) -> S3Result {
        let bucket = try call.bucket(in: state).bucket
        guard let block = bucket.publicAccessBlock else {
            throw AWSError.noSuchPublicAccessBlock.adding(.init("BucketName", bucket.name.text))
        }
        return S3Result(document: document(block))
    }

    static func putPublicAccessBlock(_ call: BucketCall, _ draft: inout Draft) throws(AWSError) -> S3Result {
        let block = try readPublicAccessBlock(call.body)
        try change(call, in: &draft) { bucket throws(AWSError) in bucket.publicAccessBlock = block }
        return .done
    }

    static func deletePublicAccessBlock(_ call: BucketCall, _ draft: inout Draft) throws(AWSError) -> S3Result {
        try change(call, in: &draft) { bucket throws(AWSError) in bucket.publicAccessBlock = nil }
        return .noContent
    }

    // MARK: Of an account

    static func getAccountPublicAccessBlock(
        _ call: BucketCall, _ state: IdentityState
    ) throws(AWSError) -> S3Result {
        let account = try account(of: call, in: state)
        guard let block = account.publicAccessBlock else {
            throw AWSError.noSuchPublicAccessBlock.adding(.init("AccountId", account.id.description))
        }
        return S3Result(document: document(block))
    }

    static func putAccountPublicAccessBlock(_ call: BucketCall, _ draft: inout Draft) throws(AWSError) -> S3Result {
        var account = try account(of: call, in: draft.state)
        account.publicAccessBlock = try readPublicAccessBlock(call.body)
        draft.put(.account(account), in: account.id)
        return S3Result(201)
    }

    static func deleteAccountPublicAccessBlock(
        _ call: BucketCall, _ draft: inout Draft
    ) throws(AWSError) -> S3Result {
        var account = try account(of: call, in: draft.state)
        account.publicAccessBlock = nil
        draft.put(.account(account), in: account.id)
        return .noContent
    }

    /// The account that S3 Control is asked about: the caller's own, and no other.
    private static func account(of call: BucketCall, in state: IdentityState) throws(AWSError) -> Account {
        let host = call.request.header("host")?.split(separator: ".").first.map(String.init)
        let named = call.request.header("x-amz-account-id") ?? host.flatMap { AccountID($0) }?.description
        guard let named else { throw .invalidRequest("Missing required header for this request: x-amz-account-id") }
        guard named == call.caller.accountID.description, let account = state[call.caller.accountID]?.account else {
            throw .plainAccessDenied
        }
        return account
    }

    // MARK: The document

    private static func document(_ block: PublicAccessBlock) -> [UInt8] {
        S3XML.document("PublicAccessBlockConfiguration") { writer in
            writer.field("BlockPublicAcls", block.blocksPublicACLs)
            writer.field("IgnorePublicAcls", block.ignoresPublicACLs)
            writer.field("BlockPublicPolicy", block.blocksPublicPolicy)
            writer.field("RestrictPublicBuckets", block.restrictsPublicBuckets)
        }
    }

    private static func readPublicAccessBlock(_ body: [UInt8]) throws(AWSError) -> PublicAccessBlock {
        let document = try S3XML.read(body, root: "PublicAccessBlockConfiguration")
        return PublicAccessBlock(
            blocksPublicACLs: try truth(document["BlockPublicAcls"]),
            ignoresPublicACLs: try truth(document["IgnorePublicAcls"]),
            blocksPublicPolicy: try truth(document["BlockPublicPolicy"]),
            restrictsPublicBuckets: try truth(document["RestrictPublicBuckets"]))
    }

    private static func truth(_ element: XMLElement?) throws(AWSError) -> Bool {
        switch element?.text.lowercased() {
        case nil, "false": return false
        case "true": return true
        default: throw .malformedXML
        }
    }
}

extension AWSError {
    fileprivate static let noSuchPublicAccessBlock = AWSError(
        "NoSuchPublicAccessBlockConfiguration", status: 404, "The public access block configuration was not found")
}
