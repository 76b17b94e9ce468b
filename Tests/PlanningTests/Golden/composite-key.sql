-- 0: orders
-- $1 int8: organization
-- $2 int8: limit
-- page:
SELECT t."id"
FROM "purchase_order" t
WHERE t."organization_id" = $1
ORDER BY t."ordered_at" DESC, t."id" DESC
LIMIT $2;

-- 1: orders.nodes.lines
-- below 0, keyed by its column 0
-- $1 int8: organization
-- $2 _int8: parentKeys(component: 0, element: 20)
-- $3 int4: cursor(after, component: 0)
-- $4 int8: cursor(after, component: 1)
-- $5 int8: limit
-- page: cursors of columns 1, 0
SELECT t."order_id", t."line_number", k.ord
FROM unnest($2::int8[]) WITH ORDINALITY k(c1, ord) CROSS JOIN LATERAL (SELECT t."order_id", t."line_number" FROM "order_line" t
WHERE t."organization_id" = $1 AND t."order_id" = k.c1 AND (t."line_number", t."order_id") > ($3, $4)
ORDER BY t."line_number", t."order_id"
LIMIT $5) t
ORDER BY k.ord, t."line_number", t."order_id";
