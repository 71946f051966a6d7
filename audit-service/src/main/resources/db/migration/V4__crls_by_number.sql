-- Derived from the log like leaf_index: which leaf first holds a CRL, by what must be unique.
create table crl_index (
    issuer bytea  check (octet_length(issuer) = 32),
    number bigint check (number >= 0),
    tbs    bytea  check (octet_length(tbs) = 32),
    leaf   bigint not null,
    primary key (issuer, number, tbs)
);
