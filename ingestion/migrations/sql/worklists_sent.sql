-- Worklists go to their owners with the masked names of households: ops.audit records who sent them.

alter table ops.audit drop constraint audit_action_check;
alter table ops.audit add constraint audit_action_check check (
    action in (
        'reveal', 'forget', 'rotate', 'expire', 'new-key', 'confirm-parameters', 'show-household',
        'worklists'
    )
);
