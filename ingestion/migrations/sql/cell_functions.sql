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

-- Characters that nobody sees, at both ends of a cell or anywhere in a code, an amount, a month or a
-- date. Same rule as ingestion.readers.cells: spaces of Unicode, tabs and line breaks ...
create or replace function cell.spaces() returns text
language sql immutable parallel safe
return E' \t\n\r\v\f\u001c\u001d\u001e\u001f\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005'
    || E'\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000';

-- ... and zero-width and directional characters and byte-order marks.
create or replace function cell.invisible() returns text
language sql immutable parallel safe
return E'\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061'
    || E'\u2062\u2063\u2064\u2066\u2067\u2068\u2069\u206a\u206b\u206c\u206d\u206e\u206f\ufeff';

create or replace function cell.blanks() returns text
language sql immutable parallel safe
return cell.spaces() || cell.invisible();

create or replace function cell.text(value text) returns text
language sql immutable parallel safe
return nullif(
    case
        when value ~ '[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]' then translate(
            btrim(value, cell.blanks()),
            '０１２３４５６７８９'
            'ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ'
            'ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ',
            '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
        )
        else btrim(value, cell.blanks())
    end,
    ''
);

comment on function cell.text(text) is
'Without blanks around it, full-width digits and letters half-width; null if nothing is left';

create or replace function cell.is_blank(value text) returns boolean
language sql immutable parallel safe
return coalesce(btrim(value, cell.blanks()), '') = '';

comment on function cell.is_blank(text) is 'True for null and for nothing but blanks';

-- A code cannot be read if digits were lost (ingestion.readers.cells.render), if it is an error
-- value or a formula without a result, or if it has more than 64 characters.
create or replace function cell.read_code(value text) returns text
language plpgsql immutable parallel safe as $$
declare
    tidy constant text := translate(cell.text(value), cell.blanks(), '');
begin
    return case
        when length(tidy) > 64
            or tidy ~ '^(=|#(N/A|NAME[?]|REF!|DIV/0!|VALUE!|NUM!|NULL!|GETTING_DATA)$)'
            or tidy ~ '^-?[0-9][.][0-9]{14}E[+][0-9]+$' then null
        else nullif(tidy, '')
    end;
end $$;

create or replace function cell.code(value text) returns text
language sql immutable parallel safe
return case
    when value is null or value = '' then null
    when length(value) <= 64 and translate(value, '0123456789', '') = '' then value
    else cell.read_code(value)
end;

comment on function cell.code(text) is
'A code without blanks in it, half-width; null if blank or unreadable';

create or replace function cell.is_head(value text) returns boolean
language sql immutable parallel safe
return coalesce(cell.text(value) in ('户主', '本人', '本人或户主'), false);

comment on function cell.is_head(text) is
'True if 与户主关系 says that the person is the head: 户主, 本人 or 本人或户主';

-- More than fifteen digits before the decimal point (10^15 yuan) are not an amount.
create or replace function cell.read_money(value text) returns numeric
language plpgsql immutable parallel safe as $$
declare
    tidy constant text := nullif(translate(cell.text(value), cell.blanks(), ''), '');
begin
    if tidy is null or lower(tidy) in ('-', '—', '/', '无', 'nan') then
        return 0;
    elsif length(tidy) <= 60 and tidy ~ (
        '^(-?[¥￥]?|[¥￥]-)'
        '(([0-9]{1,15}|[0-9]{1,3}(,[0-9]{3}){1,4})(\.[0-9]+)?|\.[0-9]+)元?$'
    ) then
        return round(translate(tidy, '¥￥,元', '')::numeric, 2);
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
    tidy constant text := translate(cell.text(value), cell.blanks(), '');
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
