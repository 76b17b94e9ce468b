import Accounts
import Postgres
import TestSupport

extension TestDatabase {
    /// A connection that writes an organization's rows, as the owner of the tables.
    func writer(organization: Int = 1) throws -> Connection {
        let connection = try connect()
        try connection.execute("SELECT set_config('gateway.organization_id', '\(organization)', false)")
        return connection
    }
}

extension Connection {
    /// Numbers of the organization's orders, the oldest first.
    func orderNumbers(_ count: Int) throws -> [String] {
        let found = try query("SELECT number FROM purchase_order ORDER BY id LIMIT \(count)")
        return (0..<found.rowCount).map { found.text($0, 0) }
    }

    /// Changes an order in a transaction of its own.
    func change(_ order: String, reference: String = "changed") throws {
        try execute("UPDATE purchase_order SET purchase_reference = '\(reference)' WHERE number = '\(order)'")
    }
}
