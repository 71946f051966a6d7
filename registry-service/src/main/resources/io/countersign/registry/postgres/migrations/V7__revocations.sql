-- CRLs as the CA signed them; of two under one number the first is kept.
create table crls (
    issuer      bytea       not null,
    number      bigint      not null,
    this_update timestamptz not null,
    next_update timestamptz not null,
    tbs         bytea       not null,
    entries     integer     not null,
    der         bytea, -- of the newer ones: there is one an hour, and the log has them all
    primary key (issuer, number)
);

-- What any CRL of an issuer lists, with the lowest number that is known to list it.
create table revoked (
    issuer     bytea       not null,
    serial     text        not null,
    at         timestamptz not null,
    reason     text        not null,
    crl_number bigint      not null,
    primary key (issuer, serial)
);

-- Revoke orders exactly as their first signer sent them.
create table revocations (
    digest         bytea primary key,
    issuer         bytea       not null,
    cluster        text        not null,
    payload        text        not null,
    certificate    bytea,
    needed         integer     not null,
    made_at        timestamptz not null,
    event_id       text,
    refusal_code   text,
    refusal_detail text,
    retryable      boolean     not null default false,
    tries          integer     not null default 0,
    due_at         timestamptz
);
create index revocations_newest on revocations (made_at desc, digest desc);
create index revocations_due on revocations (due_at) where due_at is not null;
create table revocation_serials (
    revocation bytea not null references revocations,
    serial     text  not null,
    primary key (revocation, serial)
);
create table revocation_signatures (
    revocation bytea       not null references revocations,
    position   bigint generated always as identity,
    person     text,
    header     text        not null,
    signature  text        not null,
    at         timestamptz not null,
    primary key (revocation, position),
    unique (revocation, person)
);

revoke all on crls, revoked, revocations, revocation_serials, revocation_signatures from ${service_role};
grant select, insert, update on crls, revoked, revocations to ${service_role};
grant select, insert on revocation_serials, revocation_signatures to ${service_role};
