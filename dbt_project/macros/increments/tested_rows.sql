{#- What a generic test reads. Keys and codes of rows that were made earlier were tested then, so of a
    model that rows are added to it reads those made new. References are looked up for all rows: what
    they lead to may have gone. -#}
{%- macro postgres__get_where_subquery(relation) -%}
    {%- set tested = graph.nodes[model.attached_node] if execute and model.attached_node else none -%}
    {%- if
        tested and tested.config.materialized == 'incremental'
        and model.test_metadata.name in ['unique_combination', 'accepted_values']
    -%}
        (select * from {{ relation }} where {{ made_new(model.attached_node) }}) as made_new
    {%- else -%}
        {{ dbt.default__get_where_subquery(relation) }}
    {%- endif -%}
{%- endmacro -%}
