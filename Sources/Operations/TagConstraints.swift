import AWSTypes

/// Letters, spaces and digits of any script, and `_.:/=+-@`.
private func tagCharacters(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { scalar in
        if scalar.isASCII { return tagASCII.contains(UInt8(scalar.value)) }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .spaceSeparator,
            .lineSeparator, .paragraphSeparator, .decimalNumber, .letterNumber, .otherNumber:
            return true
        default:
            return false
        }
    }
}

private let tagASCII = ASCIISet.alphanumerics.union(" _.:/=+-@")
/// What a tag's key has to satisfy.
package let tagKeyConstraint = TextConstraint(
    1...128, TextPattern("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+") { !$0.isEmpty && tagCharacters($0) })
/// What a tag's value has to satisfy.
package let tagValueConstraint = TextConstraint(
    0...256, TextPattern("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*", accepts: tagCharacters))
