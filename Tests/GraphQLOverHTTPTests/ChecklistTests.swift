import Foundation
import GraphQLOverHTTPAudits
import Testing

/// The specification "GraphQL over HTTP" (draft of August 2026), line by line, with the tests that hold each. The
/// 61 audits are rows of their own: `auditIsPassed` runs once for each.
private let checklist: [(line: String, demand: String, tests: [String])] = [
    ("M1", "one schema at one URL", ["parametersOfTheBodyAreTaken", "otherPathsAreNoGraphQL"]),
    (
        "M2", "JSON, in UTF-8 where no charset is given",
        ["textsInAnyScriptComeBackAsTheyWent", "aBodyThatIsNotUTF8IsRefused"]
    ),
    ("M3", "POST of application/json in UTF-8", ["bodiesOfJSONAreTaken", "parametersOfTheBodyAreTaken"]),
    (
        "M4", "GET: form-encoded; variables and extensions are JSON; an empty string is absent",
        ["parametersOfTheQueryStringAreTaken", "theQueryStringIsFormEncoded", "queryStringsThatAreNoRequestAreRefused"]
    ),
    ("M5", "no mutation by GET: 405 and Allow", ["aMutationByGetIsNotExecuted", "aQueryBesideAMutationIsServedByGet"]),
    (
        "M6", "POST has a body; unknown members do not matter; null is absent",
        ["parametersOfTheBodyAreTaken", "bodiesThatAreNoRequestAreRefused"]
    ),
    ("M7", "a well-formed request gets a well-formed response", ["theStatusFollowsTheTable"]),
    (
        "M8", "Content-Type always; application/graphql-response+json",
        ["theTypeIsTheOneThatTheClientPrefers", "requestsBeyondTheLimitsAreRefusedAsGraphQLClientsRead"]
    ),
    ("M9", "Accept: the supported type of the highest quality", ["theTypeIsTheOneThatTheClientPrefers"]),
    ("M10", "the new type only for GraphQL responses", ["otherPathsAreNoGraphQL"]),
    ("M11", "data that is not null: 2xx", ["dataMeansSuccessAndNoDataMeansAnError", "theStatusFollowsTheTable"]),
    ("M12", "no data: 4xx or 5xx", ["dataMeansSuccessAndNoDataMeansAnError", "theStatusFollowsTheTable"]),
    ("M13", "clients name the types that they send and take", ["everyAuditNamesItsTypes"]),
    (
        "S1", "whole requests are refused by 401, 403 and the like",
        ["refusalsOfTheWholeRequestHaveTheirOwnStatus", "aGetThatOtherSitesCanCauseIsRefused"]
    ),
    ("S2", "POST without Content-Type: 4xx", ["bodiesOfOtherTypesAreRefused"]),
    ("S3", "the charset is named", ["theTypeIsTheOneThatTheClientPrefers"]),
    ("S4", "clients of application/json are treated alike", ["theStatusFollowsTheTable"]),
    ("S5", "406 for other types", ["aClientThatTakesNeitherTypeIsTold"]),
    ("S6", "all validation rules", ["theStatusFollowsTheTable"]),
    ("S7", "200 without errors, 294 with data and errors", ["theStatusFollowsTheTable"]),
    (
        "S8", "405, 406, 408, 413, 414, 415, 431",
        [
            "otherMethodsAreRefused", "aMutationByGetIsNotExecuted", "aClientThatTakesNeitherTypeIsTold",
            "bodiesOfOtherTypesAreRefused", "requestsBeyondTheLimitsAreRefusedAsGraphQLClientsRead",
        ]
    ),
    (
        "S9", "400 for JSON and syntax, 422 for what cannot run",
        [
            "bodiesThatAreNoRequestAreRefused", "queryStringsThatAreNoRequestAreRefused", "theStatusFollowsTheTable",
            "refusalsOfTheWholeRequestHaveTheirOwnStatus",
        ]
    ),
    (
        "S10", "no GraphQL response at all: 4xx or 5xx",
        ["requestsBeyondTheLimitsAreRefusedAsGraphQLClientsRead", "otherPathsAreNoGraphQL"]
    ),
    ("S11", "execution errors: 2xx in either reading", ["theStatusFollowsTheTable"]),
    (
        "N1", "nothing runs that a browser sends unasked",
        ["bodiesOfOtherTypesAreRefused", "aGetThatOtherSitesCanCauseIsRefused", "pagesOfExactOriginsMayCall"]
    ),
    (
        "N2", "bounds on body, tokens, depth, time",
        ["documentsBeyondTheLimitsAreRefused", "requestsBeyondTheLimitsAreRefusedAsGraphQLClientsRead"]
    ),
    ("audits", "all 61", ["auditIsPassed", "thereAreSixtyOneAudits"]),
]

@Test func everyLineOfTheChecklistHasATest() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    let source = try files.map { try String(contentsOf: $0, encoding: .utf8) }.joined()
    for row in checklist {
        #expect(!row.tests.isEmpty, "\(row.line) \(row.demand)")
        for test in row.tests { #expect(source.contains("func \(test)("), "\(row.line): \(test) does not exist") }
    }
    #expect(checklist.count == 13 + 11 + 2 + 1)
}
