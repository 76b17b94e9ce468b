-- 0: products
-- $1 text: cursor(after, component: 0)
-- $2 text: cursor(after, component: 1)
-- $3 int8: cursor(after, component: 2)
-- $4 int8: limit
-- page: cursors of columns 1, 0, 2
SELECT t."name", t."family", t."id"
FROM "product" t
WHERE t."family" >= $1 AND ((t."family" > $1) OR (t."family" = $1 AND t."name" < $2) OR (t."family" = $1 AND t."name" = $2 AND t."id" < $3))
ORDER BY t."family", t."name" DESC, t."id" DESC
LIMIT $4;
