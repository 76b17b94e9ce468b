-- 0: agreement
-- $1 int8: organization
-- $2 int8: identifier(constant(string("x")), tag: 2750704103, component: 0)
SELECT t."title"
FROM "agreement" t
WHERE t."organization_id" = $1 AND t."id" = $2;

-- 1: product
-- $1 text: input(constant(string("P-1")))
SELECT t."name"
FROM "product" t
WHERE t."part_number" = $1;
