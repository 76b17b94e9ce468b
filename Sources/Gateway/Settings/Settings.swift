package import Accounts
package import GraphQL
package import HTTP
package import Logging

/// Everything that an operator may choose, with what holds if nothing is said. `Setting.all` gives each of them its
/// name, flag, environment variable, unit and description.
package struct Settings: Sendable {
    // MARK: Database

    /// A libpq connection string or URI; `nil`: a private server in `dataFolder`.
    package var database: String?
    /// The PostgreSQL schema of the product's tables, the only one that is touched.
    package var databaseSchema = "gateway"
    package var dataFolder = ".gateway"
    package var migrationsFolder = "Migrations"
    /// Connections of each event loop for queries.
    package var connectionsPerLoop = 2
    /// Queries of each event loop that may wait for a connection.
    package var queryQueue = 2_000
    /// Threads for commands, each with a connection.
    package var commandThreads = 4
    /// Commands that may wait for a thread.
    package var commandQueue = 200
    /// Milliseconds that one statement may take.
    package var statementTimeout = 10_000

    /// Exports that run at once, each on a thread with a connection.
    package var exportThreads = 2
    /// Milliseconds until an export's first rows, and between two lots of them.
    package var exportTimeout = 600_000

    // MARK: Server

    package var listen = ListenAddress.tcp(host: "127.0.0.1", port: 8080)
    /// Where figures are served, for operators alone; `nil`: nowhere.
    package var metricsListen: ListenAddress?
    package var schemaFolder = "Schema"
    /// Event loops, each a thread; 0: one for each processor.
    package var eventLoops = 0
    package var http = HTTPLimits()
    package var statusCodes = StatusCodes.audit
    /// Origins whose browsers may call; exact, as `https://app.example`.
    package var corsOrigins: [String] = []
    /// Addresses of proxies whose `X-Forwarded-For` says who calls; `unix` for one that comes over a Unix socket.
    package var trustedProxies: [String] = []
    package var logLevel = Logger.Level.info

    // MARK: Streams

    /// Between two signs of life of a stream of events.
    package var heartbeat = Duration.seconds(15)
    /// Bytes of events that may wait for a slow reader.
    package var streamQueue = 256 << 10
    /// Seconds that changes are kept for readers who come back.
    package var changeRetention = 86_400

    // MARK: Operations

    package var parser = ParserLimits.requests
    package var operation = OperationLimits()
    /// Elements of a list whose query does not say how many.
    package var defaultPage = 20
    package var maximumPage = 100
    /// Rows that one request may get.
    package var maximumRows = 10_000
    package var introspection = Introspection.signedIn
    /// A folder of documents that may be named by their hash; `nil`: none.
    package var trustedDocuments: String?
    package var runsTrustedOnly = false

    // MARK: People

    /// How much work one hash of a password is: scrypt's rounds as a power of two.
    package var passwordRounds = PasswordHash.Cost.standard.logRounds
    /// Seconds until a session ends at the latest.
    package var sessionLifetime = 12 * 3_600
    /// Seconds without use after which a session ends.
    package var sessionIdle = 30 * 60
    /// How long an answer to a stranger takes at least who is refused to sign in or asks for mail: longer than the work
    /// for it, so that its time does not say who is known.
    package var strangerPause = Duration.milliseconds(500)
    /// Where the front end is, for links in mails: scheme, host, perhaps a path.
    package var publicAddress = "http://127.0.0.1:8080"
    /// Who mails come from.
    package var mailSender = "no-reply@business-center.example"
    /// Empty: mails become files.
    package var smtpHost = ""
    package var smtpPort = 587
    package var smtpEncryption = SMTPServer.Encryption.startTLS
    package var smtpUser = ""
    package var smtpPassword: String?
    /// File of certificates that the mail server's is held against; empty: the system's.
    package var smtpCertificates = ""
    /// Where mails become files without a mail server; empty: `mail` in `dataFolder`.
    package var mailFolder = ""
    /// Threads that send mail; 0: none, another gateway does.
    package var mailThreads = 1
    /// 64 hexadecimal digits; `nil`: those in `sealKeyFile`.
    package var sealKey: String?
    /// Made if it is not there; empty: `seal.key` in `dataFolder`. Gateways side by side need the same key.
    package var sealKeyFile = ""
    /// `host:port` of the DNS server that domains are verified with; empty: the system's.
    package var dnsServer = ""
    /// Files to download.
    package var downloads = DownloadSettings()

    /// Who may ask for the schema.
    package enum Introspection: String, CaseIterable, Sendable {
        case everyone
        case signedIn = "signed-in"
        case nobody
    }

    /// Which HTTP status a response has that is a GraphQL response but not a success (GraphQL over HTTP, 6.4).
    package enum StatusCodes: String, CaseIterable, Sendable {
        /// What the specification's audit suite expects.
        case audit
        /// What the draft of 2026 says.
        case draft2026 = "draft-2026"
    }

    package init() {}
}
