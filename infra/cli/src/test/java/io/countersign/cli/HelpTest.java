package io.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.cli.House.Result;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.UnreadableReason;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class HelpTest {
    private static Terminal terminal(StringWriter out, StringWriter err) {
        return new Terminal(
                new PrintWriter(out),
                new PrintWriter(err),
                new BufferedReader(new StringReader("")),
                prompt -> new char[0],
                () -> House.NOW,
                new SecureRandom(),
                duration -> {});
    }

    private static Result run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = Countersign.run(args, terminal(out, err));
        return new Result(exit, out.toString(), err.toString());
    }

    static Stream<List<String>> everyCommand() {
        List<List<String>> commands = new ArrayList<>();
        collect(Countersign.commands(terminal(new StringWriter(), new StringWriter())), List.of(), commands);
        return commands.stream();
    }

    private static void collect(CommandLine command, List<String> path, List<List<String>> commands) {
        commands.add(path);
        command.getSubcommands().forEach((name, sub) -> {
            List<String> longer = new ArrayList<>(path);
            longer.add(name);
            collect(sub, longer, commands);
        });
    }

    @ParameterizedTest
    @MethodSource("everyCommand")
    void everyCommandHelpsWithAnExampleOfItself(List<String> command) {
        List<String> args = new ArrayList<>(command);
        args.add("--help");

        Result result = run(args.toArray(String[]::new));

        assertThat(result.exit()).isEqualTo(ExitCode.OK);
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).contains("Examples:\n  " + String.join(" ", plus("countersign", command)));
    }

    private static List<String> plus(String first, List<String> rest) {
        List<String> all = new ArrayList<>(List.of(first));
        all.addAll(rest);
        return all;
    }

    @Test
    void aCommandThatDoesNotExistIsAUsageError() {
        assertThat(run("sing").exit()).isEqualTo(ExitCode.USAGE);
        assertThat(run().exit()).isEqualTo(ExitCode.USAGE);
        assertThat(run("certs").exit()).isEqualTo(ExitCode.USAGE);
        assertThat(run("approve", "x").exit()).isEqualTo(ExitCode.USAGE);
        assertThat(run("get", "cats").exit()).isEqualTo(ExitCode.USAGE);
    }

    @ParameterizedTest
    @EnumSource(RefusalCode.class)
    void explainsEveryRefusalWithItsRemedy(RefusalCode code) {
        Result result = run("explain", code.code());

        assertThat(result.exit()).isEqualTo(ExitCode.OK);
        assertThat(result.out()).contains(code.code()).contains(code.sentence()).contains(code.remedy());
    }

    @Test
    void explainsACodeInFull() {
        assertThat(run("explain", "too-few-persons").out())
                .isEqualTo(
                        """
                        too-few-persons
                          Fewer distinct persons approved than the profile asks for.
                          what to do  Let another person approve; two keys of one person count once.
                          checked at  What the order claims
                          again       the same request fails again
                        """);
    }

    @Test
    void listsEveryCode() {
        String all = run("explain").out();

        for (RefusalCode code : RefusalCode.values()) {
            assertThat(all).contains("\n  " + code.code() + " ");
        }
        for (UnreadableReason reason : UnreadableReason.values()) {
            assertThat(all).contains("\n  " + reason.code() + " ");
        }
    }

    @Test
    void anUnknownCodeSaysWhereTheCodesAre() {
        assertThat(run("explain", "no-luck"))
                .isEqualTo(new Result(
                        ExitCode.FAILED,
                        "",
                        "error: no code 'no-luck'\nwhat to do: countersign explain lists every code\n"));
    }
}
