import Accounts
import HTTP

/// What a request says of the file that it wants.
struct DownloadRequest: Sendable {
    private let range: String?
    /// The part only if the file is still this one.
    private let ifRange: String?
    private let ifNoneMatch: String?
    private let isHead: Bool

    init(_ request: borrowing HTTPRequest) {
        isHead = request.method == .head
        // Ranges are of GET alone (RFC 9110, section 14.2).
        range = isHead ? nil : Self.text(request.header("range"))
        ifRange = Self.text(request.header("if-range"))
        ifNoneMatch = Self.text(request.header("if-none-match"))
    }

    private static func text(_ bytes: UnsafeRawBufferPointer?) -> String? {
        bytes.map { String(decoding: $0, as: UTF8.self) }
    }

    /// What the request gets, in the order of RFC 9110, section 13.2.2; and the first byte that is sent, if one is.
    ///
    /// Opens the file, which may wait for a disk.
    func answer(
        _ file: BeginDownload.File,
        from settings: DownloadSettings
    ) -> (answer: DownloadAnswer, firstByte: Int?) {
        if let ifNoneMatch, ifNoneMatch == "*" || ifNoneMatch.contains(file.tag) { return (.unchanged(file), nil) }
        let isSame = ifRange.map { $0 == file.tag } ?? true
        let requested = RequestedRange(isSame ? range : nil, size: file.size)
        let part: Range<Int>
        switch requested {
        case .whole: part = 0..<file.size
        case .part(let range): part = range
        case .unsatisfiable: return (.unsatisfiable(file), nil)
        }
        let firstByte = isHead ? nil : part.lowerBound
        if !settings.base.isEmpty { return (.elsewhere("\(settings.base)/\(file.path)"), firstByte) }
        do throws(MissingFile) {
            let open = try OpenFile("\(settings.folder)/\(file.path)", size: file.size)
            return (.part(part, of: file, open, isWhole: requested == .whole), firstByte)
        } catch {
            return (.missing(error), nil)
        }
    }
}

/// What becomes of a request for a file.
enum DownloadAnswer: Sendable {
    /// It is served from this address.
    case elsewhere(String)
    /// The client has it.
    case unchanged(BeginDownload.File)
    /// No byte of what is wanted is there.
    case unsatisfiable(BeginDownload.File)
    case missing(MissingFile)
    case part(Range<Int>, of: BeginDownload.File, OpenFile, isWhole: Bool)
}

extension BeginDownload.File {
    /// A strong validator (RFC 9110, section 8.8.3): it changes with every byte.
    var tag: String { "\"\(sha256)\"" }
}
