import Accounts
import Foundation
import GraphQL

/// `createDownloadLink(fileId:)`
struct CreateDownloadLinkCommand: Command {
    static let name = "createDownloadLink"
    let links: DownloadLinks

    func run(_ call: CommandCall) throws(CommandFailure) -> CommandResult {
        let id = call.key("fileId", of: "DownloadFile")
        let creation = CreateDownloadLink(file: id, validity: links.settings.validity)
        let address = links.settings.address
        return try call.perform(scripts: true) { work throws(AccountError) in
            let (link, name) = try creation.run(&work)
            let end = Date(timeIntervalSince1970: TimeInterval(link.expiresAt))
            return CommandResult(
                values: [
                    "url": .string("\(address)\(DownloadRoute.prefix)\(link.token(links.seal))/\(name)"),
                    "expiresAt": .string(end.ISO8601Format()),
                ],
                rows: ["file": [link.fileID]]
            )
        }
    }
}
