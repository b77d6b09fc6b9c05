{#- The seed and the columns of the village submission have the same items, so that no item is left
    out of the income unnoticed. -#}
{% test lists_every_submission_item(model) %}

with columns_read as (

    select unnest(array['{{ submission_items() | join("', '") }}']) as item

),

seeded as (

    select distinct item from {{ model }}

)

select coalesce(columns_read.item, seeded.item) as item
from columns_read
full outer join seeded on columns_read.item = seeded.item
where columns_read.item is null or seeded.item is null

{% endtest %}
