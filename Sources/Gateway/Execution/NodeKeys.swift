import GraphQL
import Planning
import Postgres

/// The keys in opaque ids, those of one type, each once.
struct NodeKeys {
    private var keys: [[[UInt8]]] = []
    /// For each id, the 1-based place of its key; 0 for an id that is not one of the type.
    private(set) var ordinals: [Int32] = []

    /// - Parameter ids: one id, or a list of them.
    init(_ ids: JSONValue?, tag: UInt32, types: [ColumnType]) {
        let items: [JSONValue]
        switch ids {
        case .array(let list)?: items = list
        case let one?: items = [one]
        case nil: items = []
        }
        var places: [[[UInt8]]: Int32] = [:]
        for item in items {
            guard case .string(let text) = item,
                let values = OpaqueKey.decode(text, tag: tag, types: types)
            else {
                ordinals.append(0)
                continue
            }
            // A key has no nulls.
            let key = values.compactMap { $0 }
            guard key.count == types.count else {
                ordinals.append(0)
                continue
            }
            if let place = places[key] {
                ordinals.append(place)
                continue
            }
            keys.append(key)
            places[key] = Int32(keys.count)
            ordinals.append(Int32(keys.count))
        }
    }

    var count: Int { keys.count }

    /// Appends the array of one component of the keys.
    func append(component: Int, elementType: UInt32, to parameters: inout Parameters) {
        let bytes = keys.flatMap { $0[component] }
        var ranges: [Range<Int>] = []
        for key in keys {
            let start = ranges.last?.upperBound ?? 0
            ranges.append(start..<start + key[component].count)
        }
        bytes.withUnsafeBytes { all in
            parameters.array(elementType: elementType, count: keys.count) {
                UnsafeRawBufferPointer(rebasing: all[ranges[$0]])
            }
        }
    }
}
