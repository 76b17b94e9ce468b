extension OrganizationSample {
    /// What came of the orders for one product under one agreement.
    struct Owned {
        let agreement: Agreement
        let choice: Choice
        var quantity = 0
        var firstOn: Day
    }

    /// - Returns: what the fulfilled orders add up to, by agreement and product.
    mutating func writeOrders(
        _ agreements: [Agreement],
        to tables: inout SampleTables,
        _ next: inout SampleIdentifiers
    ) -> [Owned] {
        let open = agreements.compactMap { agreement in agreement.lastOrderOn.map { (agreement, last: $0) } }
        var plan: [(agreement: Int, day: Day)] = []
        for index in 0..<Self.orderCount {
            let (agreement, last) = open[index % open.count]
            plan.append((index % open.count, agreement.startsOn + random.number(0...last - agreement.startsOn)))
        }
        // In the order of time, so that numbers rise with it.
        plan.sort { ($0.day, $0.agreement) < ($1.day, $1.agreement) }
        let lineCounts = lineCounts()
        let choices = choices
        var owned = [Owned?](repeating: nil, count: open.count * choices.count)
        for (place, entry) in plan.enumerated() {
            let agreement = open[entry.agreement].0
            let status = orderStatus(on: entry.day)
            let total = writeLines(
                lineCounts[place],
                order: next.order,
                account: agreement.account,
                to: &tables
            ) { choice, quantity in
                guard status == "FULFILLED" || status == "INVOICED" else { return }
                let index = entry.agreement * choices.count + choice
                var item = owned[index] ?? Owned(agreement: agreement, choice: choices[choice], firstOn: entry.day)
                item.quantity += quantity
                owned[index] = item
            }
            let second = random.number(28_800...64_800)
            tables[.order].integer(organization)
            tables[.order].integer(next.order)
            tables[.order].integer(agreement.id)
            tables[.order].text("SO-\(entry.day.components.year)-\(100_000 + place + 1)")
            tables[.order].text(status)
            tables[.order].moment(entry.day, second: second)
            if status == "FULFILLED" || status == "INVOICED" {
                tables[.order].moment(entry.day + random.number(1...2), second: random.number(28_800...64_800))
            } else {
                tables[.order].null()
            }
            tables[.order].optionalText(random.happens(70) ? "REQ-\(random.number(10_000...99_999))" : nil)
            tables[.order].text(agreement.account.currency)
            tables[.order].money(total)
            tables[.order].endRow()
            next.order += 1
        }
        return owned.compactMap { $0 }
    }

    /// How many lines each order has: one to nine, five on average, and exactly `lineCount` in all.
    private mutating func lineCounts() -> [Int] {
        var counts: [Int] = []
        for _ in 0..<Self.orderCount / 2 {
            let count = random.number(1...9)
            counts += [count, 2 * Self.lineCount / Self.orderCount - count]
        }
        return counts.shuffled(using: &random)
    }

    private mutating func orderStatus(on day: Day) -> String {
        let age = source.today - day
        if random.happens(3) { return "CANCELLED" }
        return age <= 3 ? "SUBMITTED" : age <= 20 ? "FULFILLED" : "INVOICED"
    }

    /// - Returns: the sum of the lines' amounts, in hundredths.
    private mutating func writeLines(
        _ count: Int,
        order: Int,
        account: Account,
        to tables: inout SampleTables,
        _ record: (_ choice: Int, _ quantity: Int) -> Void
    ) -> Int {
        var total = 0
        let first = random.number(0...choices.count - 1)
        for line in 1...count {
            // 3 and 14 have no common factor, so an order names no product twice.
            let index = (first + line * 3) % choices.count
            let quantity = quantity(of: choices[index].product)
            let price = unitPrice(of: choices[index].product, quantity: quantity, account: account)
            tables[.line].integer(organization)
            tables[.line].integer(order)
            tables[.line].integer(line)
            tables[.line].integer(choices[index].id)
            tables[.line].integer(quantity)
            tables[.line].money(price)
            tables[.line].endRow()
            total += quantity * price
            record(index, quantity)
        }
        return total
    }

    private mutating func quantity(of product: SampleProduct) -> Int {
        switch product.unit {
        case "PROCESSOR_CORES": random.pick([8, 8, 16, 16, 24, 32, 64])
        case "SERVER": random.number(1...4)
        default: random.pick([1, 2, 5, 5, 10, 10, 25, 25, 50, 100, 250])
        }
    }

    /// List price in the account's currency, less for many.
    private func unitPrice(of product: SampleProduct, quantity: Int, account: Account) -> Int {
        let percent = quantity >= 250 ? 88 : quantity >= 50 ? 94 : 100
        let price = product.price * account.rate / 100 * percent / 100
        // Nobody writes sums in hundredths of a yen.
        return account.rate >= 1_000 ? price / 100 * 100 : price
    }
}
