-- Grant orders exactly as their first approver signed them.
create table grants (
    digest      bytea primary key,
    cluster     text        not null,
    payload     text        not null,
    made_at     timestamptz not null,
    complete_at timestamptz
);
create index grants_newest on grants (made_at desc, digest desc);
create table grant_texts (
    grant_digest bytea       not null references grants,
    item         integer     not null,
    digest       bytea       not null,
    lineage      text        not null,
    until        timestamptz not null,
    text         text        not null,
    primary key (grant_digest, item)
);
create index grant_texts_by_digest on grant_texts (digest);
create index grant_texts_by_lineage on grant_texts (lineage, until);
create table grant_approvals (
    grant_digest bytea       not null references grants,
    person       text        not null,
    header       text        not null,
    signature    text        not null,
    at           timestamptz not null,
    position     bigint generated always as identity,
    primary key (grant_digest, person)
);

revoke all on grants, grant_texts, grant_approvals from ${service_role};
grant select, insert, update on grants, grant_texts, grant_approvals to ${service_role};
