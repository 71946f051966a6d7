package io.countersign.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;

/** One row of a corpus: inputs that are hostile in one way and must all be refused with one code. */
final class HostileRow {
    static final int LEAST_CASES = 15;

    private final String name;
    private final RefusalCode code;
    private final Map<String, Attempt> attempts = new LinkedHashMap<>();

    /** Offers one hostile input to what must refuse it. */
    interface Attempt {
        void make() throws RefusedException;
    }

    HostileRow(String name, RefusalCode code) {
        this.name = name;
        this.code = code;
    }

    HostileRow add(String what, Attempt attempt) {
        assertThat(attempts.put(what, attempt)).as("two cases called " + what).isNull();
        return this;
    }

    RefusalCode code() {
        return code;
    }

    int size() {
        return attempts.size();
    }

    /** A test that makes every attempt and says how many there were. */
    DynamicTest test() {
        return DynamicTest.dynamicTest(name + " -> " + code.code(), () -> {
            attempts.forEach(this::assertRefused);
            assertThat(attempts).hasSizeGreaterThanOrEqualTo(LEAST_CASES);
            System.out.printf("hostile corpus: %3d cases, %s -> %s%n", attempts.size(), name, code.code());
        });
    }

    private void assertRefused(String what, Attempt attempt) {
        RefusedException refused = catchThrowableOfType(RefusedException.class, attempt::make);
        assertThat(refused).as("%s was accepted", TextForPeople.visible(what)).isNotNull();
        assertThat(refused.refusal().code())
                .as("%s: %s", TextForPeople.visible(what), refused.getMessage())
                .isEqualTo(code);
    }
}
