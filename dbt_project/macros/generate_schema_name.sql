{#- An edition is one state of knowledge (var `edition`). `marts`, the present one, builds into
    staging, intermediate and candidate, from where zengshou publishes to the schema `marts`
    (docs/architecture.md). Another edition E builds into E_staging, E_intermediate and E: a rebuild
    as known at a past instant (interface.md, `zengshou rebuild`), and `dev`, which dbt builds when it is
    started by hand. Seeds hold policy, not received data: one schema serves every edition but dev. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {%- set edition = var('edition') -%}
    {%- set layer = custom_schema_name or 'marts' -%}
    {%- if node.resource_type == 'seed' -%}
        {{ 'dev_reference' if edition == 'dev' else 'reference' }}
    {%- elif edition == 'marts' -%}
        {{ 'candidate' if layer == 'marts' else layer }}
    {%- elif layer == 'marts' -%}
        {{ edition }}
    {%- else -%}
        {{ edition }}_{{ layer }}
    {%- endif -%}
{%- endmacro %}
