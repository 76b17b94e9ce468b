import GraphQL
package import Planning
package import Postgres

extension Catalog {
    /// Reads the schema's files and holds them against the database.
    ///
    /// - Parameter connection: one that works as `DatabaseRole.queries`, so that what is found may be read.
    /// - Throws: every fault, each as `path:line:column: message`.
    package static func load(schema path: String, connection: Connection) throws(StartupError) -> Catalog {
        let files = try SchemaFiles(at: path)
        let facts: DatabaseFacts
        do throws(PostgresError) {
            facts = try DatabaseFacts.read(connection)
        } catch {
            throw StartupError("The database's catalog cannot be read: \(error)")
        }
        do throws(SchemaErrors) {
            return try CatalogBuilder.build(files.documents, facts: facts)
        } catch {
            throw StartupError(error.errors.map { files.text(of: $0) }.joined(separator: "\n"))
        }
    }
}
