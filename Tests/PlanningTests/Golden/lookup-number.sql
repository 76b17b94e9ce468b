-- 0: agreement
-- $1 int8: organization
-- $2 text: input(variable(0))
SELECT t."title"
FROM "agreement" t
WHERE t."organization_id" = $1 AND t."number" = $2;
