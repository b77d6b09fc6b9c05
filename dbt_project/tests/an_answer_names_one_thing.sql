-- A cell of 跟踪反馈 holds a code or a Chinese name. Each must mean one rule or one list.
with named as (

    select
        code,
        name_zh
    from {{ ref('warning_rules') }}
    union all
    select
        code,
        name_zh
    from {{ ref('worklists') }}

),

words as (

    select
        named.code,
        word.word
    from named
    cross join lateral (values (named.code), (named.name_zh)) as word (word)

),

final as (

    select word
    from words
    group by word
    having count(*) > 1

)

select * from final
