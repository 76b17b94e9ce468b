import Postgres

/// What an event loop has counted since it started; those of several loops can be added.
struct Figures: Sendable {
    /// Answers to GraphQL requests, by HTTP status.
    var answers: [Int: Int] = [:]
    /// From a request's arrival to its answer.
    var durations = DurationHistogram()
    /// Rows that were read for answers.
    var rows = 0
    /// Requests that waited for the rows of an equal one in the same turn of the loop.
    var shared = 0
    /// Streams of events that are open now.
    var streams = 0
    /// Events that were told, to each reader of each.
    var events = 0
    var documents = HitCount()
    var plans = HitCount()
    var sessions = HitCount()
    var database = PipelinePool.Statistics()

    static func += (sum: inout Figures, more: Figures) {
        sum.answers.merge(more.answers, uniquingKeysWith: +)
        sum.durations += more.durations
        sum.rows += more.rows
        sum.shared += more.shared
        sum.streams += more.streams
        sum.events += more.events
        sum.documents += more.documents
        sum.plans += more.plans
        sum.sessions += more.sessions
        sum.database += more.database
    }
}

/// How often a cache had what it was asked for, and what it holds now.
struct HitCount: Sendable {
    var hits = 0
    var misses = 0
    var entries = 0

    static func += (sum: inout HitCount, more: HitCount) {
        sum.hits += more.hits
        sum.misses += more.misses
        sum.entries += more.entries
    }
}

/// Durations, counted by the smallest bound that they do not exceed.
struct DurationHistogram: Sendable {
    /// Microseconds.
    static let bounds = [
        250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000,
        10_000_000,
    ]

    /// For each bound, and at the end for what is above all of them.
    private(set) var counts = [Int](repeating: 0, count: bounds.count + 1)
    /// Microseconds.
    private(set) var sum = 0

    mutating func add(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let microseconds = Int(seconds) * 1_000_000 + Int(attoseconds / 1_000_000_000_000)
        counts[DurationHistogram.bounds.firstIndex { microseconds <= $0 } ?? DurationHistogram.bounds.count] += 1
        sum += microseconds
    }

    static func += (sum: inout DurationHistogram, more: DurationHistogram) {
        for (index, count) in more.counts.enumerated() { sum.counts[index] += count }
        sum.sum += more.sum
    }
}
