-- One row per account that was merged into another.
select id as alias_id, min(master_record_id) as account_id, min(__file) as __file, min_by(__line, __file) as __line
from salesforce_accounts
where master_record_id <> id
group by id
