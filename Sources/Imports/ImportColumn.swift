import GraphQL

/// A column of a file.
package struct ImportColumn: Sendable {
    package let name: String
    let form: Form
    package let isRequired: Bool
    /// What it holds, for people.
    package let help: String

    /// What a value may be.
    package enum Form: Sendable {
        case text
        case integer(ClosedRange<Int>)
        /// So many digits before and behind the point.
        case decimal(whole: Int, fraction: Int)
        /// `2026-11-27`
        case date
        /// `2026-11-27T10:00:00Z`
        case time
        case choice([String])
        /// `ABCDE-F2345-…`, five times five; staged sealed.
        case licenseKey
    }

    static func required(_ name: String, _ help: String, _ form: Form = .text) -> ImportColumn {
        ImportColumn(name: name, form: form, isRequired: true, help: help)
    }

    static func optional(_ name: String, _ help: String, _ form: Form = .text) -> ImportColumn {
        ImportColumn(name: name, form: form, isRequired: false, help: help)
    }

    /// The column's type in `import_row`.
    var type: String {
        switch form {
        case .text, .choice, .licenseKey: "text COLLATE \"C\""
        case .integer: "integer"
        case .decimal: "numeric"
        case .date: "date"
        case .time: "timestamptz"
        }
    }

    /// What a value should be, where it is not.
    package var expectation: String {
        switch form {
        case .text: "a text"
        case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .decimal(let whole, let fraction):
            "a number with at most \(whole) digits before the point and \(fraction) behind it, such as 1249.50"
        case .date: "a day, such as 2026-03-14"
        case .time: "a time with its zone, such as 2026-03-14T10:00:00Z"
        case .choice(let values): "one of \(values.joined(separator: ", "))"
        case .licenseKey: "a key: five groups of five capital letters and digits, parted by hyphens"
        }
    }

    func takes(_ bytes: ArraySlice<UInt8>) -> Bool {
        switch form {
        case .text: return true
        case .integer(let range): return Int(String(decoding: bytes, as: UTF8.self)).map(range.contains) ?? false
        case .decimal(let whole, let fraction):
            let point = bytes.firstIndex(of: UInt8(ascii: ".")) ?? bytes.endIndex
            let (before, behind) = (bytes[..<point], bytes[point...].dropFirst())
            return (1...whole).contains(before.count) && behind.count <= fraction && point != bytes.endIndex - 1
                && before.allSatisfy(ImportColumn.isDigit) && behind.allSatisfy(ImportColumn.isDigit)
        case .date: return CalendarText.isDate(String(decoding: bytes, as: UTF8.self))
        case .time: return CalendarText.isDateTime(String(decoding: bytes, as: UTF8.self))
        case .choice(let values): return values.contains { $0.utf8.elementsEqual(bytes) }
        case .licenseKey:
            return bytes.count == 29
                && bytes.enumerated().allSatisfy { place, byte in
                    place % 6 == 5
                        ? byte == UInt8(ascii: "-")
                        : ImportColumn.isDigit(byte) || byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
                }
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
}
