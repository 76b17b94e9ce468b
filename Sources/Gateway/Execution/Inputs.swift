import GraphQL
import Planning

/// The values that a request brings to a plan.
struct Inputs: Hashable {
    /// One entry per variable definition, coerced; `nil` where a variable is absent.
    let variables: [JSONValue?]

    func value(_ source: InputSource) -> JSONValue? {
        switch source {
        case .constant(let value): value
        case .variable(let index): variables[index]
        case .part(let index, let steps): part(of: variables[index], steps)
        case .list(let items): .array(items.map { value($0) ?? .null })
        }
    }

    private func part(of value: JSONValue?, _ steps: [InputStep]) -> JSONValue? {
        var value = value
        for step in steps {
            switch step {
            case .member(let name): value = value?[name]
            case .item(let index):
                guard case .array(let items)? = value, index < items.count else { return nil }
                value = items[index]
            }
        }
        return value
    }
}

/// Bounds on the rows of one request. All are settings.
package struct RowLimits: Sendable {
    /// Rows of a page where the caller does not say.
    package var defaultPage = 20
    package var maximumPage = 100
    /// Rows that one request may ask for, on all levels together.
    package var rows = 10_000

    package init() {}
}

/// How many rows of a list a request wants, and from which end.
struct PageRequest {
    /// Rows to fetch at most.
    let size: Int
    /// Of the rows from the front, only so many from their end (both `first` and `last` are given).
    let last: Int?

    /// - Throws: `BAD_USER_INPUT` for negative numbers, `LIMIT_EXCEEDED` for pages that are too long.
    init(_ plan: PagePlan, inputs: Inputs, limits: RowLimits) throws(GraphQLError) {
        let first = try PageRequest.count(plan.first, "first", inputs, limits)
        let last = try PageRequest.count(plan.last, "last", inputs, limits)
        size = first ?? last ?? limits.defaultPage
        self.last = first != nil ? last : nil
    }

    /// The rows of an export: so many as `first` says, however many those are.
    ///
    /// - Throws: `BAD_USER_INPUT` for a negative number, and for `last`, which would turn the rows round.
    init(ofExport plan: PagePlan, inputs: Inputs) throws(GraphQLError) {
        guard plan.last == nil else {
            throw GraphQLError(
                "A file has its rows in the list's order: leave out `last`, or turn `orderBy` round and use `first`.",
                code: .badUserInput
            )
        }
        var limits = RowLimits()
        limits.maximumPage = .max
        size = try PageRequest.count(plan.first, "first", inputs, limits) ?? .max
        last = nil
    }

    private static func count(
        _ source: InputSource?,
        _ name: String,
        _ inputs: Inputs,
        _ limits: RowLimits
    ) throws(GraphQLError) -> Int? {
        guard let source, case .integer(let count)? = inputs.value(source) else { return nil }
        if count < 0 {
            throw GraphQLError("`\(name)` is \(count); it counts rows and must be 0 or more.", code: .badUserInput)
        }
        if count > limits.maximumPage {
            throw GraphQLError(
                "`\(name)` is \(count); a page has at most \(limits.maximumPage) rows. Ask for that many and go on "
                    + "with `after` or `before`.",
                code: .limitExceeded,
                details: [
                    JSONMember("actual", .integer(count)), JSONMember("limit", .integer(Int64(limits.maximumPage))),
                ]
            )
        }
        return Int(count)
    }
}
