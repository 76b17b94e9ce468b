-- What was sent of files: downloads that were gone on with as well.

ALTER TABLE download_record
    -- 0: a download; otherwise where one was gone on with, or what part of the file was wanted.
    ADD COLUMN first_byte bigint NOT NULL DEFAULT 0 CHECK (first_byte >= 0);

-- As before, and how often a download was gone on with.
CREATE OR REPLACE VIEW download_activity WITH (security_invoker = true) AS
SELECT
    r.organization_id, date_trunc('month', r.started_at AT TIME ZONE 'UTC')::date AS month, r.file_id,
    f.name AS file_name, p.id AS product_id, p.name AS product_name, p.family,
    count(*) FILTER (WHERE r.first_byte = 0) AS downloads, count(DISTINCT r.user_id) AS people,
    max(r.started_at) AS last_at,
    count(*) FILTER (WHERE r.first_byte > 0) AS continued
FROM download_record r
JOIN download_file f ON f.id = r.file_id
JOIN product p ON p.id = f.product_id
GROUP BY r.organization_id, month, r.file_id, f.name, p.id, p.name, p.family;

-- Each of them, with who it was.
CREATE VIEW download_history WITH (security_invoker = true) AS
SELECT
    r.organization_id, r.id, r.started_at, r.first_byte, r.user_id, r.file_id, f.name AS file_name, f.product_id,
    p.name AS product_name, p.family
FROM download_record r
JOIN download_file f ON f.id = r.file_id
JOIN product p ON p.id = f.product_id;
GRANT SELECT ON download_history TO business_center_gateway;
