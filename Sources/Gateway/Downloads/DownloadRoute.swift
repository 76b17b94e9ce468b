import Accounts
import Bytes
import EventLoop
import Foundation
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
        let wanted = DownloadRequest(request)
        let settings = links.settings
        let answer: @Sendable (BeginDownload.File) -> (answer: DownloadAnswer, firstByte: Int?) = {
            wanted.answer($0, from: settings)
        }
        commands.beginDownload(BeginDownload(link), answer: answer) { [self] result in
            switch result {
            case .success(let answer?): respond(exchange, answer)
            case .success(nil): refuse(exchange)
            case .failure(.database(let failure)):
                log.downloadFailed(failure.message)
                exchange.respond(status: 503, plain: "The database cannot be reached at the moment. Try again.\n")
            case .failure: refuse(exchange)
            }
        }
    }

    private func refuse(_ exchange: HTTPExchange) {
        exchange.respond(
            status: 404,
            plain: "This link does not work, or not any more. Ask for a new one.\n",
            [("Cache-Control", "no-store")]
        )
    }

    private func respond(_ exchange: HTTPExchange, _ answer: DownloadAnswer) {
        switch answer {
        case .elsewhere(let address):
            exchange.respond(
                status: 302,
                plain: "The file is elsewhere.\n",
                [("Location", address), ("Cache-Control", "no-store")]
            )
        case .unchanged(let file):
            exchange.respond(status: 304, contentType: Self.contentType, headers: Self.headers(file)) { _ in }
        case .unsatisfiable(let file):
            exchange.respond(
                status: 416,
                plain: "The file has \(file.size) bytes.\n",
                [("Content-Range", "bytes */\(file.size)")]
            )
        case .missing(let reason):
            log.downloadFailed(reason.description)
            exchange.respond(status: 503, plain: "The file is not there at the moment. The log says why.\n")
        case .part(let part, let file, let open, let isWhole):
            var headers = Self.headers(file)
            headers.append(("Content-Disposition", "attachment; filename=\"\(file.name)\""))
            if !isWhole {
                headers.append(("Content-Range", "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(file.size)"))
            }
            let stream = exchange.begin(
                status: isWhole ? 200 : 206,
                length: part.count,
                contentType: Self.contentType,
                headers: headers
            )
            guard let stream else { return }
            FileTransfer(open, part, to: stream, on: loop) { [log] missing in
                log.downloaded(file.name, bytes: part.count - missing, of: part.count)
            }.start()
        }
    }

    private static let contentType: StaticString = "application/octet-stream"

    private static func headers(_ file: BeginDownload.File) -> [(name: StaticString, value: String)] {
        [
            ("ETag", file.tag), ("Accept-Ranges", "bytes"), ("Cache-Control", "private, no-cache"),
            ("X-Content-Type-Options", "nosniff"),
        ]
    }
}

extension CommandLane {
    /// Looks whether a link's holder may download, and opens the file, on one of the pool's threads.
    func beginDownload(
        _ download: BeginDownload,
        answer: @escaping @Sendable (BeginDownload.File) -> (answer: DownloadAnswer, firstByte: Int?),
        completion: @escaping (Result<DownloadAnswer?, CommandFailure>) -> Void
    ) {
        let permissions = permissions
        submit(completion) { connection throws(CommandFailure) in
            do throws(AccountError) {
                return try download.run(grants: permissions.grants, in: connection, answer: answer)
            } catch {
                throw CommandFailure(error, permissions)
            }
        }
    }
}
