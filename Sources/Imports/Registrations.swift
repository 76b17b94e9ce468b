import Accounts
import Foundation
import Postgres

/// Registers the agreements of a file that are not there yet, one after the other, in the import's transaction.
struct Registrations {
    let connection: Connection
    let tools: ImportTools

    /// Registers what `import_resolved` has without an agreement.
    ///
    /// - Parameter report: how many are done, of how many.
    /// - Returns: how many were registered, and what is wrong with the others.
    func run(report: (Int, Int) -> Void) throws(ImportError) -> (count: Int, faults: [ImportFault]) {
        let rows = try ask(
            """
            SELECT line::bigint, agreement_number, title, signed_on::text, starts_on::text, ends_on::text, organization_name,
                country, purchasing_account_number, purchasing_account_name, currency, partner_number, administrator_email,
                administrator_first_name, administrator_last_name, coalesce(administrator_language, 'en'),
                coalesce(existing_customer, 'ASK')
            FROM import_resolved WHERE agreement_id IS NULL ORDER BY line
            """
        )
        var customers: Set<[String]> = []
        var faults: [ImportFault] = []
        for row in 0..<rows.rowCount {
            report(row, rows.rowCount)
            var draft = draft(row, of: rows)
            // A file may hold several agreements of a customer that it makes itself.
            let customer = [draft.accountNumber, draft.organizationName, draft.country]
            if draft.existing == .ask, customers.contains(customer) { draft.existing = .join }
            if let fault = try register(draft, line: Int(rows.int8(row, 0))) {
                faults.append(fault)
            } else {
                customers.insert(customer)
            }
        }
        return (rows.rowCount - faults.count, faults)
    }

    private func draft(_ row: Int, of rows: QueryResult) -> RegisterAgreement.Draft {
        RegisterAgreement.Draft(
            number: rows.text(row, 1),
            title: rows.text(row, 2),
            signedOn: rows.text(row, 3),
            startsOn: rows.text(row, 4),
            endsOn: rows.text(row, 5),
            organizationName: rows.text(row, 6),
            country: rows.text(row, 7),
            accountNumber: rows.text(row, 8),
            accountName: rows.text(row, 9),
            currency: rows.text(row, 10),
            partnerNumber: rows.optionalText(row, 11),
            administrator: DesignatedAdministrator(
                email: rows.text(row, 12),
                firstName: rows.text(row, 13),
                lastName: rows.text(row, 14),
                preferredLanguage: rows.text(row, 15)
            ),
            existing: RegisterAgreement.ExistingCustomer(rawValue: rows.text(row, 16)) ?? .ask
        )
    }

    /// What is wrong is told, and the next row is looked at all the same.
    private func register(_ draft: RegisterAgreement.Draft, line: Int) throws(ImportError) -> ImportFault? {
        _ = try ask("SAVEPOINT registration")
        do throws(AccountError) {
            try RegisterAgreement(draft, outbox: tools.outbox).run(as: "gateway import", in: connection, now: tools.now)
            _ = try release()
            return nil
        } catch {
            let reason: String
            switch error {
            case .database(let failure):
                guard failure.sqlState.hasPrefix("2") else { throw .database(failure) }
                reason = "The database refuses the row: \(failure.message)."
            default: reason = error.message
            }
            _ = try ask("ROLLBACK TO registration")
            return ImportFault(line: line, column: Self.column(of: error), reason: reason)
        }
    }

    private func release() throws(AccountError) {
        do throws(PostgresError) { try connection.execute("RELEASE registration") } catch { throw .database(error) }
    }

    /// The column that a refusal is about.
    private static func column(of error: AccountError) -> String {
        guard case .refused(let refusal) = error else { return "agreement_number" }
        switch refusal.reason {
        case "UNKNOWN_PARTNER": return "partner_number"
        case "UNKNOWN_COUNTRY": return "country"
        case "CUSTOMER_EXISTS", "NO_CUSTOMER", "SEVERAL_CUSTOMERS": return "existing_customer"
        case "INVALID_ADDRESS": return "administrator_email"
        default: return "agreement_number"
        }
    }

    private func ask(_ sql: String) throws(ImportError) -> QueryResult {
        do throws(PostgresError) { return try connection.query(sql) } catch { throw .database(error) }
    }
}
