-- 0: reports.spending
-- $1 int8: organization
-- $2 date: cursor(after, component: 0)
-- $3 text: cursor(after, component: 1)
-- $4 int8: limit
-- page: cursors of columns 0, 1
SELECT t."month", t."currency", t."total"
FROM "spending" t
WHERE t."organization_id" = $1 AND (t."month", t."currency") < ($2, $3)
ORDER BY t."month" DESC, t."currency" DESC
LIMIT $4;
