import AWSTypes
import Authentication
import Operations
import STSService
import TestSupport

extension World {
    /// Sends an operation of STS.
    @discardableResult
    mutating func sts(
        _ name: String, _ members: KeyValuePairs<String, String> = [:], by credential: Credential
    ) throws -> Answer {
        try call(name, of: STSService.definition, members, by: credential)
    }

    /// The session of credentials that an operation gave out, as its token says.
    func session(in answer: Answer) throws -> Session {
        guard let token = answer["SessionToken"] else { throw Missing(what: "session token") }
        return try SealedSession.open(token, with: keyRing)
    }

    /// Assumes a role of the first account, and goes on with the credentials.
    mutating func assume(
        _ role: String, _ further: (name: String, value: String)..., by credential: Credential
    ) throws -> Credential {
        try assume(role, further, by: credential)
    }

    /// Assumes a role of the first account, and goes on with the credentials.
    mutating func assume(
        _ role: String, _ further: [(name: String, value: String)], by credential: Credential
    ) throws -> Credential {
        let members: [(String, String)] = [
            ("RoleArn", "arn:aws:iam::\(World.account):role/\(role)"),
            ("RoleSessionName", "session"),
        ]
        return .temporary(
            try session(in: try call("AssumeRole", of: STSService.definition, members + further, by: credential)))
    }
}
