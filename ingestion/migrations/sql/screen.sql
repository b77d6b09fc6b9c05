-- Text in which the screen at the door masked an ID, mobile or account number: where it stands, and
-- the token by which the vault holds the original.

alter table vault.secret drop constraint secret_kind_check;
alter table vault.secret add constraint secret_kind_check
check (kind in ('citizen_id', 'name', 'phone', 'text'));

create table ops.screened (
    load_id bigint not null references ops.receipt on delete cascade,
    place text not null check (place in ('cell', 'file name', 'header', 'label')),
    token text not null,
    table_name text,
    row_number integer,
    column_name text
);
comment on table ops.screened is
'Text of a received file in which a number was masked; the vault holds the original by its token';
create index on ops.screened (load_id);
create index on ops.screened (token);
grant insert on ops.screened to loader;
