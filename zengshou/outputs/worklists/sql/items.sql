-- Items of a month that need work, for each owner that gets them, with the latest row that put the
-- item on its list, the name of its subject and the masked names of its person and head.
select
    owner.owner,
    office.level,
    owner.division_code,
    coalesce(division.division_name, named.subject_name, owner.division_code) as division_name,
    item.list,
    list.name_zh as list_name,
    item.subject_key,
    coalesce(
        named.subject_name,
        roster.name_masked,
        case when item.subject_kind = 'village' then village.division_name end
    ) as subject_name,
    county.division_name as county_name,
    township.division_name as township_name,
    village.division_name as village_name,
    item.household_id,
    household.head_name_masked,
    item.amount,
    item.opened_month,
    item.due_date,
    item.status,
    item.overdue,
    evidence.file_name,
    evidence.row_number
from marts.worklist as item
inner join reference.worklists as list on item.list = list.code
inner join intermediate.int_worklist_owner as owner
    on item.list = owner.list and item.subject_key = owner.subject_key and item.month = owner.month
inner join reference.worklist_owners as office on owner.owner = office.name
left join marts.dim_division as division on owner.division_code = division.division_code
left join marts.dim_division as county on item.county_code = county.division_code
left join marts.dim_division as village on item.village_code = village.division_code
left join marts.dim_division as township on village.parent_code = township.division_code
left join marts.dim_household as household on item.household_id = household.household_id
left join intermediate.int_person_month as person
    on person.month = item.month
    and person.person_id = case item.subject_kind
        when 'person' then item.subject_key
        when 'pair' then split_part(item.subject_key, '|', 2)
        when 'policy' then split_part(item.subject_key, '|', 2)
    end
left join raw.household_roster as roster
    on person.load_id = roster.load_id and person.row_number = roster.row_number
left join lateral (
    select file_name, row_number from marts.worklist_evidence as evidence
    where evidence.worklist_id = item.worklist_id and evidence.month = item.month
    order by evidence.period desc, evidence.load_id desc, evidence.row_number
    limit 1
) as evidence on true
left join lateral (
    select subject_name from intermediate.int_worklist_subject_name as subject
    where subject.subject_kind = item.subject_kind and subject.subject_key = item.subject_key
        and subject.month <= item.month
    order by subject.month desc limit 1
) as named on true
where item.month = :month and item.status in ('open', 'verified')
order by
    owner.owner, owner.division_code, item.list, item.overdue desc, item.due_date,
    item.county_code, item.village_code, item.subject_key
