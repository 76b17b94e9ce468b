-- 0: agreements
-- $1 int8: organization
-- $2 date: cursor(before, component: 0)
-- $3 int8: cursor(before, component: 1)
-- $4 int8: limit
-- page: from the end one row more cursors of columns 1, 2
SELECT t."number", t."starts_on", t."id"
FROM "agreement" t
WHERE t."organization_id" = $1 AND (t."starts_on", t."id") > ($2, $3)
ORDER BY t."starts_on", t."id"
LIMIT $4;
