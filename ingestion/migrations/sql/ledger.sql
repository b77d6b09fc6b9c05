-- The ledger of received files (interface.md, schema ops). ops.receipt contains the facts known
-- from the file itself. The status of a file depends on all files received; ops.load_state keeps it
-- per edition (a state of knowledge).

create schema if not exists raw;
create schema if not exists gate;

create table ops.receipt (
    load_id bigint generated always as identity primary key,
    feed text not null,
    period text not null,
    file_name text not null,
    sha256 text not null,
    size bigint not null,
    modified_at double precision not null,
    received_at timestamptz not null,
    loaded_at timestamptz not null default now(),
    matches_manifest boolean not null,
    problem text check (problem in ('unreadable', 'sheet_missing', 'column_missing')),
    problem_detail text,
    part text,
    unit text,
    declared_period text,
    has_rows boolean not null,
    unique (feed, period, file_name, sha256)
);
comment on table ops.receipt is 'One row per received file: what is known from the file alone.';
comment on column ops.receipt.matches_manifest is 'False: bytes differ from the manifest (F06), the file is held.';
comment on column ops.receipt.problem is 'Mark left by the reader, judged by F01-F03.';
comment on column ops.receipt.part is 'Table of the part found, where a feed has several kinds of file.';
comment on column ops.receipt.has_rows is 'False for a file with a problem and for a copy of bytes already loaded.';
create index on ops.receipt (feed, period, sha256);

create table raw.unknown_column (
    load_id bigint not null references ops.receipt on delete cascade,
    table_name text not null,
    row_number integer not null,
    column_name text not null
);
comment on table raw.unknown_column is 'Mark of the reader: headers that no contract knows, judged by W07.';
create index on raw.unknown_column (load_id);
