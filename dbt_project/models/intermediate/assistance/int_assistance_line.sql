{{ config(
    materialized='incremental',
    indexes=[{'columns': ['month', 'citizen_id_token']}],
) }}

with supported as (

    select
        'dibao' as kind,
        month,
        load_id,
        row_number,
        head_citizen_id_token,
        assistance_kind = 'dibao' as supports_members,
        total_amount as row_amount,
        grace_until
    from {{ ref('stg_assistance_dibao') }}
    where {{ touched('month') }}

    union all

    select
        'edge' as kind,
        month,
        load_id,
        row_number,
        head_citizen_id_token,
        true as supports_members,
        null as row_amount,
        null as grace_until
    from {{ ref('stg_assistance_edge') }}
    where {{ touched('month') }}

),

listed as (

    select
        'dibao' as kind,
        load_id,
        row_number,
        citizen_id_token
    from {{ ref('stg_assistance_dibao_member') }}
    where
        citizen_id_kind = 'citizen'
        and {{ touched('month') }}

    union all

    select
        'edge' as kind,
        load_id,
        row_number,
        citizen_id_token
    from {{ ref('stg_assistance_edge_member') }}
    where
        citizen_id_kind = 'citizen'
        and {{ touched('month') }}

),

tekun as (

    select * from {{ ref('stg_assistance_tekun') }}
    where {{ touched('month') }}

),

relief as (

    select * from {{ ref('stg_assistance_relief') }}
    where {{ touched('month') }}

),

-- The head, whatever its ID, and the listed members with a valid ID, each once. A row of
-- dibao_single supports its head alone.
member as (

    select
        kind,
        load_id,
        row_number,
        head_citizen_id_token as citizen_id_token
    from supported

    union

    select
        supported.kind,
        supported.load_id,
        supported.row_number,
        listed.citizen_id_token
    from supported
    inner join listed
        on
            supported.kind = listed.kind
            and supported.load_id = listed.load_id
            and supported.row_number = listed.row_number
    where supported.supports_members

),

row_members as (

    select
        kind,
        load_id,
        row_number,
        count(*)::integer as row_members
    from member
    group by kind, load_id, row_number

),

final as (

    select
        supported.kind,
        supported.month,
        supported.load_id,
        supported.row_number,
        member.citizen_id_token,
        supported.row_amount,
        row_members.row_members,
        supported.grace_until
    from supported
    inner join row_members
        on
            supported.kind = row_members.kind
            and supported.load_id = row_members.load_id
            and supported.row_number = row_members.row_number
    inner join member
        on
            supported.kind = member.kind
            and supported.load_id = member.load_id
            and supported.row_number = member.row_number

    union all

    select
        'tekun' as kind,
        month,
        load_id,
        row_number,
        citizen_id_token,
        total_amount as row_amount,
        1 as row_members,
        null as grace_until
    from tekun

    union all

    select
        'relief' as kind,
        month,
        load_id,
        row_number,
        citizen_id_token,
        amount as row_amount,
        1 as row_members,
        null as grace_until
    from relief

)

select * from final
