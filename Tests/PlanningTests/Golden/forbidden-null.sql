-- 0: agreements
-- $1 int8: organization
-- $2 int8: limit
-- page:
SELECT t."number", t."id"
FROM "agreement" t
WHERE t."organization_id" = $1
ORDER BY t."starts_on" DESC, t."id" DESC
LIMIT $2;

-- 1: agreements.nodes.orders
-- below 0, keyed by its column 1
-- $1 int8: organization
-- $2 _int8: parentKeys(component: 0, element: 20)
-- $3 int8: limit
-- page:
SELECT t."number", k.ord
FROM unnest($2::int8[]) WITH ORDINALITY k(c1, ord) CROSS JOIN LATERAL (SELECT t."number", t."ordered_at", t."id" FROM "purchase_order" t
WHERE t."organization_id" = $1 AND t."agreement_id" = k.c1
ORDER BY t."ordered_at" DESC, t."id" DESC
LIMIT $3) t
ORDER BY k.ord, t."ordered_at" DESC, t."id" DESC;

-- forbidden: Agreement.worth at agreements.nodes.worth, for want of SEE_MONEY
-- forbidden: Order.total at agreements.nodes.orders.nodes.total, for want of SEE_MONEY
-- forbidden: Reports.spending at reports.spending, for want of SEE_MONEY
