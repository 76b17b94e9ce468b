import CLibpq
import Glibc

/// How to reach the database: the operator's connection string, which libpq reads as it is (hosts, TLS,
/// service files, `PG…` environment), and what the gateway sets on each of its sessions.
package struct PostgresConfiguration: Sendable {
    /// A libpq connection string or URI (manual, 34.1.1).
    package var connectionString: String
    /// The PostgreSQL schema that holds the product's tables.
    package var schema: String
    /// The role that sessions work as; `nil`: the one that signs in.
    package var role: String?
    package var applicationName: String
    /// Milliseconds a statement may take; 0: any time.
    package var statementTimeout: Int
    package var isReadOnly: Bool

    package init(
        connectionString: String,
        schema: String = "gateway",
        role: String? = nil,
        applicationName: String = "gateway",
        statementTimeout: Int = 10_000,
        isReadOnly: Bool = false
    ) {
        self.connectionString = connectionString
        self.schema = schema
        self.role = role
        self.applicationName = applicationName
        self.statementTimeout = statementTimeout
        self.isReadOnly = isReadOnly
    }

    /// Checks the connection string without connecting.
    ///
    /// - Throws: `.invalid` with libpq's words, without what they quote: that may be a piece of the password.
    package func validate() throws(PostgresError) {
        let options = try options()
        if options["host"]?.contains("@") == true {
            throw PostgresError(
                .invalid,
                message: "The connection string cannot be read: the host has an `@`. In a URI, write the password's "
                    + "`@` as `%40`, `:` as `%3A` and `/` as `%2F`."
            )
        }
    }

    /// What the connection string says, by keyword.
    private func options() throws(PostgresError) -> [String: String] {
        // Without `=` and not a URI, libpq takes the text for the name of a database.
        guard connectionString.contains("=") || connectionString.contains("://") else {
            return ["dbname": connectionString]
        }
        var message: UnsafeMutablePointer<CChar>?
        guard let parsed = PQconninfoParse(connectionString, &message) else {
            let text = message.map { String(cString: $0) } ?? "out of memory"
            PQfreemem(message)
            throw PostgresError(
                .invalid,
                message: "The connection string cannot be read: \(PostgresConfiguration.withoutQuotes(text))"
            )
        }
        defer { PQconninfoFree(parsed) }
        var options: [String: String] = [:]
        var option = parsed
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { options[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
        return options
    }

    /// libpq's words up to what they quote, as they may quote anything that the string holds.
    private static func withoutQuotes(_ message: String) -> String {
        let parts = message.split(separator: "\"", omittingEmptySubsequences: false)
        guard parts.count > 1 else { return message.filter { $0 != "\n" } }
        return parts[0] + "…" + (parts[0].hasPrefix("missing") ? " (one of the keywords has no value)" : "")
    }

    /// Keywords and values for `PQconnectdbParams`: the connection string's win over earlier ones, later ones over
    /// the connection string's.
    var parameters: [(String, String)] {
        var settings = [
            "search_path":
                "\"\(schema.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\""))\"",
            "statement_timeout": "\(statementTimeout)", "jit": "off",
            "idle_in_transaction_session_timeout": "60000", "TimeZone": "UTC", "DateStyle": "ISO",
        ]
        if let role { settings["role"] = role }
        if isReadOnly { settings["default_transaction_read_only"] = "on" }
        let options = settings.sorted { $0.key < $1.key }.map { key, value in
            let escaped = value.map { $0 == " " || $0 == "\\" ? "\\\($0)" : String($0) }.joined()
            return "-c \(key)=\(escaped)"
        }
        // What the operator sets there stays, but for what the gateway depends on.
        let given = (try? self.options())?["options"] ?? getenv("PGOPTIONS").map { String(cString: $0) }
        return [
            ("connect_timeout", "5"), ("tcp_user_timeout", "4000"), ("dbname", connectionString),
            ("options", ([given].compactMap { $0 } + options).joined(separator: " ")),
            ("application_name", applicationName), ("client_encoding", "UTF8"),
        ]
    }

    /// Calls `body` with the arrays that libpq's connect functions take.
    func withParameters<Value>(
        _ body: (UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<UnsafePointer<CChar>?>) -> Value
    ) -> Value {
        let parameters = parameters
        let keys = parameters.map { $0.0.utf8CString }
        let values = parameters.map { $0.1.utf8CString }
        func pointers(_ strings: [ContiguousArray<CChar>]) -> UnsafeMutablePointer<UnsafePointer<CChar>?> {
            let array = UnsafeMutablePointer<UnsafePointer<CChar>?>.allocate(capacity: strings.count + 1)
            for (index, string) in strings.enumerated() {
                let copy = UnsafeMutablePointer<CChar>.allocate(capacity: string.count)
                copy.initialize(from: Array(string), count: string.count)
                array[index] = UnsafePointer(copy)
            }
            array[strings.count] = nil
            return array
        }
        func free(_ array: UnsafeMutablePointer<UnsafePointer<CChar>?>) {
            for index in 0..<parameters.count { array[index]?.deallocate() }
            array.deallocate()
        }
        let keyPointers = pointers(keys)
        let valuePointers = pointers(values)
        defer {
            free(keyPointers)
            free(valuePointers)
        }
        return body(keyPointers, valuePointers)
    }
}
