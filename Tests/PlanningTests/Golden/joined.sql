-- 0: orders
-- $1 int8: organization
-- $2 int8: limit
-- page:
SELECT t."number", j1."id", j1."title", j2."id", j2."name", j2."number"
FROM (SELECT t."number", t."agreement_id", t."ordered_at", t."id" FROM "purchase_order" t
WHERE t."organization_id" = $1
ORDER BY t."ordered_at" DESC, t."id" DESC
LIMIT $2) t
LEFT JOIN "agreement" j1 ON j1."organization_id" = $1 AND j1."id" = t."agreement_id"
LEFT JOIN "partner" j2 ON j2."id" = j1."partner_id"
ORDER BY t."ordered_at" DESC, t."id" DESC;
