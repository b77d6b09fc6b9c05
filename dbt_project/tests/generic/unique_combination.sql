{#- The columns together are the grain: no combination occurs twice. `of_changed_files`: in a build
    of changes, the rows of changed files are looked at; those of others were when they came. -#}
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
