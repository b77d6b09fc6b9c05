with

states as (
    select * from {{ source('ops', 'built_load') }}
    where
        edition = '{{ var("edition") }}'
        and status in ('held', 'rejected')
),

-- gate version holds a version that shrinks (F09), gate file every other file
judgements as (
    select * from {{ source('ops', 'judgement') }}
    where gate in ('file', 'version')
),

findings as (
    select * from {{ source('ops', 'judgement_finding') }}
),

-- a file judged several times, by changed rules: the last judgement that found something
final as (
    select distinct on (states.load_id)
        states.load_id,
        findings.rule,
        findings.message
    from states
    inner join judgements on states.load_id = judgements.load_id
    inner join findings on judgements.judgement_id = findings.judgement_id
    order by states.load_id asc, judgements.judgement_id desc, findings.rule asc
)

select * from final
