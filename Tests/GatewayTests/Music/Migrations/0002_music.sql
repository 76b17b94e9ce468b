CREATE TYPE mood AS ENUM ('CALM', 'WILD', 'SAD');

CREATE TABLE artist (
    id integer PRIMARY KEY,
    name text NOT NULL,
    country char(2),
    founded date,
    moods mood[] NOT NULL DEFAULT '{}',
    rating double precision
);

-- A key that is a text.
CREATE TABLE label (
    code text PRIMARY KEY,
    name text NOT NULL,
    country char(2)
);

CREATE TABLE album (
    id bigint PRIMARY KEY,
    artist_id integer NOT NULL REFERENCES artist,
    label_code text REFERENCES label,
    title text NOT NULL,
    released date,
    price numeric(10, 2),
    copies integer,
    live boolean NOT NULL DEFAULT false,
    mood mood
);
CREATE INDEX album_by_artist ON album (artist_id, released, id);
CREATE INDEX album_by_label ON album (label_code, id);

CREATE TABLE genre (
    id smallint PRIMARY KEY,
    name varchar(40) NOT NULL UNIQUE
);

-- A key of two columns.
CREATE TABLE track (
    album_id bigint NOT NULL REFERENCES album,
    number integer NOT NULL,
    title text NOT NULL,
    genre_id smallint REFERENCES genre,
    milliseconds integer NOT NULL,
    bytes bigint,
    composer text,
    PRIMARY KEY (album_id, number)
);
CREATE INDEX track_by_genre ON track (genre_id, album_id, number);

CREATE TABLE playlist (
    id uuid PRIMARY KEY,
    name text NOT NULL
);

-- Many to many, over a key of two columns.
CREATE TABLE playlist_track (
    playlist_id uuid NOT NULL REFERENCES playlist,
    album_id bigint NOT NULL,
    track_number integer NOT NULL,
    PRIMARY KEY (playlist_id, album_id, track_number),
    FOREIGN KEY (album_id, track_number) REFERENCES track
);
CREATE INDEX playlist_by_track ON playlist_track (album_id, track_number, playlist_id);

CREATE TABLE employee (
    id integer PRIMARY KEY,
    name text NOT NULL,
    title text NOT NULL,
    reports_to integer REFERENCES employee,
    hired_at timestamptz NOT NULL
);
CREATE INDEX employee_by_chief ON employee (reports_to, id);

CREATE TABLE customer (
    id bigint PRIMARY KEY,
    first_name text NOT NULL,
    last_name text NOT NULL,
    email text NOT NULL UNIQUE,
    support_id integer REFERENCES employee
);
CREATE INDEX customer_by_support ON customer (support_id, id);

CREATE TABLE invoice (
    id bigint PRIMARY KEY,
    customer_id bigint NOT NULL REFERENCES customer,
    issued_at timestamptz NOT NULL,
    billing_country char(2),
    total numeric NOT NULL
);
CREATE INDEX invoice_by_customer ON invoice (customer_id, issued_at, id);

CREATE TABLE invoice_line (
    invoice_id bigint NOT NULL REFERENCES invoice,
    line integer NOT NULL,
    album_id bigint NOT NULL,
    track_number integer NOT NULL,
    unit_price numeric NOT NULL,
    quantity smallint NOT NULL,
    PRIMARY KEY (invoice_id, line),
    FOREIGN KEY (album_id, track_number) REFERENCES track
);
CREATE INDEX invoice_line_by_track ON invoice_line (album_id, track_number, invoice_id, line);

CREATE TABLE award (
    year smallint NOT NULL,
    category text NOT NULL,
    artist_id integer NOT NULL REFERENCES artist,
    PRIMARY KEY (year, category)
);
CREATE INDEX award_by_artist ON award (artist_id, year, category);

-- Every type of column that is served.
CREATE TABLE specimen (
    id uuid PRIMARY KEY,
    flag boolean,
    small smallint,
    whole integer,
    large bigint,
    large_decimal bigint,
    ratio real,
    fraction double precision,
    amount numeric,
    day date,
    moment timestamptz,
    other uuid,
    words text,
    short varchar(20),
    fixed char(4),
    document json,
    binary_document jsonb,
    feeling mood,
    flags boolean[],
    numbers integer[],
    names text[],
    feelings mood[],
    amounts numeric[],
    days date[]
);

GRANT SELECT ON artist, label, album, genre, track, playlist, playlist_track, employee, customer, invoice,
    invoice_line, award, specimen TO business_center_gateway;
