{#- What the numbers of a linkage_projects file name: its projects and entities, with their counties
    (measures.md, section 2: the county of a 带动户 row is that of its project or entity). A number that
    names both is the project's. `projects` and `entities` are relations with the accepted rows of
    judgements, as received. -#}
{%- macro linked_counties(projects, entities) -%}
    select distinct on (judgement_id, link_no)
        judgement_id,
        link_no,
        county_code,
        link_kind
    from (
        select
            judgement_id,
            cell.code(project_no) as link_no,
            cell.code(county_code) as county_code,
            'project' as link_kind
        from {{ projects }}
        union all
        select
            judgement_id,
            cell.code(entity_no) as link_no,
            cell.code(county_code) as county_code,
            'entity' as link_kind
        from {{ entities }}
    ) as named
    order by judgement_id asc, link_no asc, link_kind desc
{%- endmacro -%}
