import AWSTypes
import HummingbirdCore
import IdentityModel
import Operations
import S3Protocol
import S3Service

extension S3Road {
    /// Answers a request about objects: decides with what is known of them, and hands it on.
    func answer(_ visit: S3Visit, _ document: [UInt8], _ body: RequestBody) async throws(AWSError) -> S3Answer {
        let request = visit.request
        guard let (account, bucket) = visit.bucket else { throw .noSuchBucket(request.bucket) }
        let place = ObjectPlace(bucket: bucket, owner: account, key: request.key, versionID: request.versionID)
        let authorization = S3Authorization(
            request, by: visit.caller, carriage: visit.carriage, in: visit.state)
        let found = request.operation.asksForExistingTags ? try await objects.facts(of: place) : nil
        let tags = S3Road.tags(of: request, document)
        let source = try await source(of: visit)
        var checks: [AuthorizationCheck] = []
        if let source { checks = authorization.factsOfSource(source.place, source.facts).checks }
        if request.address.key == nil {
            checks += authorization.facts(of: bucket, ownedBy: account).checks
        } else {
            checks += authorization.facts(of: place, found ?? .missing, putting: try? tags?.get()).checks
        }
        try pipeline.authorize(
            AuthorizationFacts(checks: checks), named: request.operation.rawValue, by: visit.caller, in: visit.state)
        if let source, !source.facts.exists { throw absence(of: source.place, visit, authorization) }
        try AccessControlList.check(objectACLOf: request, in: bucket, ownedBy: account)
        switch request.operation {
        case .getObjectAcl, .putObjectAcl:
            guard found?.exists == true else { throw absence(of: place, visit, authorization) }
            if request.operation == .getObjectAcl {
                return S3Answer(S3Result(document: AccessControlList.document(owner: account.id)))
            }
            try AccessControlList.check(request, document, of: bucket, in: account)
            return S3Answer(.done)
        default: break
        }
        return await objects.run(
            ObjectCall(
                request: request, id: visit.facts.id, now: visit.facts.now, caller: visit.caller, place: place,
                facts: found, source: source, tags: try tags?.get(), proof: visit.proof, document: document,
                body: body,
                refusalOfDeletion: { key, version in
                    let object = ObjectPlace(bucket: bucket, owner: account, key: key, versionID: version)
                    do throws(AWSError) {
                        try pipeline.authorize(
                            authorization.factsOfDeletion(object), named: request.operation.rawValue,
                            by: visit.caller, in: visit.state)
                        return nil
                    } catch {
                        return error
                    }
                },
                absence: { absence(of: place, visit, authorization) }))
    }

    /// The tags that a request puts on an object; nil: it says nothing of tags.
    private static func tags(of request: S3Request, _ document: [UInt8]) -> Result<[Tag], AWSError>? {
        switch request.operation {
        case .putObjectTagging:
            return Result { () throws(AWSError) in try S3Tags.parse(document: document, of: .object) }
        case .putObject, .createMultipartUpload, .copyObject:
            let isCopied =
                request.operation == .copyObject
                && request.header("x-amz-tagging-directive")?.uppercased() != "REPLACE"
            guard !isCopied, let text = request.header("x-amz-tagging") else { return nil }
            return Result { () throws(AWSError) in try S3Tags.parse(header: text) }
        default: return nil
        }
    }

    /// What a request copies from, and what is known of it.
    private func source(
        of visit: S3Visit
    ) async throws(AWSError) -> (place: ObjectPlace, facts: ObjectFacts)? {
        guard visit.request.operation == .copyObject || visit.request.operation == .uploadPartCopy else { return nil }
        let source = try S3CopySource(visit.request)
        guard let (account, bucket) = visit.state.bucket(BucketName(unchecked: source.bucket)) else {
            throw .noSuchBucket(source.bucket)
        }
        try visit.request.checkOwner(account.id, field: "x-amz-source-expected-bucket-owner")
        let place = ObjectPlace(bucket: bucket, owner: account, key: source.key, versionID: source.versionID)
        return (place, try await objects.facts(of: place))
    }

    /// What is said where an object is not there: only those who may list are told so.
    private func absence(of place: ObjectPlace, _ visit: S3Visit, _ authorization: S3Authorization) -> AWSError {
        do throws(AWSError) {
            try pipeline.authorize(
                authorization.factsOfAbsence(in: place.bucket, ownedBy: place.owner),
                named: visit.request.operation.rawValue, by: visit.caller, in: visit.state)
        } catch {
            return error
        }
        return place.versionID.map { .noSuchVersion(place.key, $0) } ?? .noSuchKey(place.key)
    }
}
