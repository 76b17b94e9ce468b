-- 0: nodes
-- $1 int8: organization
-- $2 _int8: nodeKeys(component: 0, element: 20)
SELECT t."id", t."number", k.ord
FROM unnest($2::int8[]) WITH ORDINALITY k(c1, ord) CROSS JOIN LATERAL (SELECT t."id", t."number" FROM "agreement" t
WHERE t."organization_id" = $1 AND t."id" = k.c1) t
ORDER BY k.ord;

-- 1: nodes.orders
-- below 0, keyed by its column 0
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

-- 2: nodes
-- $1 int8: organization
-- $2 _int8: nodeKeys(component: 0, element: 20)
SELECT t."id", k.ord
FROM unnest($2::int8[]) WITH ORDINALITY k(c1, ord) CROSS JOIN LATERAL (SELECT t."id" FROM "purchase_order" t
WHERE t."organization_id" = $1 AND t."id" = k.c1) t
ORDER BY k.ord;

-- 3: nodes
-- $1 int8: organization
-- $2 _int8: nodeKeys(component: 0, element: 20)
-- $3 _int4: nodeKeys(component: 1, element: 23)
SELECT t."order_id", t."line_number", k.ord
FROM unnest($2::int8[], $3::int4[]) WITH ORDINALITY k(c1, c2, ord) CROSS JOIN LATERAL (SELECT t."order_id", t."line_number" FROM "order_line" t
WHERE t."organization_id" = $1 AND t."order_id" = k.c1 AND t."line_number" = k.c2) t
ORDER BY k.ord;

-- 4: nodes
-- $1 _int8: nodeKeys(component: 0, element: 20)
SELECT t."id", k.ord
FROM unnest($1::int8[]) WITH ORDINALITY k(c1, ord) CROSS JOIN LATERAL (SELECT t."id" FROM "product" t
WHERE t."id" = k.c1) t
ORDER BY k.ord;
