import AWSTypes

/// The dates of HTTP's header fields: `Sun, 06 Nov 1994 08:49:37 GMT`.
enum HTTPDateText {
    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// A moment's text.
    static func text(_ moment: Timestamp) -> String {
        let day = Int((moment.seconds / 86400 - (moment.seconds % 86400 < 0 ? 1 : 0)) % 7 + 7) % 7
        // `20261124T083000Z`
        let digits = Array(moment.basicISO8601.utf8)
        guard digits.count == 16 else { return "" }
        let month = Int(digits[4] - 0x30) * 10 + Int(digits[5] - 0x30)
        var text: [UInt8] = []
        text.reserveCapacity(29)
        text.append(contentsOf: days[day].utf8)
        text.append(contentsOf: ", ".utf8)
        text.append(contentsOf: digits[6..<8])
        text.append(0x20)
        text.append(contentsOf: months[month - 1].utf8)
        text.append(0x20)
        text.append(contentsOf: digits[0..<4])
        for place in [9, 11, 13] {
            text.append(place == 9 ? 0x20 : UInt8(ascii: ":"))
            text.append(contentsOf: digits[place..<place + 2])
        }
        text.append(contentsOf: " GMT".utf8)
        return String(decoding: text, as: UTF8.self)
    }

    /// The moment of a text in that form, or of ISO 8601; nil for any other.
    static func moment(_ text: String) -> Timestamp? {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[0].hasSuffix(","), ["GMT", "UTC"].contains(String(parts[5])),
            let month = months.firstIndex(of: String(parts[2])), parts[1].utf8.count <= 2
        else { return Timestamp(iso8601: text) }
        func padded(_ text: some StringProtocol) -> String { text.utf8.count == 1 ? "0\(text)" : "\(text)" }
        return Timestamp(iso8601: "\(parts[3])-\(padded("\(month + 1)"))-\(padded(parts[1]))T\(parts[4])Z")
    }
}
