package io.countersign.orders;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.contracts.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Security 6, test 3, as a table: every row breaks one rule in at least fifteen ways, and each of them gets the row's own code.
 * The keys are new in every run, the cases the same.
 */
final class HostileCorpusTest {
    private static final CorpusWorld WORLD = new CorpusWorld();
    private static final int LEAST_IN_ALL = 400;

    private static final List<Row> ROWS = rows();

    private static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        rows.addAll(new ApprovalRows(WORLD).all());
        rows.addAll(new OrderRows(WORLD).all());
        rows.addAll(new RequestRows(WORLD).all());
        rows.addAll(new StopRows(WORLD).all());
        rows.addAll(new ContinuityRows(WORLD).all());
        rows.addAll(new RenewalRows(WORLD).all());
        rows.addAll(new GrantRows(WORLD).all());
        rows.addAll(new GrantOrderRows(WORLD).all());
        rows.addAll(new RobotRows(WORLD).all());
        return rows;
    }

    @TestFactory
    Stream<DynamicTest> givesEveryHostileOrderTheCodeOfItsRow() {
        return ROWS.stream()
                .map(row -> DynamicTest.dynamicTest(row.name() + ": " + row.code(), () -> {
                    List<String> wrong = new ArrayList<>();
                    for (Row.Case each : row.cases()) {
                        Optional<Refusal> answer = each.attempt().answer();
                        if (!answer.map(Refusal::code).equals(Optional.of(row.code()))) {
                            wrong.add(each.name() + " -> "
                                    + answer.map(Refusal::toString).orElse("ACCEPTED"));
                        }
                    }
                    assertThat(wrong).isEmpty();
                }));
    }

    @Test
    void hasFifteenCasesInEveryRowAndFourHundredInAll() {
        int all = 0;
        StringBuilder counts = new StringBuilder();
        for (Row row : ROWS) {
            int cases = row.cases().size();
            all += cases;
            counts.append(String.format("%5d  %-28s %s%n", cases, row.code().code(), row.name()));
            assertThat(cases).as(row.name()).isGreaterThanOrEqualTo(Row.LEAST_CASES);
        }
        counts.append(String.format("%5d  hostile orders in %d rows%n", all, ROWS.size()));
        System.out.print(counts);
        assertThat(all).isGreaterThanOrEqualTo(LEAST_IN_ALL);
    }
}
