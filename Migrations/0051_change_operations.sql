-- What the change log says was done to a row: what its transaction has done to it in all, and of parts of it that it was
-- updated.

ALTER TABLE change_log DROP CONSTRAINT change_log_operation_check;
ALTER TABLE change_log ADD CONSTRAINT change_log_operation_check
    -- NONE: made and removed by one transaction, so that nobody ever saw it.
    CHECK (operation IN ('INSERT', 'UPDATE', 'DELETE', 'NOTE', 'NONE'));

-- As in 0050, but where the named columns are no key of the trigger's table, its rows are parts of what has changed (an
-- order's lines): whatever is done to them is an UPDATE.
CREATE OR REPLACE FUNCTION log_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    columns text[] := TG_ARGV[1:];
    organizations bigint[];
    is_key boolean := TG_OP <> 'UPDATE' AND EXISTS (
        SELECT FROM pg_index i
        WHERE i.indrelid = TG_RELID AND i.indisunique AND i.indpred IS NULL AND (
            SELECT array_agg(a.attname::text ORDER BY a.attname::text) FROM pg_attribute a
            WHERE a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey[0:i.indnkeyatts - 1])
        ) = (SELECT array_agg(name ORDER BY name) FROM unnest('organization_id'::text || columns) name)
    );
BEGIN
    EXECUTE format(
        $sql$
            WITH logged AS (
                INSERT INTO change_log AS l (organization_id, transaction, topic, key, operation, occurred_at)
                SELECT c.organization_id, pg_current_xact_id(), $1, ARRAY[%2$s], $2, $3
                -- Each row once, and in the order of the indexes: an import brings a million.
                FROM (
                    SELECT DISTINCT organization_id, %1$s FROM changed WHERE (%1$s) IS NOT NULL
                    ORDER BY organization_id, %1$s
                ) c
                ON CONFLICT (organization_id, transaction, topic, key) DO UPDATE SET operation = CASE
                    WHEN $2 = 'DELETE' AND l.operation = 'INSERT' THEN 'NONE'
                    WHEN $2 = 'INSERT' AND l.operation = 'DELETE' THEN 'UPDATE'
                    ELSE $2
                END
                WHERE $2 <> 'UPDATE' OR l.operation = 'NOTE'
                RETURNING organization_id
            )
            SELECT array_agg(DISTINCT organization_id) FROM logged
        $sql$,
        (SELECT string_agg(format('%I', name), ', ') FROM unnest(columns) name),
        (SELECT string_agg(format('%I::text', name), ', ') FROM unnest(columns) name)
    ) INTO organizations USING
        TG_ARGV[0], CASE WHEN is_key THEN TG_OP ELSE 'UPDATE' END, clock_timestamp();
    PERFORM announce_change(o) FROM unnest(organizations) o;
    RETURN NULL;
END
$$;

CALL seal_functions();
