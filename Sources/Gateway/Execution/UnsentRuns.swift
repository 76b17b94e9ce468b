import EventLoop
import GraphQL

/// Runs that began in this turn of the event loop, whose statements have not been sent yet.
///
/// A request that asks for exactly the same, as the same session, in the same turn waits for the same rows:
/// identical statements with identical parameters are sent once.
final class UnsentRuns {
    private var runs: [PlanRun] = []

    /// So many are looked through; with more in one turn, the rest run on their own.
    private static let maximum = 64

    init(loop: EventLoop) {
        loop.onTurnEnd { [weak self] in self?.runs.removeAll(keepingCapacity: true) }
    }

    func add(_ run: PlanRun) {
        if runs.count < UnsentRuns.maximum { runs.append(run) }
    }

    func matching(_ plan: CompiledPlan, _ session: Session?, _ inputs: Inputs) -> PlanRun? {
        runs.first { $0.isWaiting && $0.plan === plan && $0.session === session && $0.inputs == inputs }
    }
}
