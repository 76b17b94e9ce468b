import GraphQL

/// Aggregates of a list's rows, as a whole and in groups.
extension DerivedTypes {
    /// `XAggregate`.
    mutating func aggregate(of type: String) -> String {
        let name = "\(type)Aggregate"
        let measures = measures(of: type)
        define(
            name,
            role: .aggregate(of: type),
            """
            "Figures over all rows of a list of `\(type)`, whatever the page."
            type \(name) {
              "How many rows there are."
              count: Int!
              \(measures.joined(separator: "\n  "))
            }

            """
        )
        return name
    }

    /// `sum`, `average`, `min` and `max`, as far as the type's fields have them.
    private mutating func measures(of type: String) -> [String] {
        var members: [String] = []
        let numbers = scalars(of: type).filter { ScalarClass.numbers.contains($0.scalar) }
        if !numbers.isEmpty {
            members += [
                "\"Sums, exact; null where no row has a value.\"\n  sum: \(type)Sum",
                "\"Averages; null where no row has a value.\"\n  average: \(type)Average",
            ]
            for (suffix, noun) in [("Sum", "Sums"), ("Average", "Averages")] {
                measureType("\(type)\(suffix)", "\(noun) of `\(type)`.", of: type, numbers) { scalar in
                    scalar == "Float" ? "Float" : "Decimal"
                }
            }
            if !declared.contains("Decimal") {
                define(
                    "Decimal",
                    "\"An exact decimal number, as a string so that no digit is lost.\"\nscalar Decimal\n"
                )
            }
        }
        let extremes = scalars(of: type).filter { ScalarClass.hasExtremes($0.scalar) }
        if !extremes.isEmpty {
            members += [
                "\"The smallest values.\"\n  min: \(type)Extremes", "\"The largest values.\"\n  max: \(type)Extremes",
            ]
            measureType("\(type)Extremes", "Smallest or largest values of `\(type)`.", of: type, extremes) { $0 }
        }
        return members
    }

    private func scalars(of type: String) -> [(name: String, scalar: String)] {
        declared.fields(of: type).compactMap { field in
            if case .scalar(let scalar) = field.role { (name: field.name, scalar: scalar) } else { nil }
        }
    }

    private mutating func measureType(
        _ name: String,
        _ description: String,
        of type: String,
        _ fields: [(name: String, scalar: String)],
        _ result: (String) -> String
    ) {
        let members = fields.map { "\($0.name): \(result($0.scalar))" }
        define(
            name,
            role: .measures(of: type),
            "\"\(description)\"\ntype \(name) {\n  \(members.joined(separator: "\n  "))\n}\n\n"
        )
    }

    // MARK: Groups

    /// Whether rows of a type can be grouped by a field of their own.
    func isGroupable(_ type: String) -> Bool { declared.fields(of: type).contains { groupScalar($0) != nil } }

    private func groupScalar(_ field: DeclaredTypes.Field) -> String? {
        switch field.role {
        case .scalar(let scalar): ScalarClass.isSortable(scalar) ? scalar : nil
        case .enumeration(let name): name
        default: nil
        }
    }

    /// `XGroup` and the input types that say how to make groups.
    mutating func groups(of type: String) -> String {
        let name = "\(type)Group"
        guard !isDefined(name) else { return name }
        let measures = measures(of: type)
        groupKey(of: type)
        define(
            name,
            role: .group(of: type),
            """
            "The rows of a list of `\(type)` that agree in the fields they are grouped by."
            type \(name) {
              "What the rows agree in. Fields that are not grouped by are null."
              key: \(type)GroupKey!
              "How many rows there are."
              count: Int!
              \(measures.joined(separator: "\n  "))
            }

            """
        )
        groupOrdering(of: type)
        return name
    }

    private mutating func groupKey(of type: String) {
        guard !isDefined("\(type)GroupKey") else { return }
        var keys: [String] = []
        var inputs: [String] = []
        for field in declared.fields(of: type) {
            if let scalar = groupScalar(field) {
                keys.append("\(field.name): \(scalar)")
                inputs.append("\(field.name): \(ScalarClass.moments.contains(scalar) ? "DateGrouping" : "Grouping")")
            } else if case .toOne(let target) = field.role, isGroupable(target) {
                keys.append("\(field.name): \(target)GroupKey")
                inputs.append("\(field.name): \(target)GroupBy")
                later { $0.groupKey(of: target) }
            }
        }
        define(
            "\(type)GroupKey",
            role: .groupKey(of: type),
            """
            "The values that a group's rows share. Fields that are not grouped by are null."
            type \(type)GroupKey {
              \(keys.joined(separator: "\n  "))
            }

            """
        )
        define(
            "\(type)GroupBy",
            """
            "A field to group by."
            input \(type)GroupBy @oneOf {
              \(inputs.joined(separator: "\n  "))
            }

            """
        )
        groupings()
    }

    private mutating func groupings() {
        define(
            "Grouping",
            """
            "How to group by a field."
            enum Grouping {
              "One group for each value."
              VALUE
            }

            """
        )
        define(
            "DateGrouping",
            """
            "How to group by a date or a moment. Days and what is longer begin in UTC."
            enum DateGrouping {
              "One group for each value."
              VALUE
              DAY
              "From Monday to Sunday (ISO 8601)."
              WEEK
              MONTH
              QUARTER
              YEAR
            }

            """
        )
    }

    private mutating func groupOrdering(of type: String) {
        direction()
        var members = ["key: \(ordering(of: type))", "count: OrderDirection"]
        let numbers = scalars(of: type).filter { ScalarClass.numbers.contains($0.scalar) }.map(\.name)
        if !numbers.isEmpty {
            members += ["sum: \(type)NumbersOrderBy", "average: \(type)NumbersOrderBy"]
            measureOrdering("\(type)NumbersOrderBy", numbers)
        }
        let extremes = scalars(of: type).filter { ScalarClass.hasExtremes($0.scalar) }.map(\.name)
        if !extremes.isEmpty {
            members += ["min: \(type)ExtremesOrderBy", "max: \(type)ExtremesOrderBy"]
            measureOrdering("\(type)ExtremesOrderBy", extremes)
        }
        define(
            "\(type)GroupOrderBy",
            """
            "One term of an order of groups: a figure, or a field that is grouped by, and its direction."
            input \(type)GroupOrderBy @oneOf {
              \(members.joined(separator: "\n  "))
            }

            """
        )
    }

    private mutating func measureOrdering(_ name: String, _ fields: [String]) {
        define(
            name,
            """
            "A figure and its direction."
            input \(name) @oneOf {
              \(fields.map { "\($0): OrderDirection" }.joined(separator: "\n  "))
            }

            """
        )
    }
}
