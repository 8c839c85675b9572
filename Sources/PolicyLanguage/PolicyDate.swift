import AWSTypes

/// A moment as policies write it: ISO 8601 in the W3C's subset, or seconds since 1970.
///
/// Four digits are a year.
public struct PolicyDate: Hashable, Sendable {
    /// The moment.
    public let timestamp: Timestamp

    /// Reads a date, or nil where the text is none.
    ///
    /// Fractions of a second are cut off.
    public init?(_ text: some StringProtocol) {
        if let date = Timestamp(iso8601: text) {
            timestamp = date
        } else if let seconds = Int64(text), text.first != "+" {
            timestamp = Timestamp(seconds: seconds)
        } else {
            return nil
        }
    }
}
