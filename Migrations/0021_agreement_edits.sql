-- What the customer may change of an agreement in force. The version rises with every edit, so that nobody
-- overwrites what they have not seen.

ALTER TABLE agreement
    ADD COLUMN purchase_contact text CHECK (purchase_contact <> ''),
    ADD COLUMN billing_reference text CHECK (billing_reference <> ''),
    ADD COLUMN notes text CHECK (notes <> ''),
    ADD COLUMN version integer NOT NULL DEFAULT 1 CHECK (version > 0);
GRANT UPDATE (title, purchase_contact, billing_reference, notes, version) ON agreement TO business_center_commands;
