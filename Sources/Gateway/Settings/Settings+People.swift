package import Accounts
import Foundation

extension Settings {
    var passwordCost: PasswordHash.Cost {
        var cost = PasswordHash.Cost.standard
        cost.logRounds = passwordRounds
        return cost
    }

    var sessionLimits: SessionLimits {
        SessionLimits(lifetime: TimeInterval(sessionLifetime), idle: TimeInterval(min(sessionIdle, sessionLifetime)))
    }

    /// Where mail goes.
    package var mailTransport: MailTransport {
        if smtpHost.isEmpty { return .folder(mailFolder.isEmpty ? "\(dataFolder)/mail" : mailFolder) }
        return .smtp(
            SMTPServer(
                host: smtpHost,
                port: smtpPort,
                encryption: smtpEncryption,
                user: smtpUser.isEmpty ? nil : smtpUser,
                password: smtpPassword,
                certificates: smtpCertificates.isEmpty ? nil : smtpCertificates
            )
        )
    }

    /// Where files come from: without a folder, from `downloads` in the data folder.
    package var downloadSettings: DownloadSettings {
        var settings = downloads
        if settings.folder.isEmpty { settings.folder = "\(dataFolder)/downloads" }
        return settings
    }

    var textResolver: TextResolver {
        let parts = dnsServer.split(separator: ":")
        guard let server = parts.first else { return .system }
        return TextResolver(server: String(server), port: parts.count > 1 ? UInt16(parts[1]) ?? 53 : 53)
    }

    /// What licence keys, links and answers are sealed with.
    package func seal() throws(StartupError) -> Seal {
        do throws(SealFileError) {
            if let sealKey { return try Seal(hexadecimal: sealKey, source: "seal-key") }
            return try Seal(file: sealKeyFile.isEmpty ? "\(dataFolder)/seal.key" : sealKeyFile)
        } catch {
            throw StartupError(error.description)
        }
    }

    /// Where commands of other programs than the gateway itself post mail.
    package func outbox() throws(StartupError) -> Outbox { outbox(try seal()) }

    func outbox(_ seal: Seal) -> Outbox {
        Outbox(seal: seal, messageDomain: mailSender.split(separator: "@").last.map(String.init) ?? "localhost")
    }
}
