import Foundation

extension Migration {
    /// The migrations of a folder, in order.
    ///
    /// - Throws: if there is none, or a `.sql` file has not the form `NNNN_name.sql`, which a typing mistake
    ///   would otherwise leave out in silence.
    package static func read(folder: String) throws(MigrationError) -> [Migration] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".sql") }.sorted()
        } catch {
            throw MigrationError("The migrations folder \(folder) cannot be read. Give the right one: --migrations.")
        }
        guard !names.isEmpty else {
            throw MigrationError("The migrations folder \(folder) has no .sql file. Give the right one: --migrations.")
        }
        var migrations: [Migration] = []
        for name in names {
            guard let sql = try? String(contentsOfFile: folder + "/" + name, encoding: .utf8) else {
                throw MigrationError("\(folder)/\(name) cannot be read as UTF-8 text.")
            }
            guard let migration = Migration(fileName: name, sql: sql) else {
                throw MigrationError("\(folder)/\(name): name it by a number of four digits, as in 0042_\(name).")
            }
            migrations.append(migration)
        }
        return migrations
    }
}
