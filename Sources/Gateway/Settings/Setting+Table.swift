import Accounts
import Foundation
import GraphQL
import HTTP
import Logging

extension Setting {
    /// All settings, in the order in which they are shown.
    package static let all: [Setting] = [
        .optionalSecret(
            "database",
            .database,
            "connection string",
            \.database,
            environment: "DATABASE_URL",
            "The database, as libpq takes it (postgresql://user@host/name). Without it a private PostgreSQL is used."
        ),
        .identifier("database-schema", .database, \.databaseSchema, "The PostgreSQL schema of our tables."),
        .text("data", .database, "folder", \.dataFolder, "Where the private PostgreSQL keeps its data."),
        .text("migrations", .database, "folder", \.migrationsFolder, "The migrations' files."),
        .integer(
            "connections",
            .server,
            "count",
            \.connectionsPerLoop,
            in: 1...100,
            "Database connections of each event loop for queries."
        ),
        .integer(
            "query-queue",
            .server,
            "count",
            \.queryQueue,
            "Queries of an event loop that may wait for a connection."
        ),
        .integer(
            "command-threads",
            .server,
            "count",
            \.commandThreads,
            in: 1...100,
            "Commands (mutations) run at once."
        ),
        .integer("command-queue", .server, "count", \.commandQueue, "Commands that may wait for a thread."),
        .integer(
            "statement-timeout",
            .server,
            "milliseconds",
            \.statementTimeout,
            in: 1...3_600_000,
            "How long one statement may take."
        ),
        .integer("exports", .server, "count", \.exportThreads, in: 1...100, "Files (CSV, NDJSON) made at once."),
        .integer(
            "export-timeout",
            .server,
            "milliseconds",
            \.exportTimeout,
            in: 1...86_400_000,
            "How long a file's next rows may take."
        ),
        .address("listen", .server, \.listen, "Where to listen."),
        .optionalAddress(
            "metrics-listen",
            .server,
            \.metricsListen,
            "Where to serve figures at /metrics, as Prometheus reads them; empty: nowhere. Keep it from strangers."
        ),
        .text("schema", .server, "folder", \.schemaFolder, "The GraphQL schema's files."),
        .integer("threads", .server, "count", \.eventLoops, in: 0...1024, "Event loops; 0: one for each processor."),
        .choice("log-level", .server, \.logLevel, "What is logged: this and what weighs more."),
        .list(
            "cors-origins",
            .server,
            "origins",
            \.corsOrigins,
            "Origins whose browsers may call (https://app.example,…)."
        ) {
            $0.wholeMatch(of: #/https?://[^/?#\s]+/#) != nil
        },
        .list(
            "trusted-proxies",
            .server,
            "addresses",
            \.trustedProxies,
            "Proxies whose X-Forwarded-For says who calls (10.0.0.7,…; unix: over a Unix socket)."
        ) { CallerAddress.isProxy($0) },
        .choice("status-codes", .server, \.statusCodes, "Which HTTP statuses GraphQL responses have."),
        .integer("http-body", .server, "bytes", \.http.body, "A request's body."),
        .integer("http-headers", .server, "count", \.http.headers, in: 1...10_000, "A request's header fields."),
        .integer(
            "http-head",
            .server,
            "bytes",
            \.http.head,
            in: 1024...(16 << 20),
            "A request's line and header fields."
        ),
        .integer("http-target", .server, "bytes", \.http.target, in: 256...(16 << 20), "A request's target."),
        .seconds(
            "http-head-timeout",
            .server,
            \.http.headTimeout,
            "From the first byte of a request's head to its end."
        ),
        .seconds("http-body-timeout", .server, \.http.bodyTimeout, "From the end of the head to the end of the body."),
        .seconds("http-idle-timeout", .server, \.http.idleTimeout, "Between two requests of a connection."),
        .seconds("http-write-timeout", .server, \.http.writeTimeout, "Without progress while a response is sent."),
        .integer(
            "http-connections",
            .server,
            "count",
            \.http.connections,
            in: 1...1_000_000,
            "Open client connections."
        ),
        .seconds("heartbeat", .server, \.heartbeat, "Between two signs of life of a stream of events."),
        .integer(
            "stream-queue",
            .server,
            "bytes",
            \.streamQueue,
            in: 1024...(1 << 30),
            "Events that may wait for a slow reader of a stream."
        ),
        .integer(
            "change-retention",
            .server,
            "seconds",
            \.changeRetention,
            in: 60...31_536_000,
            "How long changes are kept for readers who come back."
        ),
        .integer("tokens", .operations, "count", \.parserTokens, "Tokens of a document."),
        .integer(
            "nesting",
            .operations,
            "count",
            \.parser.nesting,
            in: 1...1000,
            "Brackets inside each other in a document."
        ),
        .integer("depth", .operations, "count", \.operation.depth, in: 1...1000, "Fields inside each other."),
        .integer("root-fields", .operations, "count", \.operation.rootFields, "Root fields of an operation."),
        .integer("aliases", .operations, "count", \.operation.aliases, "Selections of one field in one place."),
        .integer("page-default", .operations, "count", \.defaultPage, "Elements of a list, if the query does not say."),
        .integer("page-maximum", .operations, "count", \.maximumPage, "Elements of a list at most."),
        .integer("rows", .operations, "count", \.maximumRows, "Rows that one request may get."),
        .choice("introspection", .operations, \.introspection, "Who may ask for the schema."),
        .optionalText(
            "trusted-documents",
            .operations,
            "folder",
            \.trustedDocuments,
            "Documents (.graphql) that requests may name by their SHA-256."
        ),
        .yesOrNo("trusted-only", .operations, \.runsTrustedOnly, "Run trusted documents and nothing else."),
        .integer(
            "password-rounds",
            .people,
            "power of two",
            \.passwordRounds,
            in: 10...16,
            "scrypt's rounds for a new password's hash; less than 15 is for tests only."
        ),
        .integer(
            "session-lifetime",
            .people,
            "seconds",
            \.sessionLifetime,
            in: 60...31_536_000,
            "Until a session ends at the latest."
        ),
        .integer(
            "session-idle",
            .people,
            "seconds",
            \.sessionIdle,
            in: 60...31_536_000,
            "Until an unused session ends."
        ),
        .seconds(
            "stranger-pause",
            .people,
            \.strangerPause,
            "What a refused sign-in or a request for mail takes at least: its time does not tell who is known."
        ),
        .text(
            "downloads",
            .people,
            "folder",
            \.downloads.folder,
            "The files that people download; empty: downloads in the data folder.",
            check: { _ in true }
        ),
        .text(
            "downloads-base",
            .people,
            "URL",
            \.downloads.base,
            "Where those files are served instead: links are redirected there; empty: they are served here.",
            check: { $0.isEmpty || $0.wholeMatch(of: #/https?://[^/?#\s]+(/[^?#\s]*[^/?#\s])?/#) != nil }
        ),
        .text(
            "downloads-address",
            .people,
            "URL",
            \.downloads.address,
            "What links to files begin with: this gateway as callers reach it; empty: they are relative.",
            check: { $0.isEmpty || $0.wholeMatch(of: #/https?://[^/?#\s]+(/[^?#\s]*[^/?#\s])?/#) != nil }
        ),
        .integer(
            "downloads-validity",
            .people,
            "seconds",
            \.downloads.validity,
            in: 1...86_400,
            "For how long a link to a file works."
        ),
        .text("public-address", .people, "URL", \.publicAddress, "Where the front end is; links in mails lead there.") {
            $0.wholeMatch(of: #/https?://[^/?#\s]+(/[^?#\s]*[^/?#\s])?/#) != nil
        },
        .text("mail-sender", .people, "address", \.mailSender, "Who mails come from.") { $0.contains("@") },
        .text(
            "smtp-host",
            .people,
            "host",
            \.smtpHost,
            "The mail server; empty: mails become files.",
            check: { _ in true }
        ),
        .integer("smtp-port", .people, "port", \.smtpPort, in: 1...65_535, "The mail server's port."),
        .choice("smtp-encryption", .people, \.smtpEncryption, "How the connection to the mail server is encrypted."),
        .text(
            "smtp-user",
            .people,
            "name",
            \.smtpUser,
            "Who signs in to the mail server; empty: nobody.",
            check: { _ in true }
        ),
        .optionalSecret(
            "smtp-password",
            .people,
            "password",
            \.smtpPassword,
            environment: "GATEWAY_SMTP_PASSWORD",
            "The password for the mail server."
        ),
        .text(
            "smtp-certificates",
            .people,
            "file",
            \.smtpCertificates,
            "Certificates that the mail server's is held against; empty: the system's.",
            check: { _ in true }
        ),
        .text(
            "mail-folder",
            .people,
            "folder",
            \.mailFolder,
            "Where mails become files without a mail server; empty: mail, in the data folder.",
            check: { _ in true }
        ),
        .integer(
            "mail-threads",
            .people,
            "count",
            \.mailThreads,
            in: 0...100,
            "Mails sent at once; 0: by another gateway."
        ),
        .optionalSecret(
            "seal-key",
            .people,
            "64 hexadecimal digits,…",
            \.sealKey,
            environment: "GATEWAY_SEAL_KEY",
            "What seals licence keys and links in the outbox: the first key seals, all open. One for all gateways."
        ),
        .text(
            "seal-key-file",
            .people,
            "file",
            \.sealKeyFile,
            "Holds the keys, a line each, and is made if it is not there; empty: seal.key, in the data folder.",
            check: { _ in true }
        ),
        .text("dns-server", .people, "host:port", \.dnsServer, "Asked for domains' TXT records; empty: the system's.") {
            $0.isEmpty || $0.wholeMatch(of: #/[0-9.]+(:[0-9]{1,5})?/#) != nil
        },
    ]

    package static func named(_ name: some StringProtocol) -> Setting? { all.first { $0.name == name } }

    private static func identifier(_ name: String, _ group: Group, _ path: Path<String>, _ summary: String) -> Setting {
        text(name, group, "name", path, summary, check: { $0.wholeMatch(of: #/[a-z_][a-z0-9_]{0,62}/#) != nil })
    }
}

extension Settings {
    /// A document that callers send always has a limit.
    fileprivate var parserTokens: Int {
        get { parser.tokens ?? .max }
        set { parser.tokens = newValue }
    }

    /// Holds settings against each other.
    package func check() throws(SettingError) {
        if defaultPage > maximumPage {
            throw SettingError("page-default (\(defaultPage)) is above page-maximum (\(maximumPage)).")
        }
        if maximumPage > maximumRows {
            throw SettingError("page-maximum (\(maximumPage)) is above rows (\(maximumRows)).")
        }
    }
}
