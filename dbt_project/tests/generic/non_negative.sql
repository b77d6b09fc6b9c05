{#- A count, a head count or an amount that cannot be below 0; blank passes. -#}
{% test non_negative(model, column_name) %}

select *
from {{ model }}
where {{ column_name }} < 0

{% endtest %}
