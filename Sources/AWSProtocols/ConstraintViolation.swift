import AWSTypes

/// A member of a request that breaks a constraint of AWS's model.
package struct ConstraintViolation: Sendable, Hashable {
    /// The member, as messages spell it.
    package let member: String
    /// Its value; nil: it is missing, or a secret.
    package let value: String?
    /// What it breaks.
    package let constraint: Constraint

    /// How a service words its refusal of what was found, of which there is at least one.
    package typealias Refusal = @Sendable ([ConstraintViolation]) -> AWSError

    /// What a member can break.
    package enum Constraint: Sendable, Hashable {
        /// It has to be there.
        case required
        /// A length or a pattern.
        case text(TextConstraint.Violation)
        /// It is not to be more.
        case tooLarge(Int)
        /// It is not to be less.
        case tooSmall(Int)
        /// It has to be one of these.
        case choice([String])
        /// A key of the map has to be otherwise.
        case mapKeys([TextConstraint.Violation])
        /// A value of the map has to be otherwise.
        case mapValues([TextConstraint.Violation])
    }

    /// Makes a violation.
    package init(member: String, value: String?, constraint: Constraint) {
        self.member = member
        self.value = value
        self.constraint = constraint
    }

    /// Most services' refusal: one error that lists everything.
    package static let allTogether: Refusal = { violations in
        let errors = violations.count == 1 ? "error" : "errors"
        return .validation(
            "\(violations.count) validation \(errors) detected: "
                + violations.map(\.description).joined(separator: "; "))
    }
}

extension ConstraintViolation: CustomStringConvertible {
    /// `Value 'x' at 'member' failed to satisfy constraint: …`; secrets' values are left out.
    package var description: String {
        let shown = value.map { "'\($0)' " } ?? (constraint == .required ? "null " : "")
        return "Value \(shown)at '\(member)' failed to satisfy constraint: \(constraint.wording)"
    }
}

extension ConstraintViolation.Constraint {
    fileprivate var wording: String {
        switch self {
        case .required: "Member must not be null"
        case .text(let violation): violation.description
        case .tooLarge(let limit): "Member must have value less than or equal to \(limit)"
        case .tooSmall(let limit): "Member must have value greater than or equal to \(limit)"
        case .mapKeys(let broken):
            "Map keys must satisfy constraint: [\(broken.map(\.description).joined(separator: ", "))]"
        case .mapValues(let broken):
            "Map value must satisfy constraint: [\(broken.map(\.description).joined(separator: ", "))]"
        case .choice(let known): "Member must satisfy enum value set: [\(known.joined(separator: ", "))]"
        }
    }
}

extension AWSError {
    /// The request can't be read as the service's model has it.
    package static func serialization(_ message: String) -> AWSError {
        AWSError("SerializationException", status: 400, message)
    }
}
