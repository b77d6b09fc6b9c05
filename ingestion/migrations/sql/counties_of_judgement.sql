alter table ops.judgement add column counties text[];
comment on column ops.judgement.counties is
'Gate reject, feeds of which each county has a version of its own: counties of the accepted rows.
Null: not asked for yet.';
