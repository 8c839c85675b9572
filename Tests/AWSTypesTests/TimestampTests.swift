import AWSTypes
import TestRandomness
import Testing

@Suite("Timestamps")
struct TimestampTests {
    @Test(
        "The examples of the W3C note and of RFC 3339 are the moments they say",
        arguments: [
            ("1997", 852_076_800), ("1997-07", 867_715_200), ("1997-07-16", 869_011_200),
            ("1997-07-16T19:20+01:00", 869_077_200), ("1997-07-16T19:20:30+01:00", 869_077_230),
            ("1997-07-16T19:20:30.45+01:00", 869_077_230), ("1985-04-12T23:20:50.52Z", 482_196_050),
            ("1996-12-19T16:39:57-08:00", 851_042_397), ("1937-01-01T12:00:27.87+00:20", -1_041_337_173),
            ("1970-01-01T00:00:00Z", 0), ("2015-08-30t12:36:00z", 1_440_938_160),
            ("9999-12-31T23:59:59Z", 253_402_300_799), ("0001-01-01T00:00:00Z", -62_135_596_800),
        ])
    func published(text: String, seconds: Int) {
        #expect(Timestamp(iso8601: text)?.seconds == Int64(seconds))
    }

    @Test("A leap day exists every fourth year, but for centuries that 400 does not divide")
    func leapYears() {
        for year in ["2024", "2000", "2400", "1604"] { #expect(Timestamp(iso8601: "\(year)-02-29") != nil) }
        for year in ["2023", "1900", "2100", "2200"] { #expect(Timestamp(iso8601: "\(year)-02-29") == nil) }
        #expect(Timestamp(iso8601: "2000-02-29")?.seconds == 951_782_400)
        #expect(Timestamp(iso8601: "2400-02-29")?.seconds == 13_574_563_200)
    }

    @Test(
        "Dates that do not exist and texts of other shapes are refused",
        arguments: [
            "", "26", "2026-1", "2026-13", "2026-00", "2026-04-31", "2026-11-00", "2026-11-24T", "2026-11-24T08",
            "2026-11-24T08:30", "2026-11-24T24:00Z", "2026-11-24T08:60Z", "2026-11-24T08:30:60Z",
            "1990-12-31T23:59:60Z", "2026-11-24T08:30:00", "2026-11-24T08:30:00.Z", "2026-11-24T08:30:00+0100",
            "2026-11-24T08:30:00+24:00", "2026-11-24T08:30:00+01:60", "2026-11-24 08:30:00Z", "2026-11-24T08:30:00ZZ",
            " 2026-11-24", "2026-11-24 ", "+2026-11-24", "２０２６-11-24", "20261124T083000Z",
        ])
    func refused(text: String) {
        #expect(Timestamp(iso8601: text) == nil)
    }

    @Test("Signatures write the same moment without separators")
    func basic() {
        let moment = Timestamp(basicISO8601: "20150830T123600Z")
        #expect(moment?.seconds == 1_440_938_160)
        #expect(moment?.basicISO8601 == "20150830T123600Z")
        #expect(moment?.iso8601 == "2015-08-30T12:36:00Z")
        for text in [
            "", "20150830T123600", "20150830t123600Z", "20150230T123600Z", "20150830T250000Z", "2015083OT123600Z",
        ] {
            #expect(Timestamp(basicISO8601: text) == nil)
        }
    }

    @Test("Writing and reading is the identity for every second from year 0 to 9999")
    func roundTrip() {
        var entropy = SeededGenerator(seed: 1)
        for _ in 0..<20_000 {
            let moment = Timestamp(seconds: Int64.random(in: -62_167_219_200...253_402_300_799, using: &entropy))
            #expect(Timestamp(iso8601: moment.iso8601) == moment)
            #expect(Timestamp(basicISO8601: moment.basicISO8601) == moment)
        }
    }

    @Test("A day later is the next day, over months, years and leap days alike")
    func neighbours() {
        var day = Timestamp(seconds: 0)
        var last = day.iso8601
        for _ in 0..<200_000 {
            day = day + 86_400
            let text = day.iso8601
            #expect(text > last)
            let (today, yesterday) = (text.split(separator: "-"), last.split(separator: "-"))
            if today[2].hasPrefix("01T") {
                #expect(today[1] != yesterday[1])
            } else {
                #expect(today[1] == yesterday[1])
            }
            last = text
        }
        #expect(last == "2517-08-01T00:00:00Z")
    }
}
