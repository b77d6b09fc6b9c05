-- File names and free text of villages as others see them (domain.md, "Personal data").
create table ops.shown_text (
    edition text not null,
    load_id bigint not null references ops.receipt on delete cascade,
    place text not null,
    row_number integer not null,
    shown text not null,
    primary key (edition, load_id, place, row_number)
);
comment on table ops.shown_text is
    'Texts in which names of people on the latest roster of the sender''s village are masked, as the edition''s marts show them.';
comment on column ops.shown_text.place is 'file_name, or table.column of raw';
comment on column ops.shown_text.row_number is 'Row of the raw table; 0 for a file name.';

create or replace function ops.take_snapshot(of_edition text, for_edition text) returns void
language sql as $$
    delete from ops.built_load where edition = for_edition;
    insert into ops.built_load (edition, load_id, status, reject_judgement_id)
    select for_edition, load_id, status, reject_judgement_id
    from ops.load_state where edition = of_edition;
    delete from ops.built_unit where edition = for_edition;
    insert into ops.built_unit (edition, feed, period, unit, load_id)
    select for_edition, feed, period, unit, load_id
    from ops.current_unit where edition = of_edition;
    delete from ops.shown_text where edition = for_edition and for_edition <> of_edition;
    insert into ops.shown_text (edition, load_id, place, row_number, shown)
    select for_edition, load_id, place, row_number, shown
    from ops.shown_text where edition = of_edition and for_edition <> of_edition;
$$;

do $$
begin
    if to_regrole('transformer') is not null then
        grant select on ops.shown_text to transformer;
    end if;
end
$$;

select ops.build_anew();
