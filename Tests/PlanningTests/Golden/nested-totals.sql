-- 0: agreements
-- $1 int8: organization
-- $2 int8: limit
-- page:
SELECT t."id"
FROM "agreement" t
WHERE t."organization_id" = $1
ORDER BY t."starts_on" DESC, t."id" DESC
LIMIT $2;

-- 1: agreements.nodes.orders
-- below 0, keyed by its column 0
-- $1 int8: organization
-- $2 _int8: parentKeys(component: 0, element: 20)
-- $3 int8: limit
-- page:
SELECT n.total, k.ord
FROM unnest($2::int8[]) WITH ORDINALITY k(c1, ord) CROSS JOIN LATERAL (SELECT count(*) AS total FROM "purchase_order" t
WHERE t."organization_id" = $1 AND t."agreement_id" = k.c1) n
ORDER BY k.ord;
