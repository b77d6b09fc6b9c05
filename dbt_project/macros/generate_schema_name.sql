{#- An edition is one state of knowledge (var `edition`). `marts` builds into staging,
    intermediate and marts; another edition E into E_staging, E_intermediate and E, so that a
    rebuild as known at a past instant leaves `marts` alone (interface.md, `zengshou rebuild`).
    Seeds hold policy, not received data: one `reference` schema serves every edition. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {%- set edition = var('edition', 'marts') -%}
    {%- if node.resource_type == 'seed' -%}
        {{ custom_schema_name or 'reference' }}
    {%- elif custom_schema_name is none or custom_schema_name == 'marts' -%}
        {{ edition }}
    {%- elif edition == 'marts' -%}
        {{ custom_schema_name }}
    {%- else -%}
        {{ edition }}_{{ custom_schema_name }}
    {%- endif -%}
{%- endmacro %}
