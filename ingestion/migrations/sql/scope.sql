-- Departments send data of everybody. People who are not on the roster in force are out of scope;
-- that is nearly all rows of a file. So the ledger stores the roster that decides once per file,
-- not one exception per row.

alter table ops.judgement
    add column roster_judgement_id bigint references ops.judgement on delete cascade;
comment on column ops.judgement.roster_judgement_id is
    'Of a file about people: the judged roster in force; rows of people who are not on it are out of scope (null: there is none, and nobody is in scope).';
create index on ops.judgement (roster_judgement_id);

comment on table ops.row_exception is
    'Rows that did not become facts: rejected or duplicate. Those out of scope follow from judgement.roster_judgement_id.';
