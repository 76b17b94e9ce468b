-- `gateway import seats` looks services up through all organizations, as it does agreements, and changes them in one after
-- the other.
CREATE POLICY owner ON online_service FOR SELECT TO CURRENT_USER USING (true);
