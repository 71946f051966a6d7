package io.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.cli.Countersign;
import io.countersign.contracts.RefusalCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every refusal is documented, explained by the client, used by a program, and awaited by a test. The last is read from the
 * sources: it shows that a test or a corpus demands the code by name, and the build shows that this test passes; it does not show
 * that the test would fail without the check.
 */
final class RefusalCodesTest {
    private static final Path ROOT = Path.of(System.getProperty("repository.root"));

    /** A statement that demands something, or a row of a corpus. */
    private static final Predicate<String> DEMANDS = Pattern.compile(
                    "assert|[rR]efuse|expect|isEqualTo|returns\\(|Row\\b|[rR]ow\\(|Ended|due")
            .asPredicate();

    /** Tests, and the rows that tests go through; not fakes and sample data. */
    private static final Predicate<String> TESTS =
            Pattern.compile("(Test|IT)$|Rows|^Hostile").asPredicate();

    private static JavaSources tests;
    private static JavaSources programs;

    @BeforeAll
    static void readTheSources() throws IOException {
        tests = JavaSources.below(ROOT, "test");
        programs = JavaSources.below(ROOT, "main");
    }

    private static SortedSet<String> awaiting(JavaSources sources, String constant) {
        Predicate<String> rows = Pattern.compile("Rows|^Hostile").asPredicate();
        SortedSet<String> all = sources.naming(constant, rows, statement -> true);
        all.addAll(sources.naming(constant, TESTS, DEMANDS));
        return all;
    }

    @Test
    void everyCodeIsAwaitedByATest() {
        List<String> never = new ArrayList<>();
        for (RefusalCode code : RefusalCode.values()) {
            SortedSet<String> by = awaiting(tests, code.name());
            System.out.printf("%-28s %s%n", code.code(), String.join(", ", by));
            if (by.isEmpty()) {
                never.add(code.code());
            }
        }
        assertThat(never).as("codes that no test demands").isEmpty();
    }

    @Test
    void neitherACommentNorAFakeNorSampleDataCountsAsATest() {
        JavaSources sources = new JavaSources(new TreeMap<>());
        sources.add("CommentTest", "/** Refuses with key-weak. */ // assert KEY_WEAK\n assertThat(1).isEqualTo(1);");
        sources.add("FakeRegistry", "assertThat(x); throw new RejectedException(\"key-weak\");");
        sources.add("SampleTest", "String code = RefusalCode.KEY_WEAK; assertThat(other).isEqualTo(KEY_WEAK_TOO);");
        assertThat(awaiting(sources, "KEY_WEAK")).isEmpty();

        sources.add("RealTest", "int a; assertThat(answer.code()).isEqualTo(\"key-weak\");");
        sources.add("KeyRows", "return List.of(make(\"1024 bits\", KEY_WEAK));");
        assertThat(awaiting(sources, "KEY_WEAK")).containsExactly("KeyRows", "RealTest");
    }

    @ParameterizedTest
    @EnumSource
    void aProgramRefusesWithIt(RefusalCode code) {
        assertThat(programs.naming(code.name(), name -> !name.equals("RefusalCode"), statement -> true))
                .isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void thePageTellsWhatItMeansAndWhatToDo(RefusalCode code) throws IOException {
        assertThat(Files.readString(ROOT.resolve("infra/docs/refusals.md")))
                .contains("`" + code.code() + "`")
                .contains(code.sentence())
                .contains(code.remedy());
    }

    @ParameterizedTest
    @EnumSource
    void theClientExplainsIt(RefusalCode code) {
        StringWriter out = new StringWriter();
        int exit = Countersign.run(
                new String[] {"explain", code.code()}, new PrintWriter(out, true), new PrintWriter(out, true));
        assertThat(exit).isZero();
        assertThat(out.toString())
                .contains(code.code())
                .contains(code.sentence())
                .contains(code.remedy());
    }

    @Test
    void theClientKnowsNoOtherCode() {
        StringWriter out = new StringWriter();
        int exit = Countersign.run(
                new String[] {"explain", "no-such-code"}, new PrintWriter(out, true), new PrintWriter(out, true));
        assertThat(exit).isNotZero();
    }
}
