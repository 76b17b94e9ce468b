/// Rows for one table as `COPY … FROM STDIN` reads them in text format: tabs between values, a newline after
/// each row, `\N` for null (manual, COPY, "Text Format").
struct CopyRows {
    private(set) var bytes: [UInt8] = []
    private var isAtRowStart = true

    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        isAtRowStart = true
    }

    private mutating func separate() {
        if isAtRowStart { isAtRowStart = false } else { bytes.append(UInt8(ascii: "\t")) }
    }

    mutating func endRow() {
        bytes.append(UInt8(ascii: "\n"))
        isAtRowStart = true
    }

    mutating func null() {
        separate()
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(UInt8(ascii: "N"))
    }

    mutating func integer(_ value: Int) {
        separate()
        digits(value)
    }

    mutating func optionalInteger(_ value: Int?) {
        if let value { integer(value) } else { null() }
    }

    /// An amount in hundredths: `124950` is `1249.50`.
    mutating func money(_ hundredths: Int) {
        separate()
        digits(hundredths / 100)
        bytes.append(UInt8(ascii: "."))
        digits(hundredths % 100, width: 2)
    }

    mutating func text(_ value: String) {
        separate()
        for byte in value.utf8 {
            switch byte {
            case UInt8(ascii: "\\"), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(
                    byte == UInt8(ascii: "\t")
                        ? UInt8(ascii: "t")
                        : byte == UInt8(ascii: "\n")
                            ? UInt8(ascii: "n") : byte == UInt8(ascii: "\r") ? UInt8(ascii: "r") : byte
                )
            default: bytes.append(byte)
            }
        }
    }

    /// Bytes, in the hexadecimal format of `bytea`, whose backslash is doubled.
    mutating func binary(_ value: [UInt8]) {
        separate()
        bytes += "\\\\x".utf8
        for byte in value {
            bytes.append(Self.hexadecimal[Int(byte >> 4)])
            bytes.append(Self.hexadecimal[Int(byte & 15)])
        }
    }

    private static let hexadecimal = Array("0123456789abcdef".utf8)

    mutating func optionalText(_ value: String?) {
        if let value { text(value) } else { null() }
    }

    mutating func date(_ day: Day) {
        separate()
        appendDate(day)
    }

    mutating func optionalDate(_ day: Day?) {
        if let day { date(day) } else { null() }
    }

    /// A moment in UTC.
    mutating func moment(_ day: Day, second: Int) {
        separate()
        appendDate(day)
        bytes.append(UInt8(ascii: " "))
        digits(second / 3600, width: 2)
        bytes.append(UInt8(ascii: ":"))
        digits(second / 60 % 60, width: 2)
        bytes.append(UInt8(ascii: ":"))
        digits(second % 60, width: 2)
        bytes += "+00".utf8
    }

    private mutating func appendDate(_ day: Day) {
        let (year, month, day) = day.components
        digits(year, width: 4)
        bytes.append(UInt8(ascii: "-"))
        digits(month, width: 2)
        bytes.append(UInt8(ascii: "-"))
        digits(day, width: 2)
    }

    private mutating func digits(_ value: Int, width: Int = 1) {
        precondition(value >= 0, "sample data has no negative numbers")
        var divisor = 1
        var count = 1
        while value / divisor >= 10 || count < width {
            divisor *= 10
            count += 1
        }
        while divisor > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value / divisor % 10))
            divisor /= 10
        }
    }
}
