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
SELECT t."number", t."id", k.ord
FROM unnest($2::int8[]) WITH ORDINALITY k(c1, ord) CROSS JOIN LATERAL (SELECT t."number", t."id", t."ordered_at" FROM "purchase_order" t
WHERE t."organization_id" = $1 AND t."agreement_id" = k.c1
ORDER BY t."ordered_at" DESC, t."id" DESC
LIMIT $3) t
ORDER BY k.ord, t."ordered_at" DESC, t."id" DESC;

-- 2: agreements.nodes.orders.nodes.lines
-- below 1, keyed by its column 1
-- $1 int8: organization
-- $2 _int8: parentKeys(component: 0, element: 20)
-- $3 int8: limit
-- page:
SELECT t."quantity", j1."id", j1."name", t."list ordinal"
FROM (SELECT k.ord AS "list ordinal", t.* FROM unnest($2::int8[]) WITH ORDINALITY k(c1, ord) CROSS JOIN LATERAL (SELECT t."quantity", t."product_id", t."line_number", t."order_id" FROM "order_line" t
WHERE t."organization_id" = $1 AND t."order_id" = k.c1
ORDER BY t."line_number", t."order_id"
LIMIT $3) t
OFFSET 0) t
LEFT JOIN "product" j1 ON j1."id" = t."product_id"
ORDER BY t."list ordinal", t."line_number", t."order_id";
