import AWSTypes
import SigV4
import Testing

/// A request that is verified, for tests that break it in one place.
struct SignedExample {
    static let now = Timestamp(seconds: 1_795_509_000)  // 2026-11-24T08:30:00Z
    static let body = Array("Action=GetCallerIdentity&Version=2011-06-15".utf8)
    let rules: ServiceRules

    var signer: Signer? {
        AccessKeyID(example.id).map {
            Signer(accessKeyID: $0, secret: example.secret, region: "us-east-1", rules: rules)
        }
    }

    func header() throws -> RequestHead {
        let fields = [HeaderField("Host", "sts.amazonaws.com"), HeaderField("Content-Type", "text/plain")]
        let head = RequestHead(method: "POST", target: "/", fields: fields)
        return try #require(signer).sign(head, payload: .sha256(ContentHash(of: Self.body)), at: Self.now)
    }

    func presigned(expires: Int64 = 900) throws -> RequestHead {
        let head = RequestHead(
            method: "GET", target: "/?Action=GetCallerIdentity", fields: [HeaderField("Host", "sts.amazonaws.com")])
        return try #require(signer).presign(head, payload: .absent, expires: expires, at: Self.now)
    }
}

extension RequestHead {
    /// The head with a change in the values of the fields of that name.
    func changing(_ name: String, _ change: (inout String) -> Void) -> RequestHead {
        var head = self
        for place in head.fields.indices where head.fields[place].name == name { change(&head.fields[place].value) }
        return head
    }

    func replacing(_ old: String, _ new: String, in name: String = "Authorization") -> RequestHead {
        changing(name) { $0 = $0.split(separator: old, omittingEmptySubsequences: false).joined(separator: new) }
    }

    func replacingInTarget(_ old: String, _ new: String) -> RequestHead {
        var head = self
        head.target = target.split(separator: old, omittingEmptySubsequences: false).joined(separator: new)
        return head
    }
}
