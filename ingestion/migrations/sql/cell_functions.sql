-- Converts cell values to types (feeds.md, "Cell values"). `raw` keeps every cell as received; only
-- these functions convert a cell to a number, a month or a date. They never raise an error: a cell
-- that cannot be converted is null.
--
-- text, is_blank, money, month, day and whole are SQL expressions that PostgreSQL inlines into the
-- calling query. They convert plain cells with cheap tests and pass only other forms to read_money,
-- read_month, read_day and read_whole. These are plpgsql functions, because PostgreSQL plans an SQL
-- function that cannot be inlined again at every call. Their regular expressions have no captures,
-- which would cost twenty times as much.

create schema if not exists cell;

comment on schema cell is
'Reading of cells as text, money, month, date and whole number (feeds.md, "Cell values")';

-- Blank characters: ordinary, non-breaking and full-width spaces, tabs, line breaks. Same rule as
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

create or replace function cell.is_head(value text) returns boolean
language sql immutable parallel safe
return coalesce(cell.text(value) in ('户主', '本人', '本人或户主'), false);

comment on function cell.is_head(text) is
'True if 与户主关系 says that the person is the head: 户主, 本人 or 本人或户主';

-- More than fifteen digits before the decimal point (10^15 yuan) are not an amount.
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

-- Ten or more digits are not a count of anything in this data; the limit also prevents an overflow.
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
