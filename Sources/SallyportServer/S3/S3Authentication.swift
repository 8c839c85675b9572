import AWSTypes
import IdentityModel
import Operations
import S3Protocol
import SigV4

extension Authenticator {
    /// What a request to S3 says of its signature; nil: it is not signed.
    func s3Claim(of head: RequestHead, at now: Timestamp) throws(AWSError) -> SignatureClaim? {
        let isOldQuery = head.target.contains("AWSAccessKeyId=") && !head.target.contains("X-Amz-Credential=")
        if isOldQuery || head["authorization"]?.hasPrefix("AWS ") == true {
            throw SignatureFailure.unsupportedAlgorithm("AWS").s3Error(signedBy: nil, now: now)
        }
        do {
            return try SignatureClaim(of: head)
        } catch {
            throw error.s3Error(signedBy: nil, now: now)
        }
    }

    /// The credential that a request to S3 was signed with, and the key that its chunks have to be signed with.
    ///
    /// The body is still to come; what the request declares of it is part of what was signed.
    func authenticate(
        s3 claim: SignatureClaim, of head: RequestHead, at now: Timestamp, in state: IdentityState
    ) throws(AWSError) -> (credential: Credential, proof: S3Proof) {
        do {
            try claim.validate(head, at: now, rules: .s3)
        } catch {
            throw error.s3Error(signedBy: claim, now: now)
        }
        let (credential, secret) = try s3Credential(of: claim, at: now, in: state)
        do {
            let key = signingKeys.key(of: claim.accessKeyID, secret, scope: claim.scope)
            try claim.verify(head, with: key, body: .pending, rules: .s3)
            return (credential, S3Proof(claim: claim, key: key))
        } catch {
            throw error.s3Error(signedBy: claim, now: now)
        }
    }

    private func s3Credential(
        of claim: SignatureClaim, at now: Timestamp, in state: IdentityState
    ) throws(AWSError) -> (Credential, SecretKey) {
        do {
            return try credential(of: claim, at: now, in: state)
        } catch  where error.code == "ExpiredToken" {
            throw AWSError("ExpiredToken", status: 400, "The provided token has expired.")
        } catch  where claim.securityToken != nil {
            throw AWSError("InvalidToken", status: 400, "The provided token is malformed or otherwise invalid.")
        } catch {
            throw SignatureFailure.unknownAccessKey(claim.accessKeyID).s3Error(signedBy: claim, now: now)
        }
    }
}
