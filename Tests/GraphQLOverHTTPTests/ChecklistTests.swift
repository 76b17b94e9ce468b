import Checklists
import GraphQLOverHTTPAudits
import Testing

/// The specification "GraphQL over HTTP" (draft of August 2026), line by line, with the tests that hold each. The
/// 61 audits are rows of their own: `auditIsPassed` runs once for each.
private let checklist = [
    Demand("M1", "one schema at one URL", "parametersOfTheBodyAreTaken", "otherPathsAreNoGraphQL"),
    Demand(
        "M2",
        "JSON, in UTF-8 where no charset is given",
        "textsInAnyScriptComeBackAsTheyWent",
        "aBodyThatIsNotUTF8IsRefused"
    ),
    Demand("M3", "POST of application/json in UTF-8", "bodiesOfJSONAreTaken", "parametersOfTheBodyAreTaken"),
    Demand(
        "M4",
        "GET: form-encoded; variables and extensions are JSON; an empty string is absent",
        "parametersOfTheQueryStringAreTaken",
        "theQueryStringIsFormEncoded",
        "queryStringsThatAreNoRequestAreRefused"
    ),
    Demand(
        "M5",
        "no mutation by GET: 405 and Allow",
        "aMutationByGetIsNotExecuted",
        "aQueryBesideAMutationIsServedByGet"
    ),
    Demand(
        "M6",
        "POST has a body; unknown members do not matter; null is absent",
        "parametersOfTheBodyAreTaken",
        "bodiesThatAreNoRequestAreRefused"
    ),
    Demand("M7", "a well-formed request gets a well-formed response", "theStatusFollowsTheTable"),
    Demand(
        "M8",
        "Content-Type always; application/graphql-response+json",
        "theTypeIsTheOneThatTheClientPrefers",
        "requestsBeyondTheLimitsAreRefusedAsGraphQLClientsRead"
    ),
    Demand("M9", "Accept: the supported type of the highest quality", "theTypeIsTheOneThatTheClientPrefers"),
    Demand("M10", "the new type only for GraphQL responses", "otherPathsAreNoGraphQL"),
    Demand("M11", "data that is not null: 2xx", "dataMeansSuccessAndNoDataMeansAnError", "theStatusFollowsTheTable"),
    Demand("M12", "no data: 4xx or 5xx", "dataMeansSuccessAndNoDataMeansAnError", "theStatusFollowsTheTable"),
    Demand("M13", "clients name the types that they send and take", "everyAuditNamesItsTypes"),
    Demand(
        "S1",
        "whole requests are refused by 401, 403 and the like",
        "refusalsOfTheWholeRequestHaveTheirOwnStatus",
        "aGetThatOtherSitesCanCauseIsRefused"
    ),
    Demand("S2", "POST without Content-Type: 4xx", "bodiesOfOtherTypesAreRefused"),
    Demand("S3", "the charset is named", "theTypeIsTheOneThatTheClientPrefers"),
    Demand("S4", "clients of application/json are treated alike", "theStatusFollowsTheTable"),
    Demand("S5", "406 for other types", "aClientThatTakesNeitherTypeIsTold"),
    Demand("S6", "all validation rules", "theStatusFollowsTheTable"),
    Demand("S7", "200 without errors, 294 with data and errors", "theStatusFollowsTheTable"),
    Demand(
        "S8",
        "405, 406, 408, 413, 414, 415, 431",
        "otherMethodsAreRefused",
        "aMutationByGetIsNotExecuted",
        "aClientThatTakesNeitherTypeIsTold",
        "bodiesOfOtherTypesAreRefused",
        "requestsBeyondTheLimitsAreRefusedAsGraphQLClientsRead"
    ),
    Demand(
        "S9",
        "400 for JSON and syntax, 422 for what cannot run",
        "bodiesThatAreNoRequestAreRefused",
        "queryStringsThatAreNoRequestAreRefused",
        "theStatusFollowsTheTable",
        "refusalsOfTheWholeRequestHaveTheirOwnStatus"
    ),
    Demand(
        "S10",
        "no GraphQL response at all: 4xx or 5xx",
        "requestsBeyondTheLimitsAreRefusedAsGraphQLClientsRead",
        "otherPathsAreNoGraphQL"
    ),
    Demand("S11", "execution errors: 2xx in either reading", "theStatusFollowsTheTable"),
    Demand(
        "N1",
        "nothing runs that a browser sends unasked",
        "bodiesOfOtherTypesAreRefused",
        "aGetThatOtherSitesCanCauseIsRefused",
        "pagesOfExactOriginsMayCall"
    ),
    Demand(
        "N2",
        "bounds on body, tokens, depth, time",
        "documentsBeyondTheLimitsAreRefused",
        "requestsBeyondTheLimitsAreRefusedAsGraphQLClientsRead"
    ),
    Demand("audits", "all 61", "auditIsPassed", "thereAreSixtyOneAudits"),
]

@Test func everyLineOfTheChecklistHasATest() throws {
    #expect(try checklist.faults() == [])
    let lines = (1...13).map { "M\($0)" } + (1...11).map { "S\($0)" } + ["N1", "N2", "audits"]
    #expect(checklist.map(\.section) == lines)
}
