-- Derived from the log like leaf_index: the leaves that hold versions of the trust document.
create table trust_version_leaf (
    leaf bigint primary key
);

-- Versions that are logged already must be in it: the service fills all tables again at its next start.
delete from leaf_index;
delete from certificate_index;
delete from crl_index;
delete from redeemed_certificate;
delete from withheld_receipt;
delete from burnt_grant;
update leaf_index_size set size = 0;
