-- The topics that functions note, not triggers. A gateway does not start with a subscription that nothing can tell, so
-- what notes a topic says so here; nothing else is noted.

CREATE TABLE noted_topic (topic text COLLATE "C" PRIMARY KEY CHECK (topic <> ''));
GRANT SELECT ON noted_topic TO business_center_gateway;
-- By the mutation `revealKey`.
INSERT INTO noted_topic VALUES ('key_revealed');

CREATE OR REPLACE FUNCTION note_change(organization_id bigint, topic text, key text[]) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM noted_topic n WHERE n.topic = $2) THEN
        RAISE EXCEPTION 'the topic % is not in noted_topic: add it in a migration', $2;
    END IF;
    INSERT INTO change_log (organization_id, transaction, topic, key, operation, occurred_at)
    VALUES ($1, pg_current_xact_id(), $2, $3, 'NOTE', clock_timestamp())
    ON CONFLICT DO NOTHING;
    PERFORM announce_change($1);
END
$$;

CALL seal_functions();
