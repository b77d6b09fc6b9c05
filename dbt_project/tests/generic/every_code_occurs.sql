{#- Every code of a list occurs in the column: a rule that can never fire is found. It holds where
    there is enough to be found only, so it is tagged and left out of ordinary builds. -#}
{% test every_code_occurs(model, column_name, to, field) %}

select listed.{{ field }}
from {{ to }} as listed
left join {{ model }} as occurring on listed.{{ field }} = occurring.{{ column_name }}
where occurring.{{ column_name }} is null

{% endtest %}
