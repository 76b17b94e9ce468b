import Foundation
import Postgres

/// Changes what a customer may change of an agreement in force, if nobody has changed it since it was read.
package struct UpdateAgreement: Sendable {
    /// A field that may be changed; its name is the schema's.
    package enum Field: String, CaseIterable, Sendable {
        case title
        case purchaseContact
        case billingReference
        case notes

        var column: String {
            switch self {
            case .title: "title"
            case .purchaseContact: "purchase_contact"
            case .billingReference: "billing_reference"
            case .notes: "notes"
            }
        }

        /// For people.
        fileprivate var words: String { column.replacing("_", with: " ") }

        /// In characters.
        fileprivate var limit: Int {
            switch self {
            case .title: 100
            case .purchaseContact: 200
            case .billingReference: 50
            case .notes: 4_000
            }
        }
    }

    /// One field's new value; `nil` empties it.
    package struct Edit: Sendable {
        package let field: Field
        package let text: String?

        package init(field: Field, text: String?) {
            self.field = field
            self.text = text
        }

        /// As it is stored: nothing but white space is nothing.
        fileprivate func stored() throws(AccountError) -> String? {
            let trimmed = text?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
            guard !trimmed.isEmpty else {
                if field == .title { throw .invalid("INVALID_TEXT", "An agreement keeps a title.") }
                return nil
            }
            guard trimmed.unicodeScalars.count <= field.limit else {
                throw .invalid(
                    "INVALID_TEXT",
                    "The \(field.words) has \(trimmed.unicodeScalars.count) characters; at most \(field.limit) are kept."
                )
            }
            let isClean = trimmed.unicodeScalars.allSatisfy { scalar in
                PersonName.isPlain(scalar) || field == .notes && (scalar == "\n" || scalar == "\r" || scalar == "\t")
            }
            guard isClean else {
                let lines = field == .notes ? "text" : "one line of text"
                throw .invalid("INVALID_TEXT", "The \(field.words) is \(lines) without control characters.")
            }
            return trimmed
        }
    }

    /// Of `agreement`; `nil`: the id of nothing.
    package let id: Int64?
    /// As the caller has read it.
    package let version: Int
    package let edits: [Edit]

    package init(id: Int64?, version: Int, edits: [Edit]) {
        self.id = id
        self.version = version
        self.edits = edits
    }

    package func run(_ work: inout CommandWork) throws(AccountError) -> Int64 {
        guard let id else { throw .notFound("agreement") }
        var parameters = Parameters()
        parameters.int8(work.organizationID)
        parameters.int8(id)
        // Locked, so that of two edits of one version the second sees the first.
        let columns = Field.allCases.map(\.column).joined(separator: ", ")
        let found = try work.connection.run(
            """
            SELECT number, version, status = 'ACTIVE' AND ends_on >= (now() AT TIME ZONE 'UTC')::date, \(columns)
            FROM agreement WHERE organization_id = $1 AND id = $2 FOR NO KEY UPDATE
            """,
            parameters
        )
        guard found.rowCount == 1 else { throw .notFound("agreement") }
        let number = found.text(0, 0)
        work.target = number
        guard found.bool(0, 2) else {
            throw .conflict("NOT_ACTIVE", "\(number) is not in force. Only agreements in force can be changed.")
        }
        guard found.int4(0, 1) == Int32(version) else { throw outdated(number, found, work) }
        let texts = try edits.map { edit throws(AccountError) in try edit.stored() }
        guard !edits.isEmpty else { throw .invalid("NOTHING_TO_CHANGE", "Give at least one field to change.") }
        for text in texts { parameters.optionalText(text) }
        let assignments = edits.enumerated().map { "\($1.field.column) = $\($0 + 3)" }.joined(separator: ", ")
        try work.connection.run(
            "UPDATE agreement SET \(assignments), version = version + 1 WHERE organization_id = $1 AND id = $2",
            parameters
        )
        work.target = "\(number): \(edits.map(\.field.words).joined(separator: ", "))"
        return id
    }

    /// Somebody was faster; whoever may see agreements is told what it is now.
    private func outdated(_ number: String, _ found: QueryResult, _ work: CommandWork) -> AccountError {
        let version = Int64(found.int4(0, 1))
        var current = [CurrentValue("version", .integer(version))]
        for (index, field) in Field.allCases.enumerated() {
            current.append(CurrentValue(field.rawValue, .text(found.optionalText(0, 3 + index))))
        }
        return .refused(
            Refusal(
                .conflict,
                "OUTDATED",
                "\(number) was changed meanwhile: this edit is of version \(self.version), and it has version \(version) now. "
                    + "Look at it again and repeat the edit.",
                current: work.caller.permissions.contains("VIEW_AGREEMENTS") ? current : []
            )
        )
    }
}
