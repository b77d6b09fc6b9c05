-- Findings by feed, table, rule and period; a row, or a file, that breaks a rule counts once.
-- Copies and files on trial are left out.
select
    load.feed,
    load.period,
    coalesce(finding.table_name, '') as table_name,
    finding.rule,
    count(distinct (finding.load_id, finding.row_number))::integer as broken
from ops.finding as finding
inner join ops.load as load on finding.load_id = load.load_id
inner join ops.receipt as receipt on load.load_id = receipt.load_id
where
    load.status <> 'duplicate'
    and receipt.trial is null
group by load.feed, load.period, finding.table_name, finding.rule
