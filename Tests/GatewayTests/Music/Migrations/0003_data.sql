INSERT INTO genre (id, name) VALUES (1, 'Rock'), (2, 'Jazz'), (3, 'Folk'), (4, 'Opera');
INSERT INTO label (code, name, country) VALUES ('EMI', 'Electric', 'GB'), ('ECM', 'Contemporary', 'DE'), ('NON', 'None', NULL);

INSERT INTO artist (id, name, country, founded, moods, rating)
SELECT
    n,
    'Artist ' || n % 7,
    (ARRAY['DE', 'GB', 'US', NULL])[1 + n % 4],
    CASE WHEN n % 3 > 0 THEN date '1960-01-01' + n * 97 END,
    (ARRAY['{}', '{CALM}', '{CALM,SAD}', '{WILD}'])[1 + n % 4]::mood[],
    CASE WHEN n % 5 > 0 THEN (n % 9) / 4.0 END
FROM generate_series(1, 20) n;

INSERT INTO album (id, artist_id, label_code, title, released, price, copies, live, mood)
SELECT
    n,
    1 + n % 19,
    (ARRAY['EMI', 'ECM', NULL, 'NON'])[1 + n % 4],
    'Album ' || n % 23,
    CASE WHEN n % 4 > 0 THEN date '1990-01-01' + (n * 37) % 9000 END,
    CASE WHEN n % 6 > 0 THEN (n % 17) + 0.99 END,
    CASE WHEN n % 5 > 0 THEN n % 11 END,
    n % 3 = 0,
    (ARRAY['CALM', 'WILD', 'SAD', NULL])[1 + n % 4]::mood
FROM generate_series(1, 120) n;

INSERT INTO track (album_id, number, title, genre_id, milliseconds, bytes, composer)
SELECT
    a,
    n,
    'Track ' || (a * n) % 31,
    CASE WHEN (a + n) % 5 > 0 THEN 1 + (a + n) % 3 END,
    60000 + (a * 7919 + n * 104729) % 300000,
    CASE WHEN n % 2 = 0 THEN 3000000000 + a * n END,
    CASE WHEN (a + n) % 3 > 0 THEN 'Composer ' || (a + n) % 5 END
FROM generate_series(1, 119) a, generate_series(1, 3 + a % 4) n;

INSERT INTO playlist (id, name)
SELECT ('00000000-0000-0000-0000-' || lpad(n::text, 12, '0'))::uuid, 'Playlist ' || n FROM generate_series(1, 8) n;
INSERT INTO playlist_track (playlist_id, album_id, track_number)
SELECT p.id, t.album_id, t.number FROM playlist p, track t
WHERE (t.album_id * 31 + t.number * 7 + right(p.id::text, 2)::integer) % 13 = 0 AND p.name <> 'Playlist 8';

INSERT INTO employee (id, name, title, reports_to, hired_at) VALUES
    (1, 'Ada', 'Chief', NULL, '2010-01-01 09:00:00+00'), (2, 'Ben', 'Sales', 1, '2011-03-01 09:00:00+00'),
    (3, 'Cleo', 'Sales', 1, '2012-05-01 09:00:00+00'), (4, 'Dan', 'Support', 2, '2013-07-01 09:00:00+00'),
    (5, 'Eve', 'Support', 2, '2013-07-01 09:00:00+00');

INSERT INTO customer (id, first_name, last_name, email, support_id)
SELECT n, 'First ' || n % 5, 'Last ' || n, 'customer' || n || '@music.example', CASE WHEN n % 3 > 0 THEN 3 + n % 3 END
FROM generate_series(1, 30) n;

INSERT INTO invoice (id, customer_id, issued_at, billing_country, total)
SELECT
    n,
    1 + n % 29,
    timestamptz '2024-01-15 23:30:00+00' + n * interval '9 days 1 hour',
    (ARRAY['DE', 'GB', NULL])[1 + n % 3],
    (n % 13) * 1.1 + 0.05
FROM generate_series(1, 90) n;

INSERT INTO invoice_line (invoice_id, line, album_id, track_number, unit_price, quantity)
SELECT i, l, 1 + (i * l) % 100, 1 + l % 3, 0.99, 1 + (i + l) % 4
FROM generate_series(1, 90) i, generate_series(1, 2 + i % 3) l;

INSERT INTO award (year, category, artist_id)
SELECT y, c, 1 + (y % 20) FROM generate_series(2001, 2012) y, (VALUES ('Best Song'), ('Best "Live"')) c (c);

INSERT INTO specimen VALUES
    ('11111111-1111-1111-1111-111111111111', true, -32768, -2147483648, 2147483647, 9223372036854775807, 0.1, 1e300,
     12345678901234567890.123456789, '0001-01-01', '2024-02-29 12:34:56.789012+00',
     'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee', E'quote " back \\ tab \t 😀 ‮', 'short', 'ab', '{"a": 1}', '{"b": [true, null]}',
     'WILD', '{true,false,NULL}', '{1,NULL,3}', E'{"a,b","c\\"d",NULL}', '{CALM,SAD}', '{1.50,2}', '{2024-01-01}'),
    ('22222222-2222-2222-2222-222222222222', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
     NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
    ('33333333-3333-3333-3333-333333333333', false, 32767, 2147483647, 0, -1, -0.5, 0, 0, '9999-12-31', '1969-12-31 23:59:59.5+00',
     NULL, '', '', '', 'null', '"x"', 'CALM', '{}', '{}', '{}', '{}', '{}', '{}');
