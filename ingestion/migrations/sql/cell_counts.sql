-- Converts cell values to shares, years, days and last days. Third part of cell_functions.sql, which
-- must run first and describes how these functions are written.

-- Above 1, or with a percent sign, a share is in percent.
create or replace function cell.share(value text) returns numeric
language plpgsql immutable parallel safe as $$
declare
    tidy constant text := nullif(translate(cell.text(value), cell.blanks(), ''), '');
    digits constant text := translate(tidy, '%％', '');
begin
    if tidy is null or lower(tidy) in ('-', '—', '/', '无', 'nan') then
        return 0;
    elsif tidy !~ '^-?([0-9]{1,9}(\.[0-9]{1,30})?|\.[0-9]{1,30})[%％]?$' then
        return null;
    end if;
    return digits::numeric / case when tidy <> digits or digits::numeric > 1 then 100 else 1 end;
end $$;

comment on function cell.share(text) is
'A share of 1, also written in percent; blank, -, —, /, 无 and nan are 0; null if unreadable';

create or replace function cell.year(value text) returns integer
language plpgsql immutable parallel safe as $$
declare
    tidy constant text := translate(cell.text(value), cell.blanks(), '');
begin
    return case when tidy ~ '^[0-9]{4}年?$' then left(tidy, 4)::integer end;
end $$;

comment on function cell.year(text) is 'The year (2023, 2023年); null if blank or no year';

create or replace function cell.is_unknown(value text) returns boolean
language sql immutable parallel safe
return coalesce(translate(value, cell.blanks(), ''), '') in ('', '-', '—', '/', '无');

comment on function cell.is_unknown(text) is 'True for a blank and for -, —, / and 无';

create or replace function cell.days(value text) returns integer
language sql immutable parallel safe
return case when not cell.is_unknown(value) then cell.whole(value) end;

comment on function cell.days(text) is
'A whole number of days; null if unknown (blank, -, —, /, 无) or unreadable';

-- A month, which names no day, means its last day.
create or replace function cell.end_day(value text) returns date
language plpgsql immutable parallel safe as $$
declare
    tidy constant text := translate(cell.text(value), cell.blanks(), '');
begin
    if tidy ~ '^[0-9]{4}(-[0-9]{1,2}|/[0-9]{1,2}|\.[0-9]{1,2}|年[0-9]{1,2}月份?|[0-9]{2})$' then
        return (cell.read_month(tidy) + interval '1 month - 1 day')::date;
    end if;
    return cell.day(value);
end $$;

comment on function cell.end_day(text) is
'The date as cell.day reads it, of a month its last day; null if blank or no date';
