import Accounts
import ArgumentParser
import Gateway
import Postgres

/// Seals all licence keys anew.
struct KeysRotateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate",
        abstract: "Seal all licence keys anew, with the first of the sealing keys.",
        discussion: """
            Gateways serve meanwhile. It may be broken off and run again at any time: what was done stays done. Licence \
            keys that do not open with any of the keys stay as they are, and make the exit status 1.

            To change the sealing key:
              1. Add the new key behind the old one, and start each gateway again: now all can open what it seals.
              2. Put the new key first, and start each gateway again: now all seal with it.
              3. Run this command.
              4. A day later, when answers and links sealed with the old key have run out, take the old key out.

            EXAMPLES:
              openssl rand -hex 32 >> .gateway/seal.key     (step 1)
              gateway keys rotate --database postgresql://owner@db.internal/licensing

            \(SettingsOptions.help([.database, .people]))
            """
    )

    @Option(help: "Licence keys sealed in one transaction.")
    var batch = 1_000

    @OptionGroup var options: SettingsOptions

    func validate() throws {
        guard (1...100_000).contains(batch) else {
            throw ValidationError("--batch takes a number from 1 to 100,000.")
        }
    }

    func run() throws {
        let settings = try options.read()
        try Terminal.untilInterrupted {
            let database = try OpenDatabase.open(settings)
            defer { database.close() }
            let seal = try settings.seal()
            let connection = try Connection(database.ownerConfiguration(settings))
            let progress = try rotate(seal, connection)
            print("Sealed \(progress.done) licence keys with the key \(seal.name).")
            guard progress.unopened == 0 else {
                throw ValidationError(
                    """
                    \(progress.unopened) licence keys did not open and stay as they are. Their column sealed_with names \
                    the key that they need; here are \(seal.names.joined(separator: ", ")).
                    """
                )
            }
        }
    }

    private func rotate(_ seal: Seal, _ connection: Connection) throws -> RotateKeys.Progress {
        let bar = ProgressBar("Sealing licence keys")
        defer { bar.finish() }
        do throws(AccountError) {
            return try RotateKeys(seal: seal, batch: batch).run(in: connection) {
                bar.show($0.done + $0.unopened, of: $0.total, "keys")
            }
        } catch {
            if case .database(let failure) = error { throw failure }
            throw ValidationError(error.message)
        }
    }
}
