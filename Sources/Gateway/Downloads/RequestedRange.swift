/// The part of a file that a request wants (RFC 9110, section 14).
enum RequestedRange: Equatable {
    case whole
    /// Offsets of the first byte and of the one behind the last.
    case part(Range<Int>)
    /// Nothing of what is wanted is there.
    case unsatisfiable

    /// - Parameters:
    ///   - field: the value of `Range`; what it does not say properly is as if it were not there, and of several ranges
    ///     none is (both are the server's choice).
    ///   - size: of the file, in bytes; more than 0.
    init(_ field: String?, size: Int) {
        self = .whole
        // Units are told apart without regard to case (section 14.1).
        guard let field, field.prefix("bytes=".count).lowercased() == "bytes=" else { return }
        let set = field.dropFirst("bytes=".count).filter { $0 != " " && $0 != "\t" }
        guard !set.contains(","), let dash = set.firstIndex(of: "-") else { return }
        let (from, to) = (set[..<dash], set[set.index(after: dash)...])
        guard (from + to).utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return }
        // More digits than a number has mean more than the file has.
        let first = from.isEmpty ? nil : Int(from) ?? .max
        let last = to.isEmpty ? nil : Int(to) ?? .max
        switch (first, last) {
        case (nil, nil): return
        case (nil, let length?):
            self = length == 0 ? .unsatisfiable : .part(max(size - min(length, size), 0)..<size)
        case (let first?, let last):
            if let last, last < first { return }
            self = first >= size ? .unsatisfiable : .part(first..<min(last ?? size - 1, size - 1) + 1)
        }
    }
}
