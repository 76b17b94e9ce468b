import GraphQL

/// A statement while it is being planned: what it selects grows with the fields below it.
struct StatementDraft {
    var select: SelectBuilder
    /// Relation of each alias: the table itself, then joins.
    private var relations: [Relation]
    let parent: ParentRows?
    let location: SourceLocation
    let path: [String]
    var paging: Paging?
    var nodes: NodeRows?
    /// What a group's rows have in common: the column of each field that is grouped by.
    var groupKeys: [String: FieldShape.Kind] = [:]

    /// A page's arguments, and whether the response shows its cursors or what lies beyond.
    struct Paging {
        var first: InputSource?
        var last: InputSource?
        var after: InputSource?
        var before: InputSource?
        var fingerprint: UInt32
        var types: [ColumnType]
        var showsCursors = false
        var needsMore = false
    }

    init(relation: Relation, parent: ParentRows?, location: SourceLocation, path: [String]) {
        select = SelectBuilder(relation: relation)
        relations = [relation]
        self.parent = parent
        self.location = location
        self.path = path
    }

    func relation(ofAlias alias: Int) -> Relation { relations[alias] }

    mutating func join(_ relation: Relation, _ join: SelectBuilder.Join) -> Int {
        let alias = select.join(join)
        if alias == relations.count { relations.append(relation) }
        return alias
    }

    func finished() -> StatementPlan {
        var select = select
        let total: Int32 = select.outputs.contains(.total) ? select.output(.total) : -1
        let showsRows = select.showsRows
        let ordinal: Int32 = select.parentColumns.isEmpty ? -1 : select.output(.ordinal)
        var presence: Int32 = -1
        if total >= 0 && (showsRows || paging?.needsMore == true || paging?.showsCursors == true) {
            presence = select.output(.column(alias: 0, name: select.relation.key[0]))
        }
        var cursorColumns: [Int32] = []
        if let paging, paging.showsCursors {
            cursorColumns = select.sort.indices.map { term in
                let key = select.sort[term]
                return select.output(key.isOwn ? .column(alias: 0, name: key.column) : .sortKey(term))
            }
        }
        return StatementPlan(
            sql: select.render(),
            parameters: select.parameters,
            parent: parent,
            nodes: nodes,
            ordinalColumn: ordinal,
            presenceColumn: presence,
            totalColumn: total,
            page: paging.map {
                PagePlan(
                    first: $0.first,
                    last: $0.last,
                    after: $0.after,
                    before: $0.before,
                    fingerprint: $0.fingerprint,
                    cursorColumns: cursorColumns,
                    cursorTypes: $0.types,
                    needsMore: $0.needsMore
                )
            },
            location: location,
            path: path
        )
    }
}
