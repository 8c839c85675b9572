import AWSTypes

/// The date of HTTP's `Date` field.
enum HTTPDate {
    /// Reads `Sun, 06 Nov 1994 08:49:37 GMT`, the one form that RFC 9110 section 5.6.7 lets clients send, or nil.
    ///
    /// The zone may also be `UTC`, `+0000` or, as botocore has it, `-0000`. The day of the week is not compared with
    /// the date.
    static func timestamp(_ text: String) -> Timestamp? {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[0].utf8.count == 4, parts[0].hasSuffix(","),
            zones.contains(String(parts[5])),
            parts[1].utf8.count == 2, parts[3].utf8.count == 4, parts[4].utf8.count == 8,
            let month = months.firstIndex(of: String(parts[2]))
        else { return nil }
        let monthText = month < 9 ? "0\(month + 1)" : "\(month + 1)"
        return Timestamp(iso8601: "\(parts[3])-\(monthText)-\(parts[1])T\(parts[4])Z")
    }

    private static let zones = ["GMT", "UTC", "+0000", "-0000"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
}
