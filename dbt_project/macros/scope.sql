{#- Departments send everybody; rows of people who are not on the roster in force are out of scope
    (feeds.md). Nearly all rows are, so the gate does not list them: it names the judged roster.
    var('tables_of_people'), made of the contracts: those tables, with the column of the person's ID. -#}

{#- Lays the people of the roster beside the rows `received` of a table of people; `people` names a CTE
    that holds listed_people() already. -#}
{%- macro join_scope(table, judgement_id, people=none) -%}
    {%- if table in var('tables_of_people') -%}
    left join {{ source('ops', 'judgement') }} as judged
        on {{ judgement_id }} = judged.judgement_id
    left join {{ people or '(' ~ listed_people() ~ ')' }} as listed
        on
            judged.roster_judgement_id = listed.judgement_id
            and received.{{ var('tables_of_people')[table] }}_token = listed.citizen_id_token
    {%- endif -%}
{%- endmacro -%}

{#- True for a row in scope; nobody can say of an invalid ID whether it is. -#}
{%- macro in_scope(table) -%}
    {%- if table in var('tables_of_people') -%}
    (
        listed.citizen_id_token is not null
        or received.{{ var('tables_of_people')[table] }}_kind = 'invalid'
    )
    {%- else -%}
    true
    {%- endif -%}
{%- endmacro -%}

{#- People on the rosters that files were judged against, by the roster's judgement. The few rosters
    are found first: PostgreSQL then knows how many people to expect. Guessing a thousand times too few
    it laid each beside all exceptions of the roster (100 s of 29,000 households). -#}
{%- macro listed_people() -%}
    with rosters as materialized (
        select
            judgement_id,
            load_id
        from {{ source('ops', 'judgement') }}
        where judgement_id in (
            select judged.roster_judgement_id
            from {{ source('ops', 'built_load') }} as state
            inner join {{ source('ops', 'judgement') }} as judged
                on state.reject_judgement_id = judged.judgement_id
            where
                state.edition = '{{ var("edition") }}'
                and {{ changed_load('state.load_id') }}
        )
    )

    select distinct
        rosters.judgement_id,
        person.citizen_id_token
    from rosters
    inner join {{ source('raw', 'household_roster') }} as person
        on rosters.load_id = person.load_id
    left join {{ source('ops', 'row_exception') }} as exception
        on
            rosters.judgement_id = exception.judgement_id
            and exception.table_name = 'household_roster'
            and person.row_number = exception.row_number
    where
        exception.row_number is null
        and person.citizen_id_kind = 'citizen'
{%- endmacro -%}
