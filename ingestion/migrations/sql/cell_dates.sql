-- Converts cell values to dates and months (feeds.md, "Cell values"). Second part of
-- cell_functions.sql, which must run first and describes how these functions are written.

-- The calendar day; null if it does not exist (30 February, month 13).
create or replace function cell.calendar_day(year integer, month integer, day integer) returns date
language plpgsql immutable parallel safe as $$
begin
    if year < 1 or month not between 1 and 12 or day not between 1 and 31 then
        return null;
    elsif day <= extract(day from make_date(year, month, 1) + interval '1 month - 1 day') then
        return make_date(year, month, day);
    end if;
    return null;
end $$;

-- Thirteen digits are milliseconds since 1970, five are the serial number of a day (1900 system). A
-- time of day is dropped, unless an offset moves it to another day in Shanghai; it may follow
-- without a space only after 日 or after eight digits. A month is its first day. Blanks
-- may stand anywhere: a form that is not known with them is read again without them, with one
-- between date and time.
create or replace function cell.read_day(value text) returns date
language plpgsql immutable parallel safe as $$
declare
    tidy constant text := btrim(translate(
        cell.text(value), 'T' || cell.spaces() || cell.invisible(),
        repeat(' ', 1 + length(cell.spaces()))
    ));
    clock constant text :=
        '((上午|下午|[AaPp][Mm])? *([01]?[0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]+)?)?'
        '( *[AaPp][Mm])?)';
    parts text;
    rebuilt text;
begin
    if tidy ~ ('^[0-9]{8}( +' || clock || '|([01][0-9]|2[0-3])[0-5][0-9][0-5][0-9])?$') then
        return cell.calendar_day(
            left(tidy, 4)::integer, substr(tidy, 5, 2)::integer, substr(tidy, 7, 2)::integer
        );
    elsif tidy ~ (
        '^([0-9]{4}(-[0-9]{1,2}-|/[0-9]{1,2}/|\.[0-9]{1,2}\.)[0-9]{1,2}( +' || clock || ')?'
        '|[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日 *' || clock || '?)$'
    ) then
        parts := split_part(translate(tidy, '/.年月日', '---- '), ' ', 1);
        return cell.calendar_day(
            split_part(parts, '-', 1)::integer,
            split_part(parts, '-', 2)::integer,
            split_part(parts, '-', 3)::integer
        );
    elsif tidy ~ '^[0-9]{13}$' then
        return (to_timestamp(tidy::double precision / 1000) at time zone 'Asia/Shanghai')::date;
    elsif tidy ~ (clock || ' *([Zz]|[+-][0-9]{2}:?[0-9]{2})$') then
        return cell.day_in_shanghai(tidy);
    elsif tidy ~ '^[0-9]{5}(\.[0-9]+)?$' and left(tidy, 5)::integer between 20000 and 60000 then
        return date '1899-12-30' + left(tidy, 5)::integer;
    elsif tidy ~ '^[0-9]{4}(-[0-9]{1,2}|/[0-9]{1,2}|\.[0-9]{1,2}|年[0-9]{1,2}月份?|[0-9]{2})$' then
        return cell.read_month(tidy);
    end if;
    rebuilt := btrim(regexp_replace(
        translate(cell.text(value), cell.blanks(), ''),
        '^([0-9]{4}[-/.年][0-9]{1,2}[-/.月][0-9]{2}日?|[0-9]{8}(?=T|[0-9]{1,2}:)'
        '|[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9](?=[T上下AaPp]))T?',
        '\1 '
    ));
    return case when rebuilt <> value then cell.read_day(rebuilt) end;
end $$;

-- The day in Shanghai of an instant that ends in an offset or Z.
create or replace function cell.day_in_shanghai(tidy text) returns date
language plpgsql immutable parallel safe as $$
declare
    moment constant text := regexp_replace(tidy, ' *([Zz]|[+-][0-9]{2}:?[0-9]{2})$', '');
    day constant date := cell.read_day(moment);
    zone constant text := translate(substr(tidy, length(moment) + 1), ' Zz:', '');
    clock constant text := substring(moment from '[0-9]{1,2}:[0-9]{2}');
    hour integer := split_part(clock, ':', 1)::integer;
    minutes integer;
begin
    if moment ~ '下午|[Pp][Mm]' and hour < 12 then
        hour := hour + 12;
    elsif moment ~ '上午|[Aa][Mm]' and hour = 12 then
        hour := 0;
    end if;
    minutes := hour * 60 + split_part(clock, ':', 2)::integer + 480;
    if zone <> '' then
        minutes := minutes - (left(zone, 1) || '1')::integer
            * (substr(zone, 2, 2)::integer * 60 + substr(zone, 4, 2)::integer);
    end if;
    return nullif(day + floor(minutes / 1440.0)::integer, date '10000-01-01');
end $$;

create or replace function cell.day(value text) returns date
language sql immutable parallel safe
return case
    when value is null or value = '' then null
    when length(value) = 10 and translate(value, '0123456789', '') = '--'
        and value like '____-__-__' and left(value, 4) <> '0000'
        and substr(value, 6, 2) between '01' and '12' and substr(value, 9) between '01' and '28'
        then make_date(
            left(value, 4)::integer, substr(value, 6, 2)::integer, substr(value, 9)::integer
        )
    else cell.read_day(value)
end;

comment on function cell.day(text) is
'The date in any of its forms, a time of day after it dropped; null if blank or no date';

-- A date cell and the serial number of a day are also accepted as their month.
create or replace function cell.read_month(value text) returns date
language plpgsql immutable parallel safe as $$
declare
    tidy constant text := translate(cell.text(value), cell.blanks(), '');
    month text;
begin
    if tidy ~ '^[0-9]{4}(-[0-9]{1,2}|/[0-9]{1,2}|\.[0-9]{1,2}|年[0-9]{1,2}月份?)$' then
        month := split_part(translate(tidy, '/.年月份', '---'), '-', 2);
        return cell.calendar_day(left(tidy, 4)::integer, month::integer, 1);
    elsif tidy ~ '^[0-9]{6}$' then
        return cell.calendar_day(left(tidy, 4)::integer, substr(tidy, 5)::integer, 1);
    elsif tidy ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}(([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9])?$'
    then
        return date_trunc('month', cell.read_day(left(tidy, 10))::timestamp)::date;
    elsif tidy ~ '^[0-9]{5}(\.[0-9]+)?$' then
        return date_trunc('month', cell.read_day(tidy)::timestamp)::date;
    end if;
    return null;
end $$;

create or replace function cell.month(value text) returns date
language sql immutable parallel safe
return case
    when value is null or value = '' then null
    when length(value) = 7 and translate(value, '0123456789', '') = '-' and value like '____-__'
        and left(value, 4) <> '0000' and substr(value, 6) between '01' and '12'
        then make_date(left(value, 4)::integer, substr(value, 6)::integer, 1)
    else cell.read_month(value)
end;

comment on function cell.month(text) is
'First day of the month in any of its forms; null if blank or no month';
