-- Clear personal data, encrypted (AES-256-GCM, the key is outside the database), found by token.

create schema if not exists vault;
create table vault.secret (
    token text primary key,
    kind text not null check (kind in ('citizen_id', 'name', 'phone')),
    nonce bytea not null,
    ciphertext bytea not null,
    stored_at timestamptz not null default now()
);
comment on table vault.secret is 'Encrypted clear value behind a token; never joined by marts.';
revoke all on schema vault from public;
