-- What the gateway asks of a database: its roles, organizations' epochs, and whose session a token opens.
DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['business_center_gateway', 'business_center_commands'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
        END IF;
        EXECUTE format('GRANT %I TO CURRENT_USER', wanted);
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', current_schema(), wanted);
    END LOOP;
END
$$;

CREATE TABLE organization_epoch AS SELECT id AS organization_id, 1::bigint AS epoch FROM organization;
ALTER TABLE organization_epoch ADD PRIMARY KEY (organization_id);

-- One for each organization; the token is the one of workloads.token.
CREATE TABLE session AS
SELECT id AS organization_id, sha256(convert_to(rpad('bench' || id, 32, '.'), 'UTF8')) AS token_hash FROM organization;
CREATE UNIQUE INDEX ON session (token_hash);

CREATE FUNCTION session_by_token(token_hash bytea) RETURNS TABLE (
    organization_id bigint, user_id bigint, roles text[], expires_at timestamptz, epoch bigint, session_id bigint,
    scope text[]
) LANGUAGE sql STABLE ROWS 1 SECURITY DEFINER AS $$
    SELECT s.organization_id, 1::bigint, ARRAY['READER'], now() + interval '12 hours', e.epoch, 1::bigint, NULL::text[]
    FROM session s JOIN organization_epoch e USING (organization_id) WHERE s.token_hash = $1
$$;
CREATE FUNCTION note_use(token_hash bytea, at timestamptz) RETURNS void LANGUAGE sql AS $$ $$;
GRANT SELECT ON organization_epoch, agreement, purchase_order, order_line, product TO business_center_gateway;
