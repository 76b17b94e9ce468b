import Foundation

/// Reads records of comma-separated values (RFC 4180) one at a time, in constant memory.
///
/// Kinder than the RFC where spreadsheets differ: lines may end in LF, values may be parted by semicolons or tabs
/// (the first of the three in the first record decides), and a byte order mark is skipped.
package struct CSVReader: ~Copyable {
    private let descriptor: Int32
    private let maximumRecord: Int
    private var buffer: [UInt8]
    private var position = 0
    private var end = 0
    private var line = 1
    private var separator: UInt8?
    private var isAtStart = true
    /// Bytes that were read so far.
    package private(set) var bytesRead = 0

    /// - Parameters:
    ///   - descriptor: of the open file, which stays the caller's.
    ///   - maximumRecord: bytes of the longest record that is taken.
    package init(_ descriptor: Int32, maximumRecord: Int = 1 << 20) {
        self.descriptor = descriptor
        self.maximumRecord = maximumRecord
        buffer = [UInt8](repeating: 0, count: 256 << 10)
    }

    /// Reads the next record; empty lines are skipped.
    ///
    /// - Returns: `false` at the end of the file.
    package mutating func next(_ record: inout CSVRecord) throws(ImportError) -> Bool {
        if isAtStart { try skipByteOrderMark() }
        repeat {
            record.begin(line: line)
            guard try read(into: &record) else { return false }
        } while record.isEmptyLine
        return true
    }

    /// - Returns: `false` at the end of the file.
    private mutating func read(into record: inout CSVRecord) throws(ImportError) -> Bool {
        guard let first = try peek() else { return false }
        var next: UInt8? = first
        while let byte = next {
            if byte == UInt8(ascii: "\"") && record.isAtFieldStart {
                try quoted(into: &record)
            } else if byte == separator || (separator == nil && CSVReader.separators.contains(byte)) {
                separator = byte
                position += 1
                record.endField()
            } else if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
                position += 1
                if byte == UInt8(ascii: "\r"), try peek() == UInt8(ascii: "\n") { position += 1 }
                line += 1
                record.endField()
                return true
            } else {
                try plain(into: &record)
            }
            next = try peek()
        }
        record.endField()
        return true
    }

    private static let separators = Array(",;\t".utf8)

    /// A run of bytes that mean themselves.
    private mutating func plain(into record: inout CSVRecord) throws(ImportError) {
        let start = position
        let separator = separator
        position = buffer.withUnsafeBufferPointer { bytes in
            var at = start
            while at < end {
                let byte = bytes[at]
                if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") { break }
                if byte == separator || (separator == nil && CSVReader.separators.contains(byte)) { break }
                at += 1
            }
            return at
        }
        try append(start..<position, to: &record)
    }

    /// A value in quotes, in which two stand for one.
    private mutating func quoted(into record: inout CSVRecord) throws(ImportError) {
        let begin = line
        position += 1
        while true {
            guard try peek() != nil else {
                throw .file("Line \(begin): a quotation mark opens a value that no other one closes.")
            }
            let start = position
            while position < end, buffer[position] != UInt8(ascii: "\"") {
                if buffer[position] == UInt8(ascii: "\n") { line += 1 }
                position += 1
            }
            try append(start..<position, to: &record)
            guard position < end else { continue }
            position += 1
            guard try peek() == UInt8(ascii: "\"") else { break }
            try append(position..<position + 1, to: &record)
            position += 1
        }
        record.isQuoted = true
        if let byte = try peek(), byte != UInt8(ascii: "\n"), byte != UInt8(ascii: "\r"), byte != separator,
            !(separator == nil && CSVReader.separators.contains(byte))
        {
            throw .file(
                "Line \(line): a value goes on behind its closing quotation mark. Write a quotation mark twice."
            )
        }
    }

    private mutating func append(_ range: Range<Int>, to record: inout CSVRecord) throws(ImportError) {
        record.append(buffer[range])
        if record.byteCount > maximumRecord {
            throw .file("Line \(line): the record is longer than \(maximumRecord) bytes. Is a quotation mark missing?")
        }
    }

    /// The next byte; `nil` at the end.
    private mutating func peek() throws(ImportError) -> UInt8? {
        if position == end { try fill() }
        return position < end ? buffer[position] : nil
    }

    private mutating func fill() throws(ImportError) {
        var count = 0
        repeat {
            count = buffer.withUnsafeMutableBytes { Foundation.read(descriptor, $0.baseAddress, $0.count) }
        } while count < 0 && errno == EINTR
        guard count >= 0 else { throw .file("The file cannot be read: \(String(cString: strerror(errno))).") }
        position = 0
        end = count
        bytesRead += count
    }

    private mutating func skipByteOrderMark() throws(ImportError) {
        isAtStart = false
        guard try peek() != nil else { return }
        if end >= 2, (buffer[0] == 0xFF && buffer[1] == 0xFE) || (buffer[0] == 0xFE && buffer[1] == 0xFF) {
            throw .file("The file is in UTF-16. Save it as CSV in UTF-8.")
        }
        if end >= 3, buffer[0] == 0xEF, buffer[1] == 0xBB, buffer[2] == 0xBF { position = 3 }
    }
}

/// One record: its values, as bytes.
package struct CSVRecord {
    private var bytes: [UInt8] = []
    /// Behind the last byte of each value.
    private var ends: [Int] = []
    /// Where it begins in the file, from 1.
    package private(set) var line = 0
    fileprivate var isQuoted = false

    package init() {}

    package var count: Int { ends.count }
    fileprivate var byteCount: Int { bytes.count }
    fileprivate var isAtFieldStart: Bool { bytes.count == (ends.last ?? 0) }
    fileprivate var isEmptyLine: Bool { ends.count == 1 && bytes.isEmpty && !isQuoted }

    package subscript(index: Int) -> ArraySlice<UInt8> { bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]] }

    fileprivate mutating func begin(line: Int) {
        bytes.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        isQuoted = false
        self.line = line
    }

    fileprivate mutating func append(_ more: ArraySlice<UInt8>) { bytes += more }

    fileprivate mutating func endField() { ends.append(bytes.count) }
}
