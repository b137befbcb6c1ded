#!/bin/sh
# sqlite_links.sh CSV DB REJECTS BASE - .import into a staging table, then validated INSERT ... SELECT: each link must begin with BASE and
# end in the row's code, in whatever spelling; rejects with reasons written out.
set -eu
rm -f "$2" "$2"-wal "$2"-shm "$3"
x='[0-9ABCDEFGHJKMNPQRSTVWXYZ]'
sqlite3 "$2" <<SQL
PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-200000; PRAGMA temp_store=MEMORY;
CREATE TABLE codes(id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, product TEXT NOT NULL, batch TEXT NOT NULL, expires_on TEXT NOT NULL, link TEXT, allocated_to TEXT);
CREATE TEMP TABLE stage(code TEXT, product TEXT, batch TEXT, expires_on TEXT, link TEXT);
.import --csv --skip 1 '$1' stage
CREATE TEMP TABLE reject AS SELECT rowid + 1 AS line, CASE WHEN code NOT GLOB 'GLP-$x$x$x$x$x' THEN 'bad_format'
  WHEN date(expires_on) IS NOT expires_on THEN 'bad_date' WHEN product NOT IN ('glp-core','glp-plus','drive') THEN 'unknown_product'
  WHEN link <> '' AND substr(lower(link), 1, length('$4')) <> lower('$4') THEN 'link_elsewhere'
  WHEN link <> '' AND replace(upper(substr(link, length('$4') + 1)), '-', '') <> replace(upper(code), '-', '') THEN 'link_of_another_code'
  END AS reason, code
  FROM stage WHERE reason IS NOT NULL;
BEGIN;
INSERT INTO codes(code,product,batch,expires_on,link) SELECT code,product,batch,expires_on,link FROM stage
  WHERE rowid + 1 NOT IN (SELECT line FROM reject) ON CONFLICT DO NOTHING;
INSERT INTO reject SELECT line, reason, code FROM (SELECT rowid + 1 AS line, 'duplicate_in_file' AS reason, code, row_number() OVER (PARTITION BY code ORDER BY rowid) n
  FROM stage WHERE rowid + 1 NOT IN (SELECT line FROM reject)) WHERE n > 1;
COMMIT;
.mode csv
.headers on
.once '$3'
SELECT * FROM reject ORDER BY line;
.headers off
.mode list
SELECT 'accepted '||count(*) FROM codes;
SELECT reason, count(*) FROM reject GROUP BY reason;
SQL
