{#- The columns together are the grain: each combination occurs once. With `of_changed_files`, an
    incremental build checks only the rows of changed files; the other rows were checked when they
    arrived. -#}
{% test unique_combination(model, columns, of_changed_files=false) %}

select
    {{ columns | join(', ') }},
    count(*) as copies
from {{ model }}
{%- if of_changed_files and touched_from({}) %}
where {{ is_changed_load('load_id') }}
{%- endif %}
group by {{ columns | join(', ') }}
having count(*) > 1

{% endtest %}
