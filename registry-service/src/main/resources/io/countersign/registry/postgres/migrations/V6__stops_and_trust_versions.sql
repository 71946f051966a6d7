-- Stops and lifts, every telling of them: a later one may carry more signatures.
create table stops (
    position bigint generated always as identity primary key,
    telling  bytea       not null unique,
    digest   bytea       not null,
    file     bytea       not null,
    at       timestamptz not null
);

alter table trust_versions
    add column file      bytea,
    add column event_id  text,
    add column proof     text,
    add column logged_at timestamptz;

revoke all on stops from ${service_role};
grant select, insert on stops to ${service_role};
