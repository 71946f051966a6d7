package io.countersign.orders;

import io.countersign.contracts.Refusal;
import io.countersign.contracts.RefusalCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** One rule, broken in many ways that all have to get its own code. */
final class Row {
    static final int LEAST_CASES = 15;

    private final String name;
    private final RefusalCode code;
    private final List<Case> cases = new ArrayList<>();

    /** One way to break the rule. */
    record Case(String name, Attempt attempt) {}

    /** Shows something hostile; the answer is empty when it is taken. */
    @FunctionalInterface
    interface Attempt {
        Optional<Refusal> answer() throws Exception;
    }

    Row(String name, RefusalCode code) {
        this.name = name;
        this.code = code;
    }

    String name() {
        return name;
    }

    RefusalCode code() {
        return code;
    }

    List<Case> cases() {
        return cases;
    }

    Row with(String caseName, Attempt attempt) {
        cases.add(new Case(caseName, attempt));
        return this;
    }

    /** One case per value, named by it. */
    @SafeVarargs
    final <T> Row each(Function<T, Attempt> attempt, T... values) {
        for (T value : values) {
            with(name(value), attempt.apply(value));
        }
        return this;
    }

    <T> Row each(Function<T, Attempt> attempt, Stream<T> values) {
        values.forEach(value -> with(name(value), attempt.apply(value)));
        return this;
    }

    private static String name(Object value) {
        return value instanceof Object[] several ? List.of(several).toString() : String.valueOf(value);
    }
}
