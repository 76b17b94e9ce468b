-- The licence keys themselves, sealed (AES-256-GCM) with a key that is not in the database, for this row of this
-- organization alone. Apart from `license_key`: queries show that table, and have no right to this one.

CREATE TABLE sealed_license_key (
    organization_id bigint NOT NULL,
    license_key_id bigint NOT NULL,
    -- Nonce, ciphertext and tag. It opens only with both ids as associated data.
    sealed bytea NOT NULL CHECK (octet_length(sealed) > 28),
    -- The name of the key that it is sealed with, for changing that key.
    sealed_with text COLLATE "C" NOT NULL CHECK (sealed_with ~ '^[0-9a-f]{16}$'),
    PRIMARY KEY (organization_id, license_key_id),
    FOREIGN KEY (organization_id, license_key_id) REFERENCES license_key (organization_id, id) ON DELETE CASCADE
);
ALTER TABLE sealed_license_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE sealed_license_key FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON sealed_license_key
    USING (organization_id = nullif(current_setting('gateway.organization_id', true), '')::bigint);
-- `gateway keys rotate` works as the owner, through all organizations.
CREATE POLICY owner ON sealed_license_key TO CURRENT_USER USING (true);
GRANT SELECT ON sealed_license_key, license_key TO business_center_commands;

-- As people see it who may see that it is there.
ALTER TABLE license_key
    ADD COLUMN masked text NOT NULL GENERATED ALWAYS AS ('*****-*****-*****-*****-' || last_five) STORED;
