-- A late authorisation affects fewer tables than a late file, so it has its own first month.

alter table ops.build add column authorised_from date;
comment on column ops.build.authorised_from is
    'Month from which the last build made those tables new that rest on authorisations, which reach
back to their own month; no later than touched_from. Null: all months.';
comment on column ops.build.touched_from is
    'Month from which the last build made its other tables new; null: all months.';
