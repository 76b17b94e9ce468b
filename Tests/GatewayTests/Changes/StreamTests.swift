import Accounts
import Foundation
import Gateway
import GraphQL
import Postgres
import SampleData
import TestSupport
import Testing

/// Streams of events: how they begin, go on, end, and are taken up again.
@Suite struct StreamTests {
    private static let orders = "subscription { orderChanged { order { number } } }"

    private func number(_ event: EventReader.Event) -> String? { event.json.at("data.orderChanged.order.number")?.text }

    /// The stream ends with this error and nothing more.
    private func expectEnd(_ reader: EventReader, _ code: String, _ words: String? = nil) throws {
        let event = try reader.next()
        #expect(event.name == "next" && event.code == code, "\(event.data)")
        if let words { #expect(event.data.contains(words)) }
        let last = try reader.next()
        #expect(last.name == "complete" && last.data.isEmpty)
    }

    // MARK: Beginning

    @Test func aSubscriptionWithoutAStreamSaysWhatToSend() throws {
        let gateway = try TestGateway()
        let caller = try gateway.signedIn()
        for accept in ["application/json", "application/graphql-response+json", "*/*"] {
            let answer = try caller.ask(Self.orders, accept: accept)
            #expect(answer.status == 406)
            #expect(answer.http.text.contains("send `Accept: text/event-stream`"))
        }
    }

    @Test func aStreamAmongOtherTypesIsTakenForASubscriptionAndJSONForAQuery() throws {
        let gateway = try TestGateway()
        let caller = try gateway.signedIn()
        let accept = [("Accept", "application/graphql-response+json, application/json, text/event-stream")]
        let query = try caller.ask("{ __typename }", accept: accept[0].1)
        #expect(query.json.json == #"{"data":{"__typename":"Query"}}"#)
        let target = try #require(Self.orders.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
        let http = try HTTPClient(port: gateway.port)
        let token = ("Authorization", "Bearer \(try #require(caller.token))")
        try http.send("GET", "/graphql?query=\(target)", headers: accept + [token])
        #expect(try http.head()["content-type"] == "text/event-stream; charset=utf-8")
    }

    @Test func aQueryIsOneEventAndTheEnd() throws {
        let gateway = try TestGateway()
        let reader = try EventReader(gateway, "{ __typename }", as: nil)
        let event = try reader.next()
        #expect(event.name == "next" && event.data == #"{"data":{"__typename":"Query"}}"#)
        #expect(try reader.next().name == "complete")
    }

    @Test func aFaultyDocumentIsAnEventToo() throws {
        let reader = try EventReader(TestGateway(), "subscription { nothingChanged { id } }", as: nil)
        #expect(reader.head.status == 200)
        try expectEnd(reader, "GRAPHQL_VALIDATION_FAILED")
    }

    @Test func callersWithoutASessionAreRefused() throws {
        let gateway = try TestGateway()
        try expectEnd(EventReader(gateway, Self.orders, as: nil), "UNAUTHENTICATED", "signed in")
        let stranger = try gateway.anonymous()
        stranger.token = String(repeating: "A", count: 43)
        try expectEnd(EventReader(gateway, Self.orders, as: stranger), "UNAUTHENTICATED")
    }

    @Test(arguments: [
        (SampleRole.userAdministrator, "orderChanged { order { number } }", "VIEW_ORDERS"),
        (.accountManager, "keyRevealed { id }", "VIEW_AUDIT"),
        (.accountViewer, "invitationChanged { id }", "INVITE_USERS"),
    ])
    func callersWithoutThePermissionAreRefused(role: SampleRole, field: String, permission: String) throws {
        let gateway = try TestGateway()
        let reader = try EventReader(gateway, "subscription { \(field) }", as: gateway.signedIn(role))
        try expectEnd(reader, "FORBIDDEN", permission)
    }

    @Test func whoeverWantsAllOrNothingGetsNothing() throws {
        let gateway = try TestGateway()
        let query = "subscription { agreementChanged { agreement { number keys { totalCount } } } }"
        let caller = try gateway.signedIn(.accountViewer)
        let reader = try EventReader(gateway, query, as: caller, headers: [("Forbidden-Fields", "refuse")])
        try expectEnd(reader, "FORBIDDEN", "VIEW_KEYS")
    }

    // MARK: The end

    private func take(_ role: SampleRole, in database: TestDatabase) throws {
        let address = TestGateway.email(role)
        try database.writer().execute(
            "DELETE FROM user_role WHERE user_id = (SELECT id FROM app_user WHERE email = '\(address)')"
        )
    }

    @Test func aRoleTakenAwayEndsTheStreamAtOnce() throws {
        let gateway = try TestGateway(SampleDatabase.make())
        let reader = try EventReader(gateway, Self.orders, as: gateway.signedIn(.reportViewer))
        let other = try EventReader(gateway, Self.orders, as: gateway.signedIn(.accountManager))
        try take(.reportViewer, in: gateway.database)
        try expectEnd(reader, "FORBIDDEN", "VIEW_ORDERS")
        #expect(reader.hasEnded())
        let writer = try gateway.database.writer()
        let order = try writer.orderNumbers(1)[0]
        try writer.change(order)
        #expect(try number(other.next()) == order)
    }

    /// The change and the loss are one transaction, so nothing may be told in between.
    @Test func whatIsTakenAwayWithAChangeIsNotToldAnyMore() throws {
        let gateway = try TestGateway(SampleDatabase.make())
        let reader = try EventReader(gateway, Self.orders, as: gateway.signedIn(.reportViewer))
        let writer = try gateway.database.writer()
        let order = try writer.orderNumbers(1)[0]
        let address = TestGateway.email(.reportViewer)
        try writer.execute(
            """
            BEGIN; UPDATE purchase_order SET purchase_reference = 'secret' WHERE number = '\(order)';
            DELETE FROM user_role WHERE user_id = (SELECT id FROM app_user WHERE email = '\(address)'); COMMIT
            """
        )
        try expectEnd(reader, "FORBIDDEN")
    }

    @Test func anEndedSessionEndsTheStream() throws {
        let gateway = try TestGateway(SampleDatabase.make())
        let caller = try gateway.signedIn()
        let reader = try EventReader(gateway, Self.orders, as: caller)
        _ = try caller.ask("mutation { signOut { ended } }")
        try expectEnd(reader, "UNAUTHENTICATED")
    }

    @Test func aSessionThatRunsOutEndsTheStream() throws {
        let gateway = try TestGateway(SampleDatabase.make()) { $0.heartbeat = .milliseconds(100) }
        let caller = try gateway.signedIn()
        try gateway.database.writer().execute(
            "UPDATE session SET expires_at = clock_timestamp() + interval '1 second'"
        )
        try expectEnd(EventReader(gateway, Self.orders, as: caller), "UNAUTHENTICATED")
    }

    @Test func aGatewayThatStopsEndsStreamsWithoutSayingThatTheyAreComplete() throws {
        let gateway = try TestGateway(SampleDatabase.make())
        let reader = try EventReader(gateway, Self.orders, as: gateway.signedIn())
        gateway.stop()
        #expect(throws: UnexpectedAnswer.self) { try reader.next() }
    }

    @Test func aReaderThatIsTooSlowIsEndedAndToldToResume() throws {
        let gateway = try TestGateway(SampleDatabase.make()) { $0.streamQueue = 100_000 }
        let notes = (0..<25).map { "n\($0): notes" }.joined(separator: " ")
        let caller = try gateway.signedIn()
        let reader = try EventReader(
            gateway,
            "subscription { agreementChanged { agreement { \(notes) } } }",
            as: caller
        )
        let writer = try gateway.database.writer()
        func hasEnded() -> Bool { gateway.log.all.contains { $0.contains("stream id=") } }
        var rounds = 0
        // Changes are told only when no older transaction runs in the cluster, so the end may take its time.
        try eventually("the stream is ended") {
            if hasEnded() || rounds == 2_000 { return hasEnded() }
            rounds += 1
            try writer.execute(
                """
                UPDATE agreement SET notes = repeat(chr(97 + \(rounds) % 26), 4000)
                WHERE id = (SELECT min(id) FROM agreement)
                """
            )
            return hasEnded()
        }
        #expect(gateway.log.all.contains { $0.contains("stream id=") && $0.contains("code=LIMIT_EXCEEDED") })
        var event = try reader.next()
        var ids: [String] = []
        while event.code == nil {
            ids.append(event.id)
            event = try reader.next()
        }
        #expect(event.code == "LIMIT_EXCEEDED" && event.data.contains("Last-Event-ID"))
        #expect(try reader.next().name == "complete")
        #expect(!ids.isEmpty && ids.count < rounds && Set(ids).count == ids.count)
    }

    // MARK: Signs of life

    @Test func aStreamWithoutEventsShowsThatItLives() throws {
        let gateway = try TestGateway(SampleDatabase.make()) { $0.heartbeat = .milliseconds(50) }
        let reader = try EventReader(gateway, Self.orders, as: gateway.signedIn())
        var comments = 0
        while comments < 5 { if try reader.line().hasPrefix(":") { comments += 1 } }
        let writer = try gateway.database.writer()
        let order = try writer.orderNumbers(1)[0]
        try writer.change(order)
        #expect(try number(reader.next()) == order)
    }

    // MARK: Taking up again

    @Test func aLostStreamIsTakenUpBehindItsLastEvent() throws {
        let gateway = try TestGateway(SampleDatabase.make())
        let caller = try gateway.signedIn()
        let writer = try gateway.database.writer()
        let orders = try writer.orderNumbers(8)
        var reader: EventReader? = try EventReader(gateway, Self.orders, as: caller)
        try writer.change(orders[0])
        try writer.change(orders[1])
        let first = try #require(try reader?.next())
        reader = nil
        for order in orders[2..<6] { try writer.change(order) }
        let again = try EventReader(gateway, Self.orders, as: caller, headers: [("Last-Event-ID", first.id)])
        try writer.change(orders[6])
        var told: [String?] = []
        for _ in 1..<7 { told.append(try number(again.next())) }
        #expect(told == orders[1..<7].map { $0 })
    }

    /// The stream's beginning has an id too, for whoever loses it before the first event.
    @Test func aStreamIsTakenUpFromItsBeginning() throws {
        let gateway = try TestGateway(SampleDatabase.make())
        let caller = try gateway.signedIn()
        let writer = try gateway.database.writer()
        let orders = try writer.orderNumbers(1)
        let reader = try EventReader(gateway, Self.orders, as: caller)
        let beginning = try reader.line()
        try #require(beginning.hasPrefix("id: "))
        try writer.change(orders[0])
        let id = String(beginning.dropFirst(4))
        let again = try EventReader(gateway, Self.orders, as: caller, headers: [("Last-Event-ID", id)])
        #expect(try number(again.next()) == orders[0])
    }

    @Test func moreThanOneReadIsCaughtUpWith() throws {
        let gateway = try TestGateway(SampleDatabase.make())
        let caller = try gateway.signedIn()
        let writer = try gateway.database.writer()
        let reader = try EventReader(gateway, Self.orders, as: caller)
        let beginning = String(try reader.line().dropFirst(4))
        let count = 1_201
        let order = try writer.orderNumbers(1)[0]
        try writer.execute(
            """
            DO $do$ BEGIN FOR i IN 1..\(count) LOOP
                UPDATE purchase_order SET purchase_reference = i::text WHERE number = '\(order)'; COMMIT;
                PERFORM set_config('gateway.organization_id', '1', false);
            END LOOP; END $do$
            """
        )
        let again = try EventReader(gateway, Self.orders, as: caller, headers: [("Last-Event-ID", beginning)])
        let live = try (0..<count).map { _ in try reader.next().id }
        let caughtUp = try (0..<count).map { _ in try again.next().id }
        #expect(live == caughtUp && Set(live).count == count)
    }

    @Test func anEventThatIsNoLongerKeptIsSaidToBeTooOld() throws {
        let gateway = try TestGateway(SampleDatabase.make())
        let caller = try gateway.signedIn()
        let writer = try gateway.database.writer()
        let orders = try writer.orderNumbers(3)
        let reader = try EventReader(gateway, Self.orders, as: caller)
        try writer.change(orders[0])
        let first = try reader.next()
        try writer.change(orders[1])
        let second = try reader.next()
        let commands = try gateway.database.connect(role: DatabaseRole.commands)
        #expect(try commands.query("SELECT forget_changes(interval '0')").int8(0, 0) == 2)
        let old = try EventReader(gateway, Self.orders, as: caller, headers: [("Last-Event-ID", first.id)])
        try expectEnd(old, "BAD_USER_INPUT", "EVENT_TOO_OLD")
        // Behind the last one that was removed, nothing is missing.
        let again = try EventReader(gateway, Self.orders, as: caller, headers: [("Last-Event-ID", second.id)])
        try writer.change(orders[2])
        #expect(try number(again.next()) == orders[2])
    }

    @Test(arguments: ["hello", "1-", "99999999999-1", "-1-1", "1-1-1"])
    func anIdOfNoEventIsRefused(id: String) throws {
        let gateway = try TestGateway()
        let reader = try EventReader(gateway, Self.orders, as: gateway.signedIn(), headers: [("Last-Event-ID", id)])
        try expectEnd(reader, "BAD_USER_INPUT", "EVENT_UNKNOWN")
    }
}
