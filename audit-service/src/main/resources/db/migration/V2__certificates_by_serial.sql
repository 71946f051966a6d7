-- Derived from the log like leaf_index: which leaf first tells of a certificate, by what must be unique.
create table certificate_index (
    issuer bytea  check (octet_length(issuer) = 32),
    serial bytea  check (octet_length(serial) between 1 and 20),
    tbs    bytea  check (octet_length(tbs) = 32),
    leaf   bigint not null,
    primary key (issuer, serial, tbs)
);

-- Certificates that are logged already must be in it: the service fills both tables again at its next start.
delete from leaf_index;
update leaf_index_size set size = 0;
