import Foundation
import TestSupport
import Testing

/// The program with no database given.
@Suite struct PrivateServerTests {
    private let data = "/tmp/gateway-cli-" + UUID().uuidString

    private func remove() { try? FileManager.default.removeItem(atPath: data) }

    /// All processes that work in the server's folder.
    private func serverProcesses() -> [Int] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { Int($0) }.filter {
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\($0)/cwd")) == data + "/postgres"
        }
    }

    private func waitUntil(_ condition: () -> Bool) -> Bool {
        for _ in 0..<30_000 {
            if condition() { return true }
            usleep(10_000)
        }
        return false
    }

    @Test func serverIsMadeAndStopped() throws {
        defer { remove() }
        let first = try Program.run(["migrate", "--data", data])
        #expect(first.status == 0, "\(first.errors)")
        #expect(first.errors.contains("Making a PostgreSQL"))
        #expect(serverProcesses().isEmpty)
        let second = try Program.run(["migrate", "--status", "--data", data])
        #expect(second.status == 0, "\(second.errors)")
        #expect(!second.output.contains("not applied"))
    }

    @Test(arguments: [SIGINT, SIGTERM, SIGKILL])
    func serverEndsWithTheProgram(signal: Int32) throws {
        defer { remove() }
        let made = try Program.run(["migrate", "--data", data])
        #expect(made.status == 0, "\(made.errors)")
        let (process, output, errors) = try Program.start(["sample", "--organizations", "100000", "--data", data])
        #expect(waitUntil { serverProcesses().count > 5 })
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
        if signal == SIGKILL {
            #expect(waitUntil { serverProcesses().isEmpty })
        } else {
            #expect(process.terminationStatus == 128 + signal)
            #expect(serverProcesses().isEmpty)
        }
        _ = output
        _ = errors
        // The next start finds the folder whole: nothing of what was being loaded.
        let again = try Program.run(["sample", "--organizations", "1", "--data", data])
        #expect(again.status == 0, "\(again.errors)")
    }
}
