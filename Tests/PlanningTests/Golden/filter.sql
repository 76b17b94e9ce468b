-- 0: agreements
-- $1 int8: organization
-- $2 _text: input(variable(0))
-- $3 text: pattern(variable(1), Planning.TextPattern.contains)
-- $4 text: input(constant(string("x")))
-- $5 date: input(constant(string("2024-01-01")))
-- $6 text: pattern(constant(string("A")), Planning.TextPattern.startsWith)
-- $7 numeric: input(constant(string("10")))
-- $8 int8: limit
-- page:
SELECT n.total, t."number", t."id"
FROM (SELECT count(*) AS total FROM "agreement" t
WHERE t."organization_id" = $1 AND (t."number" = ANY ($2) AND (t."title"::text LIKE $3 OR lower(t."title"::text) = lower($4) OR (t."starts_on" >= $5) IS NOT TRUE) AND EXISTS (SELECT FROM "partner" f1 WHERE f1."id" = t."partner_id" AND f1."name"::text LIKE $6) AND (EXISTS (SELECT FROM "purchase_order" f2 WHERE f2."organization_id" = $1 AND f2."agreement_id" = t."id" AND f2."total" > $7) AND NOT EXISTS (SELECT FROM "purchase_order" f3 WHERE f3."organization_id" = $1 AND f3."agreement_id" = t."id" AND (f3."number" IS NOT NULL) IS NOT TRUE)))) n
LEFT JOIN (SELECT t."number", t."id", t."starts_on" FROM "agreement" t
WHERE t."organization_id" = $1 AND (t."number" = ANY ($2) AND (t."title"::text LIKE $3 OR lower(t."title"::text) = lower($4) OR (t."starts_on" >= $5) IS NOT TRUE) AND EXISTS (SELECT FROM "partner" f1 WHERE f1."id" = t."partner_id" AND f1."name"::text LIKE $6) AND (EXISTS (SELECT FROM "purchase_order" f2 WHERE f2."organization_id" = $1 AND f2."agreement_id" = t."id" AND f2."total" > $7) AND NOT EXISTS (SELECT FROM "purchase_order" f3 WHERE f3."organization_id" = $1 AND f3."agreement_id" = t."id" AND (f3."number" IS NOT NULL) IS NOT TRUE)))
ORDER BY t."starts_on" DESC, t."id" DESC
LIMIT $8) t ON true
ORDER BY t."starts_on" DESC, t."id" DESC;
