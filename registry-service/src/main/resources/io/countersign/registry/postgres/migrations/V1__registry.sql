-- Run by the owner role; ${service_role} may read and write rows, and delete only what the log already holds.

create table requests (
    id            text primary key,
    lineage       text        not null,
    cluster       text        not null,
    component     text        not null,
    instance      text        not null,
    profile       text        not null,
    csr           bytea       not null,
    csr_digest    bytea       not null,
    key_digest    bytea       not null,
    names         text        not null,
    requester     text        not null,
    reason        text,
    lifetime_s    bigint,
    submitted_at  timestamptz not null,
    state         text        not null,
    changed_at    timestamptz not null,
    order_digest  bytea,
    item          integer,
    fingerprint   bytea,
    refusal_code   text,
    refusal_detail text
);
create index requests_newest on requests (submitted_at desc, id desc);
create index requests_by_lineage on requests (lineage, submitted_at desc);
create index requests_open_by_node on requests (cluster, instance, changed_at);

-- Orders exactly as their first approver signed them.
create table orders (
    digest     bytea primary key,
    payload    text        not null,
    expires_at timestamptz not null,
    made_at    timestamptz not null
);
create table order_items (
    order_digest bytea   not null references orders,
    item         integer not null,
    text         text    not null,
    request      text    not null references requests,
    primary key (order_digest, item)
);
create index order_items_by_request on order_items (request);
create table approvals (
    order_digest bytea       not null references orders,
    person       text        not null,
    header       text        not null,
    signature    text        not null,
    at           timestamptz not null,
    position     bigint generated always as identity,
    primary key (order_digest, person)
);

-- A certificate is its issuer, serial and to-be-signed bytes; the signature may differ between two tellings.
create table certificates (
    fingerprint  bytea primary key,
    issuer       bytea       not null,
    serial       text        not null,
    tbs          bytea       not null,
    lineage      text        not null,
    cluster      text        not null,
    request      text        not null,
    order_digest bytea       not null,
    item         integer     not null,
    profile      text        not null,
    names        text        not null,
    key_digest   bytea       not null,
    not_before   timestamptz not null,
    not_after    timestamptz not null,
    der          bytea       not null,
    issued_at    timestamptz not null,
    leaf_index   bigint      not null,
    intent       text        not null,
    event_id     text        not null,
    unique (issuer, serial, tbs)
);
create index certificates_by_expiry on certificates (not_after, fingerprint);
create index certificates_by_lineage on certificates (lineage, not_before desc);
create index certificates_by_serial on certificates (serial);
create index certificates_by_request on certificates (request);

-- Every fingerprint under which a certificate was ever told, the first one included.
create table fingerprints (
    fingerprint bytea primary key,
    certificate bytea not null references certificates
);

create table lineages (
    lineage   text primary key,
    cluster   text not null,
    component text not null,
    instance  text not null,
    profile   text not null,
    newest    bytea not null references certificates,
    installed bytea references certificates,
    served    bytea references certificates,
    node      text
);
create index lineages_by_node on lineages (cluster, instance);

-- What agents saw and did, in the order they told it.
create table placements (
    position    bigint generated always as identity primary key,
    event_id    text        not null unique,
    lineage     text        not null,
    node        text        not null,
    kind        text        not null,
    fingerprint bytea       not null,
    at          timestamptz not null
);
create index placements_by_lineage on placements (lineage, position desc);

-- The watcher's latest word on each lineage: a hint, never an order.
create table renewals (
    lineage   text primary key,
    late      boolean     not null,
    issuer    bytea       not null,
    serial    text        not null,
    tbs       bytea       not null,
    due_at    timestamptz not null,
    not_after timestamptz not null
);

create table timeline (
    position bigint generated always as identity primary key,
    at       timestamptz not null,
    lineage  text        not null,
    request  text,
    what     text        not null,
    detail   text,
    event_id text unique
);
create index timeline_by_lineage on timeline (lineage, position);
create index timeline_by_request on timeline (request, position);

create table trust_versions (
    version      bigint primary key,
    digest       bytea       not null,
    published_at timestamptz not null
);

-- Where the projection stands; offsets start again when a topic is made anew, so the topic's id belongs to them.
create table consumed (
    topic       text    not null,
    partition   integer not null,
    topic_id    text    not null,
    next_offset bigint  not null,
    primary key (topic, partition)
);

-- One row per topic and partition: the lock that makes seq gapless and prevhash a chain.
create table outbox_streams (
    stream text primary key,
    seq    bigint not null,
    head   bytea  not null
);
create table outbox (
    position   bigint generated always as identity primary key,
    stream     text        not null,
    seq        bigint      not null,
    topic      text        not null,
    partition  integer     not null,
    event_id   text        not null,
    value      bytea       not null,
    created_at timestamptz not null,
    sent_at    timestamptz,
    unique (stream, seq)
);
create index outbox_unsent on outbox (position) where sent_at is null;
create index outbox_sent on outbox (sent_at) where sent_at is not null;
create index outbox_by_event on outbox (event_id);

revoke all on all tables in schema public from ${service_role};
grant select, insert, update on
    requests, orders, order_items, approvals, certificates, fingerprints, lineages, placements, renewals, timeline,
    trust_versions, consumed, outbox_streams, outbox
    to ${service_role};
grant delete on outbox to ${service_role};
