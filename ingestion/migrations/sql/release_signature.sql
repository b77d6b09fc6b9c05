-- Signatures of releases. The private key is outside the database, so the owner of the database
-- cannot sign a rewritten release. Each signature covers the one before it: one chain for all years.

create table assessment.release_signature (
    assessment_year integer not null,
    release_number integer not null,
    chain_number integer not null unique check (chain_number >= 1),
    previous_signature text unique,
    signature text not null unique,
    key_fingerprint text not null,
    signed_at timestamptz not null,
    statement text not null,
    prints_statement text not null,
    prints_signature text not null,
    primary key (assessment_year, release_number),
    foreign key (assessment_year, release_number) references assessment.release,
    check ((chain_number = 1) = (previous_signature is null))
);
comment on table assessment.release_signature is
    'Signatures of releases in one chain over all years. A release from before signatures has none.';
comment on column assessment.release_signature.chain_number is
    'Place in the chain: 1 for the first signed release.';
comment on column assessment.release_signature.previous_signature is
    'Signature of the release before it in the chain; null for the first.';
comment on column assessment.release_signature.signature is
    'Ed25519 signature over `statement`, base64.';
comment on column assessment.release_signature.key_fingerprint is
    'Fingerprint of the public key, which is kept outside the database.';
comment on column assessment.release_signature.statement is
    'What is signed, as JSON: the release''s row, a digest of each of its rows, the signature before it.';
comment on column assessment.release_signature.prints_statement is
    'JSON with the signature, the checksum and the digests of the prints. The prints show `signature`.';
comment on column assessment.release_signature.prints_signature is
    'Ed25519 signature over `prints_statement`, base64.';

create trigger refuse_change before update or delete on assessment.release_signature
for each row execute function assessment.refuse_change();
create trigger refuse_addition before insert on assessment.release_signature
for each row execute function assessment.refuse_addition();
select assessment.freeze_table('assessment.release_signature');

-- The statement has digests of the waivers, which name households: a digest confirms a guess.
grant select (
    assessment_year, release_number, chain_number, previous_signature, signature,
    key_fingerprint, signed_at, prints_statement, prints_signature
) on assessment.release_signature to assessment_reader;

alter table ops.key drop constraint key_purpose_check;
alter table ops.key add constraint key_purpose_check
check (purpose in ('token', 'vault', 'forget', 'release'));
alter table ops.audit drop constraint audit_action_check;
alter table ops.audit add constraint audit_action_check
check (action in ('reveal', 'forget', 'rotate', 'expire', 'new-key'));

-- A release, and a change of the key, take turns by locking this table. Before PostgreSQL 17 only a
-- superuser may lock a table that they may not change, and the owner may not change releases.
create table assessment.release_turn ();
comment on table assessment.release_turn is 'Locked while a release is made or its key changes; holds no rows.';

-- PostgreSQL checks the foreign keys of a release's tables as the owner, with a row lock that needs
-- the right to update some column; the trigger refuses every update all the same.
do $$
begin
    execute format('grant update (reason) on assessment.release to %I', current_user);
end
$$;
