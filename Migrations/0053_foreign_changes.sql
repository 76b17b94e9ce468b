-- Transaction numbers belong to a cluster: in a log that was restored into another one they may lie ahead of all that will
-- be written for a long time. Such rows would be told as news one day, and stand in the way of new ones until then.

-- Removes changes of transactions that this cluster has not begun, and says of how many organizations. Whoever comes back
-- to one of them with an event from before reads anew.
CREATE FUNCTION forget_foreign_changes() RETURNS bigint LANGUAGE plpgsql VOLATILE SECURITY DEFINER AS $$
DECLARE
    organizations bigint;
BEGIN
    WITH gone AS (
        DELETE FROM change_log c WHERE c.transaction >= pg_snapshot_xmax(pg_current_snapshot())
        RETURNING c.organization_id
    ), marked AS (
        INSERT INTO change_log_end AS e (organization_id, transaction, position)
        SELECT f.organization_id, pg_snapshot_xmax(pg_current_snapshot()), 0 FROM (
            SELECT g.organization_id FROM gone g
            UNION SELECT o.organization_id FROM change_log_end o
            WHERE o.transaction > pg_snapshot_xmax(pg_current_snapshot())
        ) f
        ON CONFLICT (organization_id) DO UPDATE SET transaction = excluded.transaction, position = excluded.position
        RETURNING e.organization_id
    )
    SELECT count(*) INTO organizations FROM marked;
    RETURN organizations;
END
$$;

CALL seal_functions();
GRANT EXECUTE ON FUNCTION forget_foreign_changes TO business_center_commands;
