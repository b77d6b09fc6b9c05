-- Departments send everybody. Who is not on the roster in force is out of scope: nearly all of a
-- file's rows. So it is told once for the file whose roster decides, not row by row.

alter table ops.judgement
    add column roster_judgement_id bigint references ops.judgement on delete cascade;
comment on column ops.judgement.roster_judgement_id is
    'Of a file about people: the judged roster in force; rows of people who are not on it are out of scope (null: there is none, and nobody is in scope).';
create index on ops.judgement (roster_judgement_id);

comment on table ops.row_exception is
    'Rows that did not become facts: rejected or duplicate. Those out of scope follow from judgement.roster_judgement_id.';
