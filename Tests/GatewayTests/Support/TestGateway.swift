import Accounts
import Foundation
import Gateway
import GraphQL
import HTTP
import Logging
import Planning
import SampleData
import Synchronization
import TestSupport

/// A gateway that serves on a port of this machine.
///
///     let gateway = try TestGateway()
///     let caller = try gateway.signedIn(.reportViewer)
///     #expect(try caller.ask("{ viewer { email } }").json["data"]?["viewer"]?["email"]?.text == "…")
final class TestGateway: Sendable {
    let database: TestDatabase
    let port: UInt16
    /// Of the figures, where they are served.
    let metricsPort: UInt16?
    /// The texts of the statements that queries have sent.
    let statements = Lines()
    /// What was logged.
    let log = Lines()
    private let server: GatewayServer
    private let isStopped = Mutex(false)

    /// - Parameters:
    ///   - database: one with sample data; `nil`: that which all tests share.
    ///   - catalog: `nil`: the repository's schema.
    init(
        _ database: TestDatabase? = nil,
        catalog: Catalog? = nil,
        hasher: PasswordHasher = SampleDatabase.hasher,
        commands: [any Command] = [],
        settings change: (inout Settings) -> Void = { _ in }
    ) throws {
        self.database = try database ?? SampleDatabase.shared()
        var settings = Settings()
        settings.listen = .tcp(host: "127.0.0.1", port: 0)
        settings.eventLoops = 1
        settings.commandThreads = 2
        settings.sealKey = SampleDatabase.sealKey
        settings.strangerPause = .milliseconds(1)
        // Nobody is cut off because the machine is slow.
        settings.statementTimeout = 600_000
        settings.http.idleTimeout = .seconds(3_600)
        settings.http.writeTimeout = .seconds(3_600)
        change(&settings)
        let statements = statements
        let log = log
        server = try GatewayServer(
            settings,
            catalog: try catalog ?? SampleDatabase.catalog(),
            registry: CommandRegistry.standard(
                settings,
                hasher: hasher,
                throttle: database == nil ? SignInThrottle() : .thatForgetsNothing
            ).adding(commands),
            connectionString: self.database.connectionString,
            logger: Logger(label: "test") { _ in LogCapture(lines: log) },
            observer: { statements.append($0) }
        )
        guard case .tcp(_, let port) = server.address else { preconditionFailure("asked to listen on TCP") }
        self.port = port
        if case .tcp(_, let port)? = server.metricsAddress { metricsPort = port } else { metricsPort = nil }
    }

    deinit { stop() }

    func stop(deadline: Duration = .seconds(5)) {
        let wasStopped = isStopped.withLock { isStopped in
            defer { isStopped = true }
            return isStopped
        }
        if wasStopped { return }
        server.stop(deadline: deadline)
    }

    /// A caller without a token.
    func anonymous() throws -> GatewayClient { GatewayClient(try HTTPClient(port: port), of: self) }

    /// A caller who has signed in: the sample person with this role.
    ///
    /// - Parameter organization: its place in the sample data, from 0.
    func signedIn(_ role: SampleRole = .accountAdministrator, organization: Int = 0) throws -> GatewayClient {
        let client = try anonymous()
        try client.signIn(email: TestGateway.email(role, organization: organization))
        return client
    }

    static func email(_ role: SampleRole, organization: Int = 0) -> String {
        let people = SampleData.people.filter { $0.role == role.rawValue }
        return people[organization].email
    }

    /// The statements that were sent while `body` ran; only for gateways that no other test uses.
    func statements<Value>(during body: () throws -> Value) rethrows -> (value: Value, statements: [String]) {
        statements.removeAll()
        let value = try body()
        return (value, statements.all)
    }
}

extension SignInThrottle {
    /// The numbers of attempts are the product's, and none is forgotten while a test runs, however slow it is.
    fileprivate static var thatForgetsNothing: SignInThrottle {
        var throttle = SignInThrottle()
        for limit in [\SignInThrottle.account, \.familiar, \.origin, \.site, \.mail] {
            throttle[keyPath: limit].pause = 86_400
        }
        return throttle
    }
}

/// Lines that threads add to.
final class Lines: Sendable {
    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock { $0 } }

    func append(_ line: String) { lines.withLock { $0.append(line) } }

    func removeAll() { lines.withLock { $0.removeAll() } }
}

/// Keeps what is logged, with everything that a line would show.
private struct LogCapture: LogHandler {
    let lines: Lines
    var logLevel = Logger.Level.trace
    var metadata: Logger.Metadata = [:]

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { _, new in new }
        let pairs = all.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        let line = ([event.level.rawValue, "\(event.message)"] + pairs).joined(separator: " ")
        lines.append(line)
        SecretSweep.log(line)
    }
}
