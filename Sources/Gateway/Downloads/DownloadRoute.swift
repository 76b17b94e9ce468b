import Accounts
import Bytes
import EventLoop
import Foundation
import Glibc
import HTTP
import Planning
import Postgres

/// Where files come from, and where links to them lead.
package struct DownloadSettings: Sendable {
    /// The files' folder.
    package var folder = ""
    /// Where the files are served instead, as `https://files.example/volume`; empty: here.
    package var base = ""
    /// What links begin with, as `https://gateway.example`; empty: they are relative.
    package var address = ""
    /// Seconds for which a link works.
    package var validity = 900

    package init() {}
}

/// How links to files are made, and what they open.
struct DownloadLinks: Sendable {
    let settings: DownloadSettings
    /// Signs them.
    let seal: Seal
}

/// `GET /downloads/TOKEN/NAME`: a file, whole or in part, to whoever has a link that works.
///
/// Links that do not work have one answer, whatever is wrong with them.
final class DownloadRoute {
    private let links: DownloadLinks
    private let commands: CommandLane
    private let loop: EventLoop
    private let log: RequestLog

    init(_ links: DownloadLinks, commands: CommandLane, loop: EventLoop, log: RequestLog) {
        self.links = links
        self.commands = commands
        self.loop = loop
        self.log = log
    }

    static let prefix = "/downloads/"

    func handle(_ request: borrowing HTTPRequest, _ exchange: HTTPExchange) {
        let token = request.path.dropFirst(DownloadRoute.prefix.utf8.count).prefix { $0 != UInt8(ascii: "/") }
        guard let link = DownloadLink(token: String(decoding: token, as: UTF8.self), seal: links.seal) else {
            return refuse(exchange)
        }
        let wanted = Wanted(
            range: Self.text(request.header("range")),
            condition: Self.text(request.header("if-range")),
            known: Self.text(request.header("if-none-match")),
            isHead: request.method == .head
        )
        commands.beginDownload(BeginDownload(link, isNoted: wanted.isBeginning)) { [self] result in
            switch result {
            case .success(let file?): answer(exchange, file, wanted)
            case .success(nil): refuse(exchange)
            case .failure(.database(let failure)):
                log.downloadFailed(failure.message)
                exchange.respond(status: 503, plain: "The database cannot be reached at the moment. Try again.\n")
            case .failure: refuse(exchange)
            }
        }
    }

    /// What a request says of the part that it wants.
    private struct Wanted {
        let range: String?
        /// `If-Range`: the part only if the file is still this one.
        let condition: String?
        /// `If-None-Match`
        let known: String?
        let isHead: Bool

        /// A download begins with its first byte; what asks for a later one goes on with one.
        var isBeginning: Bool { !isHead && known == nil && (range == nil || range?.hasPrefix("bytes=0-") == true) }
    }

    private static func text(_ bytes: UnsafeRawBufferPointer?) -> String? {
        bytes.map { String(decoding: $0, as: UTF8.self) }
    }

    private func refuse(_ exchange: HTTPExchange) {
        exchange.respond(
            status: 404,
            plain: "This link does not work, or not any more. Ask for a new one.\n",
            [("Cache-Control", "no-store")]
        )
    }

    private func answer(_ exchange: HTTPExchange, _ file: BeginDownload.File, _ wanted: Wanted) {
        if !links.settings.base.isEmpty {
            return exchange.respond(
                status: 302,
                plain: "The file is elsewhere.\n",
                [("Location", "\(links.settings.base)/\(file.path)"), ("Cache-Control", "no-store")]
            )
        }
        // A strong validator (RFC 9110, section 8.8.3): it changes with every byte.
        let tag = "\"\(file.sha256)\""
        var headers: [(name: StaticString, value: String)] = [
            ("ETag", tag), ("Accept-Ranges", "bytes"), ("Cache-Control", "private, no-cache"),
            ("X-Content-Type-Options", "nosniff"),
        ]
        if let known = wanted.known, known == "*" || known.contains(tag) {
            return exchange.respond(status: 304, contentType: "application/octet-stream", headers: headers) { _ in }
        }
        let isSame = wanted.condition.map { $0 == tag } ?? true
        let range = RequestedRange(isSame ? wanted.range : nil, size: file.size)
        let part: Range<Int>
        switch range {
        case .whole: part = 0..<file.size
        case .part(let wanted):
            part = wanted
            headers.append(("Content-Range", "bytes \(wanted.lowerBound)-\(wanted.upperBound - 1)/\(file.size)"))
        case .unsatisfiable:
            return exchange.respond(
                status: 416,
                plain: "The file has \(file.size) bytes.\n",
                [("Content-Range", "bytes */\(file.size)")]
            )
        }
        guard let descriptor = open(file) else {
            return exchange.respond(
                status: 503,
                plain: "The file is not there at the moment. The log says why.\n"
            )
        }
        headers.append(("Content-Disposition", "attachment; filename=\"\(file.name)\""))
        let stream = exchange.begin(
            status: range == .whole ? 200 : 206,
            length: part.count,
            contentType: "application/octet-stream",
            headers: headers
        )
        guard let stream else {
            close(descriptor)
            return
        }
        FileTransfer(descriptor, part, to: stream, on: loop) { [log] missing in
            log.downloaded(file.name, bytes: part.count - missing, of: part.count)
        }.start()
    }

    /// - Returns: `nil` if it is not there as the database says it is; the log says why.
    private func open(_ file: BeginDownload.File) -> Int32? {
        let path = "\(links.settings.folder)/\(file.path)"
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else {
            log.downloadFailed("\(path): \(String(cString: strerror(errno)))")
            return nil
        }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, Int(status.st_size) == file.size
        else {
            log.downloadFailed("\(path) is no file of \(file.size) bytes")
            close(descriptor)
            return nil
        }
        return descriptor
    }
}

extension CommandLane {
    /// Looks whether a link's holder may download, on one of the pool's threads.
    func beginDownload(
        _ download: BeginDownload,
        completion: @escaping (Result<BeginDownload.File?, CommandFailure>) -> Void
    ) {
        let permissions = permissions
        submit(completion) { connection throws(CommandFailure) in
            do throws(AccountError) {
                return try download.run(grants: permissions.grants, in: connection)
            } catch {
                throw CommandFailure(error, permissions)
            }
        }
    }
}
