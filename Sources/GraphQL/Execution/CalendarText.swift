/// Dates and times as text (RFC 3339, section 5.6).
package enum CalendarText {
    /// `2026-11-24`, a day that exists in the Gregorian calendar.
    package static func isDate(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
            let year = number(bytes[0..<4]), let month = number(bytes[5..<7]), let day = number(bytes[8..<10]),
            year > 0, (1...12).contains(month)
        else { return false }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return (1...days[month - 1]).contains(day)
    }

    /// `2026-11-24T10:00:00Z`, with a fraction of up to nine digits, and `Z` or an offset.
    package static func isDateTime(_ text: String) -> Bool {
        guard text.utf8.count >= 20, isDate(String(text.prefix(10))) else { return false }
        let bytes = Array(text.utf8.dropFirst(10))
        guard bytes[0] | 0x20 == UInt8(ascii: "t"), bytes[3] == UInt8(ascii: ":"), bytes[6] == UInt8(ascii: ":"),
            let hour = number(bytes[1..<3]), let minute = number(bytes[4..<6]), let second = number(bytes[7..<9]),
            hour < 24, minute < 60, second < 60
        else { return false }
        var rest = bytes[9...]
        if rest.first == UInt8(ascii: ".") {
            let digits = rest.dropFirst().prefix { $0.isDigit }.count
            guard (1...9).contains(digits) else { return false }
            rest = rest.dropFirst(digits + 1)
        }
        return isZone(Array(rest))
    }

    private static func isZone(_ bytes: [UInt8]) -> Bool {
        if bytes.count == 1 { return bytes[0] | 0x20 == UInt8(ascii: "z") }
        guard bytes.count == 6, bytes[0] == UInt8(ascii: "+") || bytes[0] == UInt8(ascii: "-"),
            bytes[3] == UInt8(ascii: ":"), let hours = number(bytes[1..<3]), let minutes = number(bytes[4..<6])
        else { return false }
        return hours < 24 && minutes < 60
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        digits.allSatisfy(\.isDigit) ? digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) } : nil
    }
}
