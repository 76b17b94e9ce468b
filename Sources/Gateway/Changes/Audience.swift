import GraphQL
import Planning

/// What a subscriber wants to be told of: a topic's changes, all of them or those of one object.
struct ChangeInterest: Hashable {
    let topic: String
    /// The object's key, as in the change log; `nil` for all objects.
    let key: [String]?

    init(topic: String, key: [String]?) {
        self.topic = topic
        self.key = key
    }

    init(_ plan: ChangePlan, _ inputs: Inputs) {
        topic = plan.topic
        // An id that is not one of this type is the id of nothing: no change has a key without parts.
        key = plan.id.map { source in
            guard case .string(let id)? = inputs.value(source) else { return [] }
            return ChangeKey.key(ofID: id, plan) ?? []
        }
    }
}

/// An organization's subscribers by what they want to be told of, so that a change finds those whom it concerns without a
/// look at the others.
struct Audience {
    private var streams: [ChangeInterest: [ChangeStream]] = [:]

    init(_ streams: [ChangeStream] = []) {
        for stream in streams { add(stream) }
    }

    var isEmpty: Bool { streams.isEmpty }

    var all: [ChangeStream] { streams.values.flatMap { $0 } }

    mutating func add(_ stream: ChangeStream) {
        streams[stream.interest, default: []].append(stream)
    }

    mutating func remove(_ stream: ChangeStream) {
        streams[stream.interest]?.removeAll { $0 === stream }
        if streams[stream.interest]?.isEmpty == true { streams[stream.interest] = nil }
    }

    /// The interests that a change concerns and somebody has.
    func interests(in change: Change) -> [ChangeInterest] {
        [nil, change.key].compactMap { key in
            let interest = ChangeInterest(topic: change.topic, key: key)
            return streams[interest] == nil ? nil : interest
        }
    }

    func streams(of interest: ChangeInterest) -> [ChangeStream] { streams[interest] ?? [] }
}
