-- trust_version_leaf also holds versions that came before their predecessor, and every version before a redemption counts for it:
-- the service fills all tables again at its next start.
delete from leaf_index;
delete from certificate_index;
delete from crl_index;
delete from redeemed_certificate;
delete from withheld_receipt;
delete from burnt_grant;
delete from trust_version_leaf;
update leaf_index_size set size = 0;
