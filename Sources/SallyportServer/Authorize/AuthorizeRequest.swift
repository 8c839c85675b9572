import AWSTypes
import PolicyLanguage

/// What a service asks in one request: for one caller or several, one question or many.
///
/// ```json
/// {"caller": …, "action": …, "resource": …}
/// {"caller": …, "questions": [{"action": …, "resource": …}, …]}
/// {"batch": [{"caller": …, "questions": […]}, …]}
/// ```
struct AuthorizeRequest: Sendable {
    let groups: [Group]
    let form: Form

    /// The questions about one caller.
    struct Group: Sendable {
        let caller: AuthorizeCaller
        let questions: [AuthorizeQuestion]
        let wantsTrace: Bool
    }

    /// How it was asked, which is how it is answered.
    enum Form: Sendable {
        case question
        case questions
        case batch
    }

    /// The most questions in one request.
    static let greatestCount = 1000
    /// The most questions in one request that wants traces.
    static let greatestTracedCount = 100

    init(_ body: [UInt8]) throws(AWSError) {
        let value: JSONValue
        do {
            value = try JSONReader.read(body)
        } catch {
            throw .validation("The body must be JSON; at \(error)")
        }
        if value["batch"] == nil {
            let (group, form) = try AuthorizeRequest.group(value, at: "", of: body)
            (groups, self.form) = ([group], form)
        } else {
            let input = try JSONInput(value, at: "", members: ["batch"])
            var groups: [Group] = []
            let elements = try input.array("batch") ?? []
            guard (1...AuthorizeRequest.greatestCount).contains(elements.count) else {
                throw .validation("batch must have 1 to \(AuthorizeRequest.greatestCount) members.")
            }
            for (place, element) in elements.enumerated() {
                groups.append(try AuthorizeRequest.group(element, at: "batch[\(place)]", of: body).0)
            }
            (self.groups, form) = (groups, .batch)
        }
        let count = groups.reduce(0) { $0 + $1.questions.count }
        let traced = groups.reduce(0) { $0 + ($1.wantsTrace ? $1.questions.count : 0) }
        if count > AuthorizeRequest.greatestCount {
            throw .validation("\(count) questions are more than \(AuthorizeRequest.greatestCount).")
        }
        if traced > AuthorizeRequest.greatestTracedCount {
            throw .validation("\(traced) questions with a trace are more than \(AuthorizeRequest.greatestTracedCount).")
        }
    }

    private static func group(
        _ value: JSONValue, at path: String, of body: [UInt8]
    ) throws(AWSError) -> (Group, Form) {
        let shared = AuthorizeQuestion.sharedMembers
        let input = try JSONInput(
            value, at: path, members: ["caller", "trace", "questions"] + AuthorizeQuestion.ownMembers + shared)
        guard let caller = input["caller"] else { throw .validation("\(input.place(of: "caller")) is missing.") }
        let who = try AuthorizeCaller(caller, at: input.place(of: "caller"))
        let wantsTrace = try input.boolean("trace") ?? false
        var common = AuthorizeQuestion()
        try common.take(shared: input, of: body)
        guard let list = try input.array("questions") else {
            try common.take(own: input)
            return (Group(caller: who, questions: [common], wantsTrace: wantsTrace), .question)
        }
        if let own = AuthorizeQuestion.ownMembers.first(where: { input[$0] != nil }) {
            throw .validation("\(input.place(of: own)) and \(input.place(of: "questions")) exclude each other.")
        }
        guard (1...greatestCount).contains(list.count) else {
            throw .validation("\(input.place(of: "questions")) must have 1 to \(greatestCount) members.")
        }
        var questions: [AuthorizeQuestion] = []
        for (place, element) in list.enumerated() {
            let own = try JSONInput(
                element, at: "\(input.place(of: "questions"))[\(place)]",
                members: AuthorizeQuestion.ownMembers + shared)
            var question = common
            try question.take(shared: own, of: body)
            try question.take(own: own)
            questions.append(question)
        }
        return (Group(caller: who, questions: questions, wantsTrace: wantsTrace), .questions)
    }
}
