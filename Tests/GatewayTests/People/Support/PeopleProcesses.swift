import Foundation
import SampleData
import TestSupport

/// Gateways that are processes of their own, on one database and one real mail server.
///
///     let world = try PeopleProcesses()
///     let (one, other) = (try world.start(), try world.start())
///     let client = try world.signedIn(at: other)
final class PeopleProcesses {
    let database: TestDatabase
    let mails: MailFolder
    private let server: PythonServer
    private let folder: String

    init() throws {
        let folder = "/tmp/gateway-processes-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        self.folder = folder
        mails = MailFolder(path: folder + "/mail")
        database = try SampleDatabase.make()
        server = try PythonServer("mail.py", [mails.path])
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// - Parameter arguments: further flags of `serve`.
    func start(_ arguments: [String] = []) throws -> ServingProgram {
        try ServingProgram(
            database,
            [
                "--data", folder, "--seal-key", SampleDatabase.sealKey, "--smtp-host", "127.0.0.1",
                "--smtp-port", "\(server.port)", "--smtp-encryption", "none", "--threads", "1", "--stranger-pause",
                "0.001", "--password-rounds", "10", "--statement-timeout", "600000",
                "--http-idle-timeout", "3600",
            ] + arguments
        )
    }

    func anonymous(at program: ServingProgram) throws -> GatewayClient {
        GatewayClient(try HTTPClient(port: program.port), of: program)
    }

    func signedIn(
        _ role: SampleRole = .accountAdministrator,
        at program: ServingProgram
    ) throws -> GatewayClient {
        let client = try anonymous(at: program)
        try client.signIn(email: TestGateway.email(role))
        return client
    }
}
