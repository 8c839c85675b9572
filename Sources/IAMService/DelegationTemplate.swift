import AWSTypes
import IdentityModel
import PolicyLanguage

/// A policy with places to fill, `@{name}`: what a delegation request's template is.
///
/// AWS has partners register their templates with it. Here any managed policy that the requestor's account can use may
/// be one, which those who accept a request get to see filled.
struct DelegationTemplate {
    private let text: String

    init(_ policy: ManagedPolicy) { text = policy.defaultVersion?.document.text ?? "" }

    /// The policy that the template makes; refused where places stay empty, or where it is no policy then.
    func filled(with parameters: [DelegatedPermissions.Parameter]) throws(AWSError) -> String {
        var filled = text
        var names = Set<String>()
        for parameter in parameters {
            guard names.insert(parameter.name).inserted else {
                throw .invalidInput("The policy parameter \(parameter.name) is given more than once.")
            }
            let place = "@{\(parameter.name)}"
            guard filled.contains(place) else {
                throw .invalidInput("The policy template has no parameter \(parameter.name).")
            }
            filled = try fill(place, of: filled, with: parameter)
        }
        guard !filled.contains("@{") else { throw .invalidInput("A parameter of the policy template has no value.") }
        do {
            return try PolicyDocument(parsing: filled, as: .session).text
        } catch {
            throw .invalidInput("The policy template and its parameters make no valid policy.")
        }
    }

    private func fill(
        _ place: String, of text: String, with parameter: DelegatedPermissions.Parameter
    ) throws(AWSError) -> String {
        let values = parameter.values.map { value in
            value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        }
        if parameter.isList { return fillList("\"\(place)\"", of: text, with: values.map { "\"\($0)\"" }) }
        guard values.count == 1 else {
            throw .invalidInput("The policy parameter \(parameter.name) must have one value.")
        }
        return text.replacing(place, with: values[0])
    }

    /// Puts a list where a text stood: among the elements of an array, or in place of a single value.
    private func fillList(_ place: String, of text: String, with values: [String]) -> String {
        let list = values.joined(separator: ", ")
        var filled = ""
        var rest = text[...]
        while let found = rest.firstRange(of: place) {
            let before = rest[..<found.lowerBound]
            filled += before
            let isElement = (before.last { !$0.isWhitespace } ?? filled.last { !$0.isWhitespace }) != ":"
            filled += isElement ? list : "[\(list)]"
            rest = rest[found.upperBound...]
        }
        return filled + rest
    }
}
