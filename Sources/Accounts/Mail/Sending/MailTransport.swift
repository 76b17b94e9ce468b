import Foundation

/// Where mail goes.
package enum MailTransport: Sendable {
    case smtp(SMTPServer)
    /// Without a server: each mail a file `….eml` in this folder.
    case folder(String)

    func send(_ message: MailMessage) throws(MailFailure) {
        switch self {
        case .smtp(let server): try server.send(message)
        case .folder(let path): try Self.store(message, in: path)
        }
    }

    private static func store(_ message: MailMessage, in folder: String) throws(MailFailure) {
        // The same mail sent twice is one file.
        let name = MailHeader.address(message.messageID).filter { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try Data(message.bytes).write(to: URL(filePath: "\(folder)/\(name).eml"), options: .atomic)
        } catch {
            throw MailFailure(isPermanent: false, reason: "\(folder) cannot be written.")
        }
    }
}

/// Why a mail did not go out.
struct MailFailure: Error, Sendable {
    /// Trying again does not help.
    let isPermanent: Bool
    /// For the people who invited: no secret, no more of the server's words than it says of the address.
    let reason: String
}
