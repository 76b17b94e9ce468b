import Bytes

/// `date` and `timestamptz` in binary format as RFC 3339 text. Both count from 2000-01-01 in UTC.
enum CalendarText {
    /// Days between 0000-03-01 and 2000-01-01.
    private static let epoch: Int64 = 730_425

    /// `2026-11-24`; the infinities by name.
    static func appendDate(days: Int32, to buffer: inout ByteBuffer) {
        if days == .max { return buffer.append("infinity") }
        if days == .min { return buffer.append("-infinity") }
        appendDay(Int64(days), to: &buffer)
    }

    /// `2026-11-24T10:00:00Z`, with as many fraction digits as it needs.
    static func appendTimestamp(microseconds: Int64, to buffer: inout ByteBuffer) {
        if microseconds == .max { return buffer.append("infinity") }
        if microseconds == .min { return buffer.append("-infinity") }
        var day = microseconds / 86_400_000_000
        var rest = microseconds % 86_400_000_000
        if rest < 0 {
            rest += 86_400_000_000
            day -= 1
        }
        appendDay(day, to: &buffer)
        let seconds = rest / 1_000_000
        buffer.append(UInt8(ascii: "T"))
        two(seconds / 3600, &buffer)
        buffer.append(UInt8(ascii: ":"))
        two(seconds / 60 % 60, &buffer)
        buffer.append(UInt8(ascii: ":"))
        two(seconds % 60, &buffer)
        var fraction = rest % 1_000_000
        if fraction > 0 {
            buffer.append(UInt8(ascii: "."))
            var divisor: Int64 = 100_000
            while fraction > 0 {
                buffer.append(UInt8(ascii: "0") + UInt8(fraction / divisor))
                fraction %= divisor
                divisor /= 10
            }
        }
        buffer.append(UInt8(ascii: "Z"))
    }

    /// Days to year, month and day by the proleptic Gregorian calendar: with years that begin in March, the leap
    /// day is a year's last, and months have a regular pattern.
    private static func appendDay(_ days: Int64, to buffer: inout ByteBuffer) {
        let shifted = days + epoch
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        if year < 0 { buffer.append(UInt8(ascii: "-")) }
        let magnitude = abs(year)
        if magnitude < 1000 {
            for limit: Int64 in [1000, 100, 10] where magnitude < limit { buffer.append(UInt8(ascii: "0")) }
        }
        buffer.appendDecimal(magnitude)
        buffer.append(UInt8(ascii: "-"))
        two(month, &buffer)
        buffer.append(UInt8(ascii: "-"))
        two(day, &buffer)
    }

    private static func two(_ number: Int64, _ buffer: inout ByteBuffer) {
        buffer.append(UInt8(ascii: "0") + UInt8(number / 10))
        buffer.append(UInt8(ascii: "0") + UInt8(number % 10))
    }
}
