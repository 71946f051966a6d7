-- Orders that redeem a grant, by the certificate whose key signed them.
create table redemptions (
    order_digest bytea primary key references orders,
    issuer       bytea not null,
    serial       text  not null,
    grant_digest bytea not null references grants
);
create index redemptions_by_predecessor on redemptions (issuer, serial);

revoke all on redemptions from ${service_role};
grant select, insert, update on redemptions to ${service_role};
