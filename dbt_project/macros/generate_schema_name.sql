{#- An edition is one state of knowledge (var `edition`). The edition `marts` is the current one: it
    builds into the schemas staging, intermediate and candidate, and zengshou publishes from
    candidate to the schema marts (docs/architecture.md). Any other edition E builds into E_staging,
    E_intermediate and E. It is either a rebuild as known at a past instant (interface.md, `zengshou
    rebuild`) or `dev`, the edition of manual dbt runs. Seeds hold policy, not received data, so all
    editions except dev share the schema reference. -#}
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
