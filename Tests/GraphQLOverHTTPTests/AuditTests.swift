import GraphQLOverHTTPAudits
import Testing

@Test func thereAreSixtyOneAudits() {
    #expect(Audit.all.count == 61)
    #expect(Set(Audit.all.map(\.id)).count == 61)
}

@Test(arguments: Audit.all)
func auditIsPassed(_ audit: Audit) throws {
    let fault = try audit.run(against: Endpoint.address)
    #expect(fault == nil)
}

/// The audits are the client here, so the client's side of the specification is theirs to keep.
@Test func everyAuditNamesItsTypes() {
    let withoutAccept: Set = ["80D8", "82A3", "BF61", "78D5", "2C94", "5A70", "9C48", "9ABE", "03D4", "A5BF"]
    for audit in Audit.all {
        #expect(audit.names("Accept") != withoutAccept.contains(audit.id) || audit.id == "47DE", "\(audit)")
        #expect(audit.names("Content-Type") == audit.isPost, "\(audit)")
    }
}
