import AWSProtocols
import AWSTypes
import Authentication
import Foundation
import HTTPTypes
import IdentityModel
import IdentityStore
import Operations
import SigV4

/// The federation endpoint of the console's sign-in, `/federation`: a session becomes a sign-in token, and that a
/// sign-in.
///
/// Source: IAM User Guide, "Enable custom identity broker access to the AWS console". There is no console here, so a
/// login leads back to this server or to a page that says who signed in; and no token is stored: it is the session,
/// sealed once more.
struct SigninEndpoint: Sendable {
    let store: StateStore
    let keyRing: KeyRing
    let region: String
    let isSecure: Bool
    let surroundings: Surroundings

    static let path = "/federation"
    /// How long a sign-in token is good for, in seconds.
    static let tokenSeconds: Int64 = 15 * 60

    /// Whether a request is for this endpoint: nobody signs for it.
    static func accepts(_ request: ServerRequest) -> Bool {
        request.path == path && request.head["authorization"] == nil
    }

    /// Answers a request.
    func answer(_ request: ServerRequest) -> ServerResponse {
        let id = RequestID.make()
        var response: ServerResponse
        do throws(AWSError) {
            guard request.head.method == "GET" || request.head.method == "POST" else {
                throw AWSError("MethodNotAllowed", status: 405, "The method must be GET or POST.")
            }
            var parameters = QueryParameters()
            try parameters.add(formEncoded: request.query)
            try parameters.add(formEncoded: request.body)
            switch parameters["Action"] {
            case "getSigninToken": response = try tokenAnswer(parameters, request, id: id)
            case "login": response = try loginAnswer(parameters, request, id: id)
            default:
                throw AWSError("InvalidAction", status: 400, "The parameter Action must be getSigninToken or login.")
            }
        } catch {
            response = json(["code": error.code, "message": error.message], status: error.status, id: id)
        }
        response.headers[.cacheControl] = "no-store"
        return response
    }

    // MARK: getSigninToken

    /// The parameter `Session`: temporary credentials.
    private struct SessionParameter: Decodable {
        let sessionId: String
        let sessionKey: String
        let sessionToken: String
    }

    private func tokenAnswer(
        _ parameters: QueryParameters, _ request: ServerRequest, id: String
    ) throws(AWSError) -> ServerResponse {
        guard let text = parameters["Session"] else { throw .missing("Session") }
        guard let given = try? JSONDecoder().decode(SessionParameter.self, from: Data(text.utf8)),
            let key = AccessKeyID(given.sessionId), let session = try? current(given.sessionToken, with: key),
            session.secret == SecretKey(given.sessionKey), (try? caller(session, request, id: id)) != nil
        else { throw .invalidCredentials }
        switch session.principal {
        case .role, .federatedUser: break
        // AWS: sessions of GetSessionToken can't be used to sign in.
        case .user, .root, .assumedRoot: throw .invalidCredentials
        }
        let duration = try duration(parameters["SessionDuration"], of: session)
        let token = SigninToken(
            expires: surroundings.now() + SigninEndpoint.tokenSeconds, duration: duration,
            sessionToken: given.sessionToken)
        var entropy = RequestEntropy()
        return json(["SigninToken": token.sealed(with: keyRing, entropy: &entropy)], status: 200, id: id)
    }

    /// How long the sign-in is to last; nil: as long as the credentials.
    private func duration(_ text: String?, of session: Session) throws(AWSError) -> Int64? {
        guard let text else { return nil }
        // AWS: a federated user's sign-in lasts as long as its credentials, and to ask for more fails.
        if case .federatedUser = session.principal { throw .invalidCredentials }
        guard let seconds = Int64(text), (900...43_200).contains(seconds) else {
            throw .validation("SessionDuration must be a number of seconds from 900 to 43200.")
        }
        return seconds
    }

    private func current(_ token: String, with key: AccessKeyID) throws -> Session {
        let session = try SealedSession.open(token, with: keyRing)
        try session.requireCurrent(at: surroundings.now(), presentedWith: key)
        return session
    }

    /// Who the session's principal is now; throws where it is gone.
    private func caller(_ session: Session, _ request: ServerRequest, id: String) throws(AWSError) -> Caller {
        let facts = request.facts(id: id, now: surroundings.now(), region: region)
        return try Caller(.temporary(session), request: facts, in: store.snapshot)
    }

    // MARK: login

    private func loginAnswer(
        _ parameters: QueryParameters, _ request: ServerRequest, id: String
    ) throws(AWSError) -> ServerResponse {
        guard let text = parameters["SigninToken"] else { throw .missing("SigninToken") }
        guard let destination = parameters["Destination"] else { throw .missing("Destination") }
        let now = surroundings.now()
        guard let token = SigninToken(text, with: keyRing), now < token.expires,
            let session = try? SealedSession.open(token.sessionToken, with: keyRing), now < session.expires,
            let caller = try? caller(session, request, id: id)
        else { throw .invalidToken }
        let ends = token.duration.map { now + $0 } ?? session.expires
        var response = ServerResponse(
            status: 200, contentType: "text/html; charset=utf-8", requestID: id,
            body: Array(SigninPage(arn: caller.arn, ends: ends, destination: destination).html.utf8))
        if isHere(destination, request) {
            response.status = 302
            response.headers[.location] = destination
        }
        return response
    }

    /// Whether a link leads back to this server: a sign-in must not send people elsewhere.
    private func isHere(_ link: String, _ request: ServerRequest) -> Bool {
        guard link.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") }),
            let url = URLComponents(string: link), let host = request.head["host"]
        else { return false }
        if url.scheme == nil, url.host == nil { return link.hasPrefix("/") && !link.hasPrefix("//") }
        let named = (url.host ?? "") + (url.port.map { ":\($0)" } ?? "")
        return url.scheme == (isSecure ? "https" : "http") && url.user == nil && named == host
    }

    private func json(_ members: [String: String], status: Int, id: String) -> ServerResponse {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let body = (try? encoder.encode(members)).map { [UInt8]($0) } ?? []
        return ServerResponse(status: status, contentType: "application/json", requestID: id, body: body)
    }
}

extension AWSError {
    fileprivate static func missing(_ parameter: String) -> AWSError {
        .validation("The request must contain the parameter \(parameter).")
    }
    fileprivate static let invalidCredentials = AWSError(
        "InvalidCredentials", status: 400, "Invalid credentials parameter")
    fileprivate static let invalidToken = AWSError(
        "InvalidSigninToken", status: 400, "The sign-in token is invalid or expired.")
}
