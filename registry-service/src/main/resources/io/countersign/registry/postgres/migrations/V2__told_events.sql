-- Every event told once, for ever: rows of the outbox go when the log holds them, and the log keeps one leaf for an id for ever.
create table told_events (
    event_id text primary key
);
insert into told_events (event_id)
    select distinct event_id from outbox where topic not in ('countersign.inventory', 'countersign.trust');
drop index outbox_by_event;

revoke all on told_events from ${service_role};
grant select, insert on told_events to ${service_role};
