import AWSTypes
import IdentityModel
import Operations
import S3Protocol
import SigV4

extension Authenticator {
    /// What a request to S3 says of its signature; nil: it is not signed.
    func s3Claim(of head: RequestHead, at now: Timestamp) throws(AWSError) -> SignatureClaim? {
        let isOld =
            head["authorization"].map { $0.hasPrefix("AWS ") }
            ?? (head.target.contains("AWSAccessKeyId=") && !head.target.contains("X-Amz-Credential="))
        if isOld {
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
        let (credential, secret) = try s3Credential(
            of: claim.accessKeyID, token: claim.securityToken, at: now, in: state)
        do {
            let key = signingKeys.key(of: claim.accessKeyID, secret, scope: claim.scope)
            try claim.verify(head, with: key, body: .pending, rules: .s3)
            return (credential, S3Proof(claim: claim, key: key))
        } catch {
            throw error.s3Error(signedBy: claim, now: now)
        }
    }

    /// The credential that the policy of a form was signed with.
    func authenticate(
        form: FormSignature, policy: String, at now: Timestamp, in state: IdentityState
    ) throws(AWSError) -> Credential {
        let (credential, secret) = try s3Credential(
            of: form.accessKeyID, token: form.securityToken, at: now, in: state)
        do {
            try form.verify(
                policy: policy, with: signingKeys.key(of: form.accessKeyID, secret, scope: form.scope))
        } catch {
            throw error.s3Error(signedBy: nil, now: now)
        }
        return credential
    }

    private func s3Credential(
        of accessKeyID: AccessKeyID, token: String?, at now: Timestamp, in state: IdentityState
    ) throws(AWSError) -> (Credential, SecretKey) {
        do {
            return try credential(of: accessKeyID, token: token, at: now, in: state)
        } catch  where error.code == "ExpiredToken" {
            throw AWSError("ExpiredToken", status: 400, "The provided token has expired.")
        } catch  where token != nil {
            throw AWSError("InvalidToken", status: 400, "The provided token is malformed or otherwise invalid.")
        } catch {
            throw SignatureFailure.unknownAccessKey(accessKeyID).s3Error(signedBy: nil, now: now)
        }
    }
}
