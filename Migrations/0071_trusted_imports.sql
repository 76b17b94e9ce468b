-- Imports by a superuser, or by an owner who was granted it (GRANT SET ON PARAMETER session_replication_role), write the
-- lines of new orders without looking up again what they refer to: session_replication_role = 'replica'. What is summed up
-- of lines is summed up then too. (Their changes are logged with their orders.)
ALTER TABLE order_line ENABLE ALWAYS TRIGGER spending_insert;
ALTER TABLE line_spending ENABLE ALWAYS TRIGGER fold;
