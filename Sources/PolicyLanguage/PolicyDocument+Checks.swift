import AWSTypes

/// The single checks that kinds of policies share.
extension PolicyDocument {
    /// Operators that nobody knows; IAM takes them for syntax errors.
    func validateOperators() throws(AWSError) {
        for statement in statements where statement.conditions.contains(where: { $0.operator.comparison == nil }) {
            throw .malformedPolicy("Syntax errors in policy.")
        }
    }

    /// What IAM's older parser still refuses: dates that are none, and ARNs cut off after an empty field.
    func validateLegacyForms() throws(AWSError) {
        for statement in statements {
            for condition in statement.conditions where condition.operator.comparison?.comparesDates == true {
                guard condition.values.allSatisfy({ PolicyDate($0.value) != nil }) else {
                    throw .malformedPolicy("The policy failed legacy parsing")
                }
            }
            for pattern in statement.resources?.patterns ?? [] where !ResourceFormat.passesLegacyParser(pattern.value) {
                throw .malformedPolicy("The policy failed legacy parsing")
            }
        }
    }

    func validateSids() throws(AWSError) {
        var seen: Set<String> = []
        for sid in statements.compactMap(\.sid?.value) where !sid.isEmpty {
            guard ASCIISet.alphanumerics.containsAll(sid.utf8) else {
                throw .malformedPolicy(
                    "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*"
                )
            }
            guard seen.insert(sid).inserted else {
                throw .malformedPolicy("Statement IDs (SID) in a single policy must be unique.")
            }
        }
    }

    func validateActions() throws(AWSError) {
        guard statements.allSatisfy({ $0.actions?.patterns.isEmpty == false }) else {
            throw .malformedPolicy("Policy statement must contain actions.")
        }
    }

    func validateResourcesExist() throws(AWSError) {
        guard statements.allSatisfy({ $0.resources?.patterns.isEmpty == false }) else {
            throw .malformedPolicy("Policy statement must contain resources.")
        }
    }

    func validateActionPrefixes() throws(AWSError) {
        for pattern in statements.flatMap({ $0.actions?.patterns ?? [] }) {
            let fields = pattern.value.split(separator: ":", omittingEmptySubsequences: false)
            if fields.count == 1, pattern.value != "*" {
                throw .malformedPolicy("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.")
            }
            if fields.count > 2 { throw .malformedPolicy("Actions/Condition can contain only one colon.") }
            guard fields[0] == "*" || PolicyDocument.vendorCharacters.containsAll(fields[0].utf8) else {
                throw .malformedPolicy("Vendor \(fields[0]) is not valid")
            }
        }
    }

    private static let vendorCharacters = ASCIISet.alphanumerics.union("-.")
}
