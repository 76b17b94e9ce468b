import Foundation
import Postgres

extension Parameters {
    /// A `timestamptz`: microseconds since 2000 (`timestamptz_recv`).
    mutating func timestamp(_ date: Date) {
        int8(Int64((date.timeIntervalSinceReferenceDate * 1_000_000).rounded()) + Self.microsecondsTo2001)
    }

    /// PostgreSQL counts from 2000, Foundation's reference date from 2001.
    fileprivate static var microsecondsTo2001: Int64 { 366 * 86_400 * 1_000_000 }
}

extension QueryResult {
    /// A `timestamptz`.
    func timestamp(_ row: Int, _ column: Int) -> Date {
        Date(timeIntervalSinceReferenceDate: Double(int8(row, column) - Parameters.microsecondsTo2001) / 1_000_000)
    }
}
