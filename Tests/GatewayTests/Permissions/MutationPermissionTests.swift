import Gateway
import GraphQL
import Postgres
import SampleData
import Synchronization
import Testing

/// Mutations that need a permission: a command runs for nobody who has it not.
@Suite struct MutationPermissionTests {
    /// Counts how often it was run.
    private final class Guarded: Command {
        static let name = "guarded"
        private let count = Mutex(0)
        var runs: Int { count.withLock { $0 } }

        func run(_ call: CommandCall) throws(CommandFailure) -> CommandResult {
            count.withLock { $0 += 1 }
            var result = CommandResult()
            result.values["ended"] = .boolean(true)
            return result
        }
    }

    /// Takes the report viewers' role away, the caller's own among them.
    private struct DropRoles: Command {
        static let name = "dropRoles"

        func run(_ call: CommandCall) throws(CommandFailure) -> CommandResult {
            do throws(PostgresError) {
                try call.connection.execute(
                    """
                    BEGIN; SELECT set_config('gateway.organization_id', '1', true);
                    DELETE FROM user_role WHERE organization_id = 1 AND role = 'REPORT_VIEWER'; COMMIT
                    """
                )
            } catch {
                throw .database(error)
            }
            var result = CommandResult()
            result.values["ended"] = .boolean(true)
            return result
        }
    }

    private let guarded = Guarded()

    private func gateway() throws -> TestGateway {
        let database = try SampleDatabase.make()
        let variant = try SchemaVariant(
            extra: """
                extend type Mutation {
                  guarded: SignOutPayload @requires(permission: VIEW_KEYS)
                  dropRoles: SignOutPayload
                }
                extend type SignOutPayload {
                  secret: Boolean @requires(permission: VIEW_AUDIT)
                  agreements: AgreementConnection
                }
                """
        )
        return try TestGateway(database, catalog: try variant.catalog(database), commands: [guarded, DropRoles()])
    }

    @Test func commandRunsForThoseWhoMay() throws {
        let answer = try gateway().signedIn(.reportViewer).ask("mutation { guarded { ended } }")
        #expect(answer.data?.json == #"{"guarded":{"ended":true}}"#)
        #expect(guarded.runs == 1)
    }

    @Test(arguments: [SampleRole.accountViewer, nil])
    func commandDoesNotRunForOthers(role: SampleRole?) throws {
        let gateway = try gateway()
        let client = try role.map { try gateway.signedIn($0) } ?? gateway.anonymous()
        let mutation = "mutation { first: guarded { ended } __typename }"
        let null = try client.ask(mutation)
        #expect(null.data?.json == #"{"first":null,"__typename":"Mutation"}"#)
        #expect(null.codes == ["FORBIDDEN"])
        #expect(null.paths == ["first"])
        let omitted = try client.ask(mutation, headers: [("Forbidden-Fields", "omit")])
        #expect(omitted.data?.json == #"{"__typename":"Mutation"}"#)
        let refused = try client.ask(mutation, headers: [("Forbidden-Fields", "refuse")])
        #expect(refused.status == 403)
        #expect(refused.data == nil)
        #expect(guarded.runs == 0)
    }

    /// A mutation that is refused as a whole does nothing, not even what the caller may do.
    @Test func refusedMutationDoesNothing() throws {
        let gateway = try gateway()
        let client = try gateway.signedIn(.accountViewer)
        let answer = try client.ask(
            "mutation { signOut { ended } guarded { ended } }",
            headers: [("Forbidden-Fields", "refuse")]
        )
        #expect(answer.status == 403)
        #expect(try client.ask("{ viewer { email } }").status == 200)
    }

    /// Nor does one whose answer would show what the caller may not read.
    @Test func mutationWithForbiddenPayloadDoesNothing() throws {
        let client = try gateway().signedIn(.reportViewer)
        let mutation = "mutation { first: guarded { ended } guarded { ended secret } }"
        let refused = try client.ask(mutation, headers: [("Forbidden-Fields", "refuse")])
        #expect(refused.status == 403)
        #expect(refused.codes == ["FORBIDDEN"])
        #expect(guarded.runs == 0)
        let null = try client.ask(mutation)
        #expect(null.data?.json == #"{"first":{"ended":true},"guarded":{"ended":true,"secret":null}}"#)
        #expect(guarded.runs == 2)
    }

    /// Nor one whose answer would be larger than a request may ask for.
    @Test func mutationWithHostilePayloadDoesNothing() throws {
        let client = try gateway().signedIn(.reportViewer)
        let answer = try client.ask(
            """
            mutation { guarded { ended } again: guarded {
              agreements(first: 1000) { nodes { orders(first: 1000) { nodes { lines(first: 1000) { nodes { quantity } } } } } }
            } }
            """
        )
        #expect(answer.codes == ["LIMIT_EXCEEDED"])
        #expect(answer.data == nil)
        #expect(guarded.runs == 0)
    }

    /// A field runs as the caller that the field before it has left.
    @Test func roleTakenByTheFieldBeforeIsGone() throws {
        let client = try gateway().signedIn(.reportViewer)
        let answer = try client.ask("mutation { guarded { ended } dropRoles { ended } again: guarded { ended } }")
        #expect(answer.data?.json == #"{"guarded":{"ended":true},"dropRoles":{"ended":true},"again":null}"#)
        #expect(answer.codes == ["FORBIDDEN"])
        #expect(guarded.runs == 1)
    }
}
