/// A moment, in whole seconds since 1970-01-01T00:00:00Z.
///
/// AWS's APIs speak of time in seconds. The Gregorian calendar is used for all years; leap seconds do not exist.
public struct Timestamp: Hashable, Sendable, Comparable, Codable {
    /// Seconds since the epoch.
    public let seconds: Int64

    /// The moment that many seconds after the epoch.
    public init(seconds: Int64) { self.seconds = seconds }

    /// Earlier is less.
    public static func < (one: Timestamp, other: Timestamp) -> Bool { one.seconds < other.seconds }

    /// The moment `seconds` later.
    public static func + (moment: Timestamp, seconds: Int64) -> Timestamp {
        Timestamp(seconds: moment.seconds + seconds)
    }

    /// The moment `seconds` earlier.
    public static func - (moment: Timestamp, seconds: Int64) -> Timestamp {
        Timestamp(seconds: moment.seconds - seconds)
    }

    /// The seconds from `other` to this moment.
    public static func - (moment: Timestamp, other: Timestamp) -> Int64 { moment.seconds - other.seconds }

    /// Reads the moment as a plain number.
    public init(from decoder: any Decoder) throws {
        seconds = try decoder.singleValueContainer().decode(Int64.self)
    }

    /// Writes the moment as a plain number.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(seconds)
    }
}

// MARK: - Text

extension Timestamp: CustomStringConvertible {
    /// `2026-11-24T08:30:00Z`, the form of AWS's answers.
    public var description: String { iso8601 }

    /// `2026-11-24T08:30:00Z`.
    public var iso8601: String {
        let basic = Array(basicISO8601.utf8)
        guard basic.count == 16 else {
            let fields = CivilTime(self)
            return "\(padded(fields.year, 4))-\(padded(fields.month))-\(padded(fields.day))T"
                + "\(padded(fields.hour)):\(padded(fields.minute)):\(padded(fields.second))Z"
        }
        return String(unsafeUninitializedCapacity: 20) { text in
            var place = 0
            for (index, digit) in basic.enumerated() {
                if index == 4 || index == 6 { text[place] = UInt8(ascii: "-") }
                if index == 11 || index == 13 { text[place] = UInt8(ascii: ":") }
                if index == 4 || index == 6 || index == 11 || index == 13 { place += 1 }
                text[place] = digit
                place += 1
            }
            return place
        }
    }

    /// `20261124T083000Z`, the form of signatures.
    public var basicISO8601: String {
        let fields = CivilTime(self)
        guard (0...9999).contains(fields.year) else {
            return "\(padded(fields.year, 4))\(padded(fields.month))\(padded(fields.day))T"
                + "\(padded(fields.hour))\(padded(fields.minute))\(padded(fields.second))Z"
        }
        // Digit by digit: each signature has its date in this form.
        return String(unsafeUninitializedCapacity: 16) { text in
            func write(_ number: Int, at place: Int) {
                text[place] = UInt8(0x30 + number / 10)
                text[place + 1] = UInt8(0x30 + number % 10)
            }
            write(fields.year / 100, at: 0)
            write(fields.year % 100, at: 2)
            write(fields.month, at: 4)
            write(fields.day, at: 6)
            text[8] = UInt8(ascii: "T")
            write(fields.hour, at: 9)
            write(fields.minute, at: 11)
            write(fields.second, at: 13)
            text[15] = UInt8(ascii: "Z")
            return 16
        }
    }

    /// Reads `20261124T083000Z`, or nil.
    public init?(basicISO8601 text: some StringProtocol) {
        self.init(basicISO8601: String(text))
    }

    /// Reads `20261124T083000Z`, or nil; the form that requests take, once each.
    public init?(basicISO8601 text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 16, bytes[8] == UInt8(ascii: "T"), bytes[15] == UInt8(ascii: "Z"),
            let year = number(bytes[0..<4]), let month = number(bytes[4..<6]), let day = number(bytes[6..<8]),
            let hour = number(bytes[9..<11]), let minute = number(bytes[11..<13]), let second = number(bytes[13..<15]),
            let civil = CivilTime(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
        else { return nil }
        self = civil.timestamp
    }

    /// Reads the W3C subset of ISO 8601 that AWS's policies use, or nil.
    ///
    /// The forms are `2026`, `2026-11`, `2026-11-24`, `2026-11-24T08:30Z` and `2026-11-24T08:30:00.5+01:00`;
    /// fractions of a second are cut off.
    ///
    /// Source: W3C note "Date and Time Formats", and IAM User Guide, "Date condition operators".
    public init?(iso8601 text: some StringProtocol) {
        var reader = DateReader(bytes: Array(text.utf8))
        guard let civil = reader.read() else { return nil }
        self = civil
    }
}

private func padded(_ number: Int, _ width: Int = 2) -> String {
    let digits = String(number)
    return digits.utf8.count >= width ? digits : String(repeating: "0", count: width - digits.utf8.count) + digits
}

private func number(_ digits: ArraySlice<UInt8>) -> Int? {
    var value = 0
    for byte in digits {
        guard ASCIISet.digits.contains(byte) else { return nil }
        value = value * 10 + Int(byte - 0x30)
    }
    return value
}

/// Reads dates field by field.
private struct DateReader {
    let bytes: [UInt8]
    var place = 0

    mutating func read() -> Timestamp? {
        guard let year = digits(4) else { return nil }
        var (month, day) = (1, 1)
        if take("-") {
            guard let read = digits(2) else { return nil }
            month = read
            if take("-") {
                guard let read = digits(2) else { return nil }
                day = read
                if take("T") || take("t") { return readTime(year, month, day) }
            }
        }
        guard place == bytes.count else { return nil }
        return CivilTime(year: year, month: month, day: day, hour: 0, minute: 0, second: 0)?.timestamp
    }

    private mutating func readTime(_ year: Int, _ month: Int, _ day: Int) -> Timestamp? {
        guard let hour = digits(2), take(":"), let minute = digits(2) else { return nil }
        var second = 0
        if take(":") {
            guard let read = digits(2) else { return nil }
            second = read
            if take(".") {
                let start = place
                while place < bytes.count, ASCIISet.digits.contains(bytes[place]) { place += 1 }
                guard place > start else { return nil }
            }
        }
        guard let offset = readOffset(), place == bytes.count,
            let civil = CivilTime(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
        else { return nil }
        return civil.timestamp - Int64(offset)
    }

    /// `Z`, or `+hh:mm`, in seconds east of Greenwich.
    private mutating func readOffset() -> Int? {
        if take("Z") || take("z") { return 0 }
        let sign = take("+") ? 1 : take("-") ? -1 : 0
        guard sign != 0, let hours = digits(2), take(":"), let minutes = digits(2), hours < 24, minutes < 60 else {
            return nil
        }
        return sign * (hours * 3600 + minutes * 60)
    }

    private mutating func digits(_ count: Int) -> Int? {
        guard place + count <= bytes.count, let value = number(bytes[place..<place + count]) else { return nil }
        place += count
        return value
    }

    private mutating func take(_ character: Character) -> Bool {
        guard place < bytes.count, bytes[place] == character.asciiValue else { return false }
        place += 1
        return true
    }
}

// MARK: - Calendar

/// A moment's fields in UTC.
struct CivilTime {
    var year, month, day, hour, minute, second: Int

    /// Nil for a date that the calendar does not have.
    init?(year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int) {
        guard (1...12).contains(month), day >= 1, day <= CivilTime.days(in: month, of: year),
            (0...23).contains(hour), (0...59).contains(minute), (0...59).contains(second)
        else { return nil }
        (self.year, self.month, self.day, self.hour, self.minute, self.second) = (
            year, month, day, hour, minute, second
        )
    }

    init(_ moment: Timestamp) {
        var days = Int(moment.seconds) / 86_400
        var rest = Int(moment.seconds) % 86_400
        if rest < 0 {
            rest += 86_400
            days -= 1
        }
        (hour, minute, second) = (rest / 3600, rest % 3600 / 60, rest % 60)
        // Days since 0000-03-01, so that a leap day ends its year; 146,097 days make a cycle of 400 years.
        let shifted = days + 719_468
        let cycle = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfCycle = shifted - cycle * 146_097
        let yearOfCycle = (dayOfCycle - dayOfCycle / 1460 + dayOfCycle / 36_524 - dayOfCycle / 146_096) / 365
        let dayOfYear = dayOfCycle - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfCycle + cycle * 400 + (month <= 2 ? 1 : 0)
    }

    var timestamp: Timestamp {
        let shiftedYear = month <= 2 ? year - 1 : year
        let cycle = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
        let yearOfCycle = shiftedYear - cycle * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfCycle = yearOfCycle * 365 + yearOfCycle / 4 - yearOfCycle / 100 + dayOfYear
        let days = cycle * 146_097 + dayOfCycle - 719_468
        return Timestamp(seconds: Int64(days * 86_400 + hour * 3600 + minute * 60 + second))
    }

    static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
