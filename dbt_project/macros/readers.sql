{#- Who reads the marts (interface.md, "Roles"; roles and access.readable_counties() come from the
    migration 0003_roles). A model under models/marts says it in its `meta`:

        county_reader      county_code: rows of the reader's county, by that column
                           division_code: rows of divisions of the county; the first six digits of
                           a division's code are its county's
        assessment_reader  all, or county_level: rows of the city and of counties only

    What a model does not name, that role cannot read. bi_reader reads every mart whole. A view is
    read with the rights of whoever asks (security_invoker), so it shows what its tables show.
    Other editions than `marts` are the pipeline's: no reader gets them. -#}
{%- macro reader_policies() -%}
    {%- set rule = model.config.meta -%}
    {%- set counties = '(select access.readable_counties())::text[]' -%}
    {%- set expressions = {
        'county_reader': {
            'county_code': 'county_code = any (' ~ counties ~ ')',
            'division_code': 'left(division_code, 6) = any (' ~ counties ~ ')',
        },
        'assessment_reader': {'all': 'true', 'county_level': "level in ('city', 'county')"},
    } -%}
    {%- set policies = {'bi_reader': 'true'} -%}
    {%- for role, known in expressions.items() if role in rule -%}
        {%- if rule[role] not in known -%}
            {{ exceptions.raise_compiler_error(
                model.name ~ ': meta.' ~ role ~ ' is none of ' ~ known.keys() | join(', ')
            ) }}
        {%- endif -%}
        {%- do policies.update({role: known[rule[role]]}) -%}
    {%- endfor -%}
    {{ return(policies) }}
{%- endmacro -%}

{#- After a mart is built. An incremental table that has its policies is left alone: changing them
    would wait for everybody who is reading it. -#}
{%- macro open_to_readers() -%}
    {%- if execute and var('edition') == 'marts' -%}
        {%- if model.config.materialized == 'view' -%}
            alter view {{ this }} set (security_invoker = true);
            grant select on {{ this }} to bi_reader, county_reader, assessment_reader
        {%- else -%}
            {%- set policies = reader_policies() -%}
            {%- set present = {} -%}
            {%- set found = run_query(
                "select polname::text, obj_description(oid, 'pg_policy') from pg_catalog.pg_policy"
                ~ " where polrelid = '" ~ this ~ "'::regclass"
            ) -%}
            {%- for row in found.rows -%}
                {%- do present.update({row[0]: row[1]}) -%}
            {%- endfor -%}
            {%- if present != policies -%}
                alter table {{ this }} enable row level security;
                {% for role in present %}
                drop policy {{ adapter.quote(role) }} on {{ this }};
                {% endfor %}
                revoke all on {{ this }} from bi_reader, county_reader, assessment_reader;
                {% for role, expression in policies.items() %}
                create policy {{ role }} on {{ this }} for select to {{ role }}
                using ({{ expression }});
                comment on policy {{ role }} on {{ this }} is '{{ expression | replace("'", "''") }}';
                grant select on {{ this }} to {{ role }};
                {% endfor %}
            {%- endif -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro -%}

{#- Before a run: the schemas of marts may be entered. Not in the hook of each model, because two
    at once would change the same schema. -#}
{%- macro open_schemas() -%}
    {%- if execute and var('edition') == 'marts' -%}
        {%- set schemas = graph.nodes.values()
            | selectattr('resource_type', 'equalto', 'model')
            | selectattr('fqn.1', 'equalto', 'marts')
            | map(attribute='schema') | unique | sort -%}
        {%- for schema in schemas + ['marts_zh'] if adapter.check_schema_exists(target.database, schema) %}
            grant usage on schema {{ adapter.quote(schema) }}
            to bi_reader, county_reader, assessment_reader;
        {%- endfor -%}
    {%- endif -%}
{%- endmacro -%}
