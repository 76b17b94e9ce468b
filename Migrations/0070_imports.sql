-- Imports of orders and licences write the rows of many organizations with one statement. Their transaction says so
-- (SET LOCAL gateway.imports = 'on'); for whatever else the owner does, the organization's rows are all that shows.

CREATE POLICY imports ON purchase_order TO CURRENT_USER USING (current_setting('gateway.imports', true) = 'on');
CREATE POLICY imports ON order_line TO CURRENT_USER USING (current_setting('gateway.imports', true) = 'on');
CREATE POLICY imports ON license_detail TO CURRENT_USER USING (current_setting('gateway.imports', true) = 'on');
