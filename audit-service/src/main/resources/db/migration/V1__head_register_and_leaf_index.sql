-- The signed head of each log, and who may move it. Never restore this table alone, and never older than the log:
-- the service refuses to start when the published checkpoint is ahead of it.
create table signed_head (
    origin      text        primary key,
    size        bigint      check (size >= 0),
    root        bytea       check (octet_length(root) = 32),
    note        bytea,
    epoch       bigint      not null,
    holder      text        not null,
    lease_until timestamptz not null,
    -- Unsigned heads do not exist here: all three or none.
    check ((size is null) = (root is null) and (size is null) = (note is null))
);

-- Derived from the log: may be emptied at any time, the service fills it again.
create table leaf_index (
    event_id bytea  primary key check (octet_length(event_id) = 32),
    leaf     bigint not null
);

create table leaf_index_size (
    only_row boolean primary key default true check (only_row),
    size     bigint  not null
);
insert into leaf_index_size (size) values (0);
