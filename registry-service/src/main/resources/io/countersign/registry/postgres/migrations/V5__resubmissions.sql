-- Exact bytes of events that are needed again after they were sent.
create table kept_events (
    event_id  text primary key,
    stream    text    not null,
    seq       bigint  not null,
    topic     text    not null,
    partition integer not null,
    value     bytea   not null
);

-- Items at the signer, which it may refuse for now.
create table resubmissions (
    event_id     text primary key,
    request      text        not null references requests,
    order_digest bytea       not null references orders,
    use_by       timestamptz not null,
    tries        integer     not null default 0,
    due_at       timestamptz
);
create index resubmissions_by_request on resubmissions (request, order_digest);
create index resubmissions_due on resubmissions (due_at) where due_at is not null;
create index resubmissions_past on resubmissions (use_by);

-- Why no certificate follows the newest of a lineage until people order one.
alter table lineages
    add column frozen_code   text,
    add column frozen_detail text,
    add column frozen_at     timestamptz;

revoke all on kept_events, resubmissions from ${service_role};
grant select, insert, update, delete on resubmissions to ${service_role};
grant select, insert, delete on kept_events to ${service_role};
