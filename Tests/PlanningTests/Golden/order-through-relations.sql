-- 0: agreements
-- $1 int8: organization
-- $2 text: cursor(after, component: 0)
-- $3 date: cursor(after, component: 1)
-- $4 text: cursor(after, component: 2)
-- $5 int8: cursor(after, component: 3)
-- $6 int8: limit
-- page: cursors of columns 3, 4, 0, 5
SELECT t."number", j1."id", j1."name", t."sort 1", t."starts_on", t."id"
FROM (SELECT t."number", t."starts_on", t."id", t."partner_id", o1."name" AS "sort 1" FROM "agreement" t
LEFT JOIN "partner" o1 ON o1."id" = t."partner_id"
WHERE t."organization_id" = $1 AND (((o1."name" < $2 OR (o1."name" IS NULL AND $2 IS NOT NULL))) OR ((o1."name" = $2 OR (o1."name" IS NULL AND $2 IS NULL)) AND t."starts_on" < $3) OR ((o1."name" = $2 OR (o1."name" IS NULL AND $2 IS NULL)) AND t."starts_on" = $3 AND t."number" > $4) OR ((o1."name" = $2 OR (o1."name" IS NULL AND $2 IS NULL)) AND t."starts_on" = $3 AND t."number" = $4 AND t."id" > $5))
ORDER BY o1."name" DESC NULLS LAST, t."starts_on" DESC, t."number", t."id"
LIMIT $6) t
LEFT JOIN "partner" j1 ON j1."id" = t."partner_id"
ORDER BY t."sort 1" DESC NULLS LAST, t."starts_on" DESC, t."number", t."id";
