-- Derived from the log like leaf_index. Never restore or edit these alone: what is missing here is a reuse that goes unseen.

-- Which leaf redeemed a certificate; the next with another order gets no receipt.
create table redeemed_certificate (
    issuer bytea  check (octet_length(issuer) = 32),
    serial bytea  check (octet_length(serial) between 1 and 20),
    leaf   bigint not null,
    primary key (issuer, serial)
);

-- Intents without a receipt, and the one that came first.
create table withheld_receipt (
    leaf       bigint primary key,
    first_leaf bigint not null check (first_leaf < leaf)
);

-- Grants that redeem nothing after the second leaf, by the SHA-256 of their text.
create table burnt_grant (
    grant_text  bytea  primary key check (octet_length(grant_text) = 32),
    first_leaf  bigint not null,
    second_leaf bigint not null check (first_leaf < second_leaf)
);

-- Redemptions that are logged already must be in them: the service fills all tables again at its next start.
delete from leaf_index;
delete from certificate_index;
update leaf_index_size set size = 0;
