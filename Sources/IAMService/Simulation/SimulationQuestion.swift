import AWSProtocols
import AWSTypes
import IdentityModel
import Operations
import PolicyEngine
import PolicyLanguage

/// What both simulations are asked: all but whose policies they are about.
struct SimulationQuestion: Sendable {
    let actions: [String]
    /// At least one; `*` stands for no resource in particular, and then alone.
    let resources: [String]
    let policies: [PolicyDocument]
    let boundary: PolicyDocument?
    let resourcePolicy: PolicyDocument?
    let resourceOwner: AccountID?
    let caller: SimulatedCaller?
    let context: SimulationContext
    let page: SimulationPage

    /// Reads the members; `PolicyInputList` has to be there unless an entity has policies of its own.
    init<Simulation: Operation>(from input: WireInput, of simulation: Simulation.Type, hasEntity: Bool) {
        let texts =
            hasEntity
            ? input.texts("PolicyInputList", policyText) ?? []
            : input.requireList("PolicyInputList") { $0.requireText("", policyText) }
        actions = input.requireList("ActionNames") { $0.requireText("", TextConstraint(3...128)) }
        let boundaries = input.texts("PermissionsBoundaryPolicyInputList", policyText) ?? []
        if boundaries.count > 1 {
            input.reject(.invalidInput("The list of Permissions Boundary policies cannot exceed 1 items."))
        }
        resources = SimulationQuestion.resources(from: input)
        SimulationQuestion.check(actions, on: resources, in: input)
        context = SimulationContext(from: input)
        policies = input.simulated(texts) { "Policy input list item \($0) has invalid content" }
        boundary =
            input.simulated(boundaries) { "Permissions boundary policy input list item \($0) has invalid content" }
            .first
        caller = SimulatedCaller(from: input)
        resourceOwner = input.resourceOwner()
        resourcePolicy = input.resourcePolicy(on: resources, hasCaller: hasEntity || caller != nil)
        page = SimulationPage(from: input, of: simulation)
    }

    /// Whether resources are named.
    var namesResources: Bool { resources != ["*"] }

    /// `ResourceArns`: ARNs, or nothing in particular.
    private static func resources(from input: WireInput) -> [String] {
        let resources = input.texts("ResourceArns", TextConstraint(1...2048)) ?? []
        if resources.isEmpty || resources == ["*"] { return ["*"] }
        for resource in resources where ARN(resource) == nil {
            input.reject(.invalidInput("ResourceNames are not in a valid ARN format: \(resource)."))
        }
        return resources
    }

    /// Actions have a service; whether there is such an action, AWS leaves open.
    private static func check(_ actions: [String], on resources: [String], in input: WireInput) {
        if actions.isEmpty { input.reject(.invalidInput("ActionNames cannot be null or empty.")) }
        if actions.contains(where: { !$0.utf8.contains(UInt8(ascii: ":")) }) {
            input.reject(.invalidInput("The action is invalid since it is missing names"))
        }
        let option = input.text("ResourceHandlingOption", TextConstraint(1...64))
        guard option != nil, resources != ["*"] else { return }
        let scenarios = ["ec2:", "cloudwatch:", "devicefarm:"]
        for action in actions where !scenarios.contains(where: action.lowercased().hasPrefix) {
            input.reject(
                .invalidInput(
                    "Invalid input resource handling options. Action does not support resource handling options: "
                        + "\(action)."))
        }
    }
}

extension WireInput {
    /// Policies that need not be fit to be saved, only to be decided on.
    func simulated(_ texts: [String], _ fault: (Int) -> String) -> [PolicyDocument] {
        texts.enumerated().map { place, text in
            if let document = try? PolicyDocument(parsing: text), document.isDecidable(namesPrincipals: false) {
                return document
            }
            reject(.invalidInput(fault(place + 1)))
            return .denyingEverything
        }
    }

    /// `ResourceOwner`: an ARN in the account that owns what has no owner in its own ARN.
    fileprivate func resourceOwner() -> AccountID? {
        guard let text = text("ResourceOwner", TextConstraint(1...2048)) else { return nil }
        if let arn = ARN(text), arn.service == "iam", let account = arn.accountID { return account }
        reject(.invalidInput("'\(text)' is not a valid as a Resource Owner."))
        return nil
    }

    /// `ResourcePolicy`; it needs a caller for its principals, and resources to stand on.
    fileprivate func resourcePolicy(on resources: [String], hasCaller: Bool) -> PolicyDocument? {
        guard let text = text("ResourcePolicy", policyText) else { return nil }
        if !hasCaller { reject(.invalidInput("Invalid caller - Caller cannot be null or empty.")) }
        if resources == ["*"] {
            reject(.invalidInput("Invalid Entity Arn: * does not clearly define entity type and name."))
        }
        guard let document = try? PolicyDocument(parsing: text), document.isDecidable(namesPrincipals: true) else {
            reject(.invalidInput("Resource policy has invalid content"))
            return nil
        }
        let patterns = document.statements.flatMap { $0.resources?.patterns ?? [] }
        if patterns.contains(where: { $0.value == "*" }) {
            reject(.invalidInput("ResourceNames are not in a valid ARN format: *."))
        }
        return document
    }
}

extension PolicyDocument {
    /// Whether the statements have what a decision needs, and name principals just where those are looked for.
    fileprivate func isDecidable(namesPrincipals: Bool) -> Bool {
        statements.allSatisfy { statement in
            (statement.principals != nil) == namesPrincipals
                && statement.actions?.patterns.isEmpty == false
                && (namesPrincipals || statement.resources?.patterns.isEmpty == false)
                && statement.conditions.allSatisfy { $0.operator.comparison != nil }
        }
    }
}

let policyText = TextConstraint(1...131_072, .policyDocument)

/// Which results of a simulation a client asks for.
///
/// AWS: a marker is a number of actions to leave out, whatever the actions are this time.
struct SimulationPage: Sendable {
    let start: Int
    let limit: Int
    private let prefix: String

    init<Simulation: Operation>(from input: WireInput, of simulation: Simulation.Type) {
        let prefix = Simulation.name + " "
        self.prefix = prefix
        limit = input.integer("MaxItems", in: 1...1000) ?? 100
        let marker = input.text("Marker", markerConstraint)
        let text = marker.flatMap(Base64.decode).flatMap { String(validating: $0, as: UTF8.self) }
        let place = text.flatMap { $0.hasPrefix(prefix) ? Int($0.dropFirst(prefix.count)) : nil }
        start = place.map { max(0, $0) } ?? 0
        if marker != nil, place == nil { input.reject(.invalidInput("Invalid marker for pagination.")) }
    }

    /// The marker that stands for `place` actions.
    func marker(at place: Int) -> String { Base64.encode(Array("\(prefix)\(place)".utf8)) }
}
