package io.countersign.registry.postgres;

import io.countersign.registry.core.Cursor;
import io.countersign.registry.core.Listing;
import io.countersign.registry.core.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One page of a filtered list. A page begins behind the sort key of the row before it and never at a row number, so rows that come
 * or go meanwhile neither repeat nor hide others.
 */
final class PageQuery {
    private final StringBuilder statement;
    private final List<Object> parameters;

    /**
     * A query to be narrowed.
     *
     * @param select up to and with its {@code where true}
     */
    PageQuery(String select, Object... parameters) {
        this.statement = new StringBuilder(select);
        this.parameters = new ArrayList<>(List.of(parameters));
    }

    /** Lets only rows pass whose column has the value, where one is given. */
    PageQuery where(String column, Optional<String> wanted) {
        wanted.ifPresent(value -> and(column + " = ?", value));
        return this;
    }

    /**
     * Lets only rows pass behind the cursor, where one is given.
     *
     * @param condition the sort key against the cursor's parts
     */
    PageQuery behind(Optional<Cursor> cursor, String condition, Function<Cursor, List<Object>> parts) {
        cursor.ifPresent(place -> and(condition, parts.apply(place).toArray()));
        return this;
    }

    /** Asks for one row more than wanted, which says whether there is a next page. */
    <T> Page<T> page(Sql sql, Sql.Reader<T> reader, String order, Listing listing, Function<T, Cursor> place) {
        statement.append(" order by ").append(order).append(" limit ?");
        parameters.add(listing.limit() + 1);
        return Page.of(sql.list(reader, statement.toString(), parameters.toArray()), listing.limit(), place);
    }

    private void and(String condition, Object... values) {
        statement.append(" and ").append(condition);
        parameters.addAll(List.of(values));
    }
}
