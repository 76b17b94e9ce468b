import Testing

@testable import GatewayCLI

@Suite struct ProgressBarTests {
    @Test(arguments: [
        (0, 10, "Load [--------------------] 0/10 rows, 3 s"), (5, 10, "Load [##########----------] 5/10 rows, 3 s"),
        (10, 10, "Load [####################] 10/10 rows, 3 s"), (0, 0, "Load [####################] 0/0 rows, 3 s"),
    ])
    func barFillsWithTheWork(done: Int, total: Int, line: String) {
        #expect(ProgressBar.line("Load", done, of: total, "rows", seconds: 3) == line)
    }
}
