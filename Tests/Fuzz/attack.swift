@testable import GraphQL

#if canImport(Glibc)
import Glibc
#endif

/// Prints what each hostile document costs: processor time, and how much the process grew.
@main
enum Attack {
    static func main() throws {
        let schema = try SchemaBuilder.build([try Parser.parseDocument(exampleSDL, limits: .schemas)])
        for attack in AttackDocument.all + AttackDocument.withinTokens {
            let bytes = Array(attack.text.utf8)
            let memory = peak()
            let start = processorTime()
            let outcome = check(bytes, schema)
            let milliseconds = Double(processorTime() - start) / 1_000
            print(
                attack.name.padded(36),
                "\(bytes.count)".padded(9),
                "\(milliseconds) ms".padded(12),
                "+\(peak() - memory) kB".padded(11),
                outcome ?? "valid"
            )
        }
    }

    private static func check(_ bytes: [UInt8], _ schema: Schema) -> String? {
        do throws(GraphQLError) {
            let errors = Validator.validate(try Parser.parseDocument(bytes), schema: schema)
            return errors.first.map { "\(errors.count) × \($0.code.rawValue) \($0.rule ?? "")" }
        } catch {
            return error.code.rawValue
        }
    }

    /// Of this process, in microseconds.
    private static func processorTime() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return time.tv_sec * 1_000_000 + time.tv_nsec / 1_000
    }

    /// The most memory that this process ever had, in kilobytes.
    private static func peak() -> Int {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss
    }
}

extension String {
    fileprivate func padded(_ width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
