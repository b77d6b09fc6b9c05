-- What readers notice beside the rows of a table; rules of the contracts judge each note.

alter table raw.unknown_column rename to reader_note;
alter table raw.reader_note
    alter column row_number drop not null,
    alter column column_name drop not null,
    add column note text not null default 'unknown_column',
    add column value text;
alter table raw.reader_note alter column note drop default;
comment on table raw.reader_note is
'What the reader noticed beside the rows of a table, e.g. a header that no contract knows';
comment on column raw.reader_note.column_name is 'A header or the name of a sheet, masked';
comment on column raw.reader_note.value is 'A household number, masked';
