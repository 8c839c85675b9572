import AWSProtocols
import AWSTypes
import IdentityModel
import S3Protocol
import SafeXML

/// Access control lists: there is one, that of the owner alone, and it can't be changed.
///
/// Source: S3 User Guide, "Controlling ownership of objects and disabling ACLs for your bucket".
package enum AccessControlList {
    /// The document: the owner may everything.
    package static func document(owner: AccountID) -> [UInt8] {
        let id = owner.canonicalUserID
        return S3XML.document("AccessControlPolicy") { writer in
            writer.structure("Owner") { $0.field("ID", id) }
            writer.structure("AccessControlList") { writer in
                writer.structure("Grant") { writer in
                    writer.open(
                        "Grantee xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
                            + "xsi:type=\"CanonicalUser\"")
                    writer.field("ID", id)
                    writer.close("Grantee")
                    writer.field("Permission", "FULL_CONTROL")
                }
            }
        }
    }

    /// Takes a request to put an ACL that would change nothing, and refuses all others.
    ///
    /// - Throws: `AccessControlListNotSupported` where ACLs are off, `AccessDenied` for public ones that are blocked,
    ///   `NotImplemented`.
    package static func check(
        _ request: S3Request, _ body: [UInt8], of bucket: Bucket, in owner: AccountState
    ) throws(AWSError) {
        if let canned = request.header("x-amz-acl") {
            try check(canned: canned, of: bucket, in: owner, onPut: true)
        } else if request.hasACL {
            throw bucket.ownership == .bucketOwnerEnforced ? .accessControlListNotSupported : .notImplemented("A grant")
        } else {
            let policy = try S3XML.read(body, root: "AccessControlPolicy")
            guard let grants = policy["AccessControlList"]?.all("Grant") else { throw .malformedXML }
            let isOwners = grants.allSatisfy {
                $0["Grantee"]?["ID"]?.text == owner.id.canonicalUserID && $0["Permission"]?.text == "FULL_CONTROL"
            }
            if isOwners, grants.count == 1 { return }
            throw bucket.ownership == .bucketOwnerEnforced ? .accessControlListNotSupported : .notImplemented("A grant")
        }
    }

    /// Takes the ACL that a request to write an object carries, or refuses it.
    package static func check(
        objectACLOf request: S3Request, in bucket: Bucket, ownedBy owner: AccountState
    )
        throws(AWSError)
    {
        guard request.hasACL else { return }
        guard let canned = request.header("x-amz-acl") else {
            throw bucket.ownership == .bucketOwnerEnforced ? .accessControlListNotSupported : .notImplemented("A grant")
        }
        try check(canned: canned, of: bucket, in: owner, onPut: false)
    }

    private static let canned: Set<String> = [
        "private", "public-read", "public-read-write", "authenticated-read", "aws-exec-read", "bucket-owner-read",
        "bucket-owner-full-control", "log-delivery-write",
    ]

    private static func check(
        canned name: String, of bucket: Bucket, in owner: AccountState, onPut isPut: Bool
    ) throws(AWSError) {
        guard canned.contains(name) else { throw .invalidArgument("", "x-amz-acl", name) }
        if name == "bucket-owner-full-control" || name == "private" && !isPut { return }
        if bucket.ownership == .bucketOwnerEnforced { throw .accessControlListNotSupported }
        if name == "private" { return }
        let block = bucket.effectivePublicAccessBlock(in: owner)
        if block.blocksPublicACLs, name.hasPrefix("public-") || name == "authenticated-read" {
            throw .plainAccessDenied
        }
        throw .notImplemented("An ACL other than private")
    }
}
