-- 0: orders
-- $1 int8: organization
-- $2 int8: limit
-- page:
SELECT j1."id", j1."number"
FROM (SELECT t."agreement_id", t."ordered_at", t."id" FROM "purchase_order" t
WHERE t."organization_id" = $1
ORDER BY t."ordered_at" DESC, t."id" DESC
LIMIT $2) t
LEFT JOIN "agreement" j1 ON j1."organization_id" = $1 AND j1."id" = t."agreement_id"
ORDER BY t."ordered_at" DESC, t."id" DESC;

-- 1: orders.nodes.agreement.orders
-- below 0, keyed by its column 0, each key once
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
