import HTTP

/// A file that the rows of an operation's one list may be had as.
package enum ExportFormat: String, Sendable, CaseIterable {
    /// RFC 4180.
    case csv
    /// One JSON object a line (github.com/ndjson/ndjson-spec).
    case ndjson
    /// A workbook of Office Open XML (ECMA-376).
    case xlsx

    /// With the charset, so that nobody guesses.
    package var contentType: StaticString {
        switch self {
        case .csv: "text/csv; charset=utf-8; header=present"
        case .ndjson: "application/x-ndjson; charset=utf-8"
        case .xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        }
    }

    /// Media types that ask for it in `Accept`.
    private var mediaTypes: [(type: String, subtype: String)] {
        switch self {
        case .csv: [("text", "csv")]
        case .ndjson: [("application", "x-ndjson"), ("application", "ndjson"), ("application", "jsonl")]
        case .xlsx: [("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")]
        }
    }

    /// The file that a request asks for: by `?format=`, else by `Accept`; `nil` if it asks for a response.
    static func asked(by request: borrowing HTTPRequest) throws(RequestFault) -> ExportFormat? {
        for parameter in request.query.split(separator: UInt8(ascii: "&")) {
            guard parameter.starts(with: "format=".utf8) else { continue }
            let name = FormDecoding.text(parameter.dropFirst("format=".utf8.count)) ?? ""
            if name == "json" { return nil }
            if let format = ExportFormat(rawValue: name) { return format }
            throw RequestFault(
                status: 400,
                message: "`format` is one of json, \(allCases.map(\.rawValue).joined(separator: ", ")).",
                type: .json
            )
        }
        let ranges = request.headers("accept").flatMap(ResponseType.elements).compactMap { MediaRange($0) }
        func quality(_ types: [(type: String, subtype: String)]) -> Int {
            ranges.filter { range in types.contains { $0.type == range.type && $0.subtype == range.subtype } }
                .map(\.quality).max() ?? 0
        }
        let response = quality([("application", "json"), ("application", "graphql-response+json")])
        let formats = allCases.map { (format: $0, quality: quality($0.mediaTypes)) }
        guard let best = formats.max(by: { $0.quality < $1.quality }), best.quality > response else { return nil }
        return best.format
    }
}
