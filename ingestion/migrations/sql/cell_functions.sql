-- Cell values as types (feeds.md, "Cell values"). `raw` keeps every cell as it was received;
-- these functions are the one place where a cell becomes a number, a month or a date.
-- None of them ever raises an error: what cannot be read is null.
--
-- text, is_blank, money, month, day and whole are expressions that PostgreSQL writes into the
-- calling query: plain cells are settled there by cheap tests. Only other forms are handed to
-- read_money, read_month, read_day and read_whole. Those are plpgsql, because a function in
-- SQL that cannot be written into the query is planned anew at every call, and they use
-- regular expressions without captures, which cost twenty times as much as without.

create schema if not exists cell;

comment on schema cell is
'Reading of cells as text, money, month, date and whole number (feeds.md, "Cell values")';

-- Blanks: ordinary, non-breaking, full-width, tabs, line breaks. The same rule as
-- ingestion.readers.cells.normalise.
create or replace function cell.text(value text) returns text
language sql immutable parallel safe
return nullif(
    case
        when value ~ '[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]' then translate(
            btrim(value, E' \t\n\r\v\f\u00a0\u3000'),
            '０１２３４５６７８９'
            'ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ'
            'ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ',
            '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
        )
        else btrim(value, E' \t\n\r\v\f\u00a0\u3000')
    end,
    ''
);

comment on function cell.text(text) is
'Without blanks around it, full-width digits and letters half-width; null if nothing is left';

create or replace function cell.is_blank(value text) returns boolean
language sql immutable parallel safe
return coalesce(btrim(value, E' \t\n\r\v\f\u00a0\u3000'), '') = '';

comment on function cell.is_blank(text) is 'True for null and for nothing but blanks';

-- Fifteen digits before the point are a thousand million million yuan: more is no amount.
create or replace function cell.read_money(value text) returns numeric
language plpgsql immutable parallel safe as $$
declare
    tidy constant text := cell.text(value);
begin
    if tidy is null or lower(tidy) in ('-', '—', '/', '无', 'nan') then
        return 0;
    elsif length(tidy) <= 60 and tidy ~ (
        '^(-?[ \t\u00a0\u3000]*[¥￥]?|[¥￥][ \t\u00a0\u3000]*-)[ \t\u00a0\u3000]*'
        '(([0-9]{1,15}|[0-9]{1,3}(,[0-9]{3}){1,4})(\.[0-9]+)?|\.[0-9]+)[ \t\u00a0\u3000]*元?$'
    ) then
        return round(translate(tidy, E'¥￥,元 \t\u00a0\u3000', '')::numeric, 2);
    end if;
    return null;
end $$;

create or replace function cell.money(value text) returns numeric
language sql immutable parallel safe
return case
    when value is null or value = '' then 0
    when length(value) <= 15 and translate(value, '0123456789', '') = ''
        then round(value::numeric, 2)
    when length(value) <= 15 and value like '_%._%'
        and translate(value, '0123456789', '') = '.' then round(value::numeric, 2)
    else cell.read_money(value)
end;

comment on function cell.money(text) is
'Yuan, two decimals half up; blank, -, —, /, 无 and nan are 0; null if unreadable';

-- Ten digits and more are no count of anything here, so nothing can overflow.
create or replace function cell.read_whole(value text) returns integer
language plpgsql immutable parallel safe as $$
declare
    tidy constant text := cell.text(value);
begin
    return case when tidy ~ '^-?0*[0-9]{1,9}(\.0+)?$' then split_part(tidy, '.', 1)::integer end;
end $$;

create or replace function cell.whole(value text) returns integer
language sql immutable parallel safe
return case
    when value is null or value = '' then null
    when length(value) <= 9 and translate(value, '0123456789', '') = '' then value::integer
    else cell.read_whole(value)
end;

comment on function cell.whole(text) is
'The whole number (also written 2.0); null if blank, no number or no whole one';
