SELECT coalesce(json_agg(json_build_object('number', a.number, 'title', a.title, 'status', a.status,
    'startsOn', a.starts_on, 'orders', (
      SELECT coalesce(json_agg(json_build_object('number', o.number, 'status', o.status, 'orderedAt', o.ordered_at,
          'total', o.total, 'lines', (
            SELECT coalesce(json_agg(json_build_object('quantity', l.quantity, 'unitPrice', l.unit_price,
                'product', json_build_object('name', l.name))), '[]')
            FROM (SELECT line.quantity, line.unit_price, p.name FROM order_line line
                JOIN product p ON p.id = line.product_id
                WHERE line.organization_id = :org AND line.order_id = o.id
                ORDER BY line.line_number LIMIT 5) l))), '[]')
      FROM (SELECT id, number, status, ordered_at, total FROM purchase_order
          WHERE organization_id = :org AND agreement_id = a.id ORDER BY ordered_at DESC, id DESC LIMIT 10) o))), '[]')
FROM (SELECT id, number, title, status, starts_on FROM agreement
    WHERE organization_id = :org ORDER BY starts_on DESC, id DESC LIMIT 10) a;
