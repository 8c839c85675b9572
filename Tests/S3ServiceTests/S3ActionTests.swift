import S3Protocol
import ServiceAuthorizationData
import Testing

@testable import S3Service

@Suite("The table of S3's actions")
struct S3ActionTests {
    @Test("Each action that an operation asks for is one of S3's")
    func known() {
        let names = Set(S3Action.all.map(\.name))
        for operation in S3Operation.allCases {
            for isVersion in [false, true] {
                for action in operation.actions(ofVersion: isVersion) {
                    #expect(names.contains(action), "\(operation) asks for \(action)")
                }
            }
        }
    }

    @Test("Operations on objects ask for actions on objects, those on buckets for actions on buckets")
    func levels() {
        let levels = Dictionary(uniqueKeysWithValues: S3Action.all.map { ($0.name, $0.level) })
        let objects: Set<S3Operation> = [
            .getObject, .headObject, .getObjectAttributes, .putObject, .copyObject, .deleteObject, .getObjectTagging,
            .putObjectTagging, .deleteObjectTagging, .getObjectAcl, .putObjectAcl, .createMultipartUpload,
            .uploadPart, .uploadPartCopy, .completeMultipartUpload, .abortMultipartUpload, .listParts, .postObject,
        ]
        let none: Set<S3Operation> = [
            .listBuckets, .getAccountPublicAccessBlock, .putAccountPublicAccessBlock, .deleteAccountPublicAccessBlock,
        ]
        for operation in S3Operation.allCases {
            let expected: S3Action.Level =
                objects.contains(operation) ? .object : none.contains(operation) ? .other : .bucket
            for isVersion in [false, true] {
                for action in operation.actions(ofVersion: isVersion) {
                    #expect(levels[action] == expected, "\(operation): \(action)")
                }
            }
        }
    }

    @Test("The table says what AWS's reference says")
    func agreesWithTheReference() throws {
        var length = 0
        let start = sallyport_service_authorization(&length)
        let text = String(decoding: UnsafeBufferPointer(start: start, count: length), as: UTF8.self)
        #expect(text.contains("GetObjectVersionTagging"))
        for action in S3Action.all { #expect(text.contains(action.name), "\(action.name)") }
    }

    @Test("A family of keys is found by its members, and common keys by every action")
    func keys() throws {
        let get = try #require(S3Action.all.first { $0.name == "GetObject" })
        #expect(get.has(key: "existingobjecttag/team"))
        #expect(get.has(key: "signatureage"))
        #expect(!get.has(key: "prefix"))
        #expect(!get.has(key: "existingobjecttag"))
    }
}
