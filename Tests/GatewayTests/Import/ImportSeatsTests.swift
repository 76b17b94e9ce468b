import Foundation
import Postgres
import TestSupport
import Testing

/// `gateway import seats`: what the online services report.
@Suite struct ImportSeatsTests {
    private let database: TestDatabase
    /// Agreement, product and domain of the first organization's first service, with commas.
    private let service: String
    private let seats: Int
    private static let header = "agreement_number,part_number,domain,seats_used"

    init() throws {
        database = try SampleDatabase.make()
        service = try database.value(
            """
            SELECT concat_ws(',', a.number, p.part_number, d.name) FROM online_service s
            JOIN agreement a ON a.id = s.agreement_id JOIN product p ON p.id = s.product_id
            JOIN organization_domain d ON d.organization_id = s.organization_id AND d.id = s.domain_id
            WHERE s.status = 'ACTIVE' ORDER BY s.id LIMIT 1
            """
        )
        seats = try #require(
            Int(try database.value("SELECT seats FROM online_service WHERE status = 'ACTIVE' ORDER BY id LIMIT 1"))
        )
    }

    private func load(_ rows: [String]) throws -> Program.Outcome {
        try ImportFile([Self.header] + rows).load("seats", into: database)
    }

    @Test func seatsInUseAreTakenOverAndTheDayIsNoted() throws {
        for (used, outcome) in [(seats, "0 added, 1 changed."), (0, "0 added, 1 changed."), (0, "nothing to change.")] {
            let loaded = try load(["\(service),\(used)"])
            #expect(loaded.output.hasSuffix(outcome + "\n"), "\(loaded.errors)")
        }
        let noted = try database.value(
            """
            SELECT u.seats_used FROM online_service s JOIN seat_usage u ON u.service_id = s.id
            WHERE s.status = 'ACTIVE' ORDER BY s.id, u.day DESC LIMIT 1
            """
        )
        #expect(noted == "0")
    }

    @Test func whatCannotBeIsToldAndNothingIsTakenOver() throws {
        let place = service.split(separator: ",").map(String.init)
        let outcome = try load(["\(service),\(seats + 1)", "\(place[0]),\(place[1]),nobody.example,1"])
        #expect(
            outcome.errors.contains("line 2, seats_used: \(seats + 1) seats are in use, but the service has \(seats).")
        )
        #expect(
            outcome.errors.contains("line 3, domain: No such service is set up for nobody.example under \(place[0]).")
        )
        #expect(outcome.status != 0)
    }
}
