package io.countersign.ceremony;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads a token's keys with a program that is not ours (OpenSC's pkcs11-tool), so that the claim "made in the token, cannot
 * leave" does not rest on the program that made them.
 *
 * <p>The PIN must not stand in arguments or environment, and the tool asks for it on a terminal only.
 */
final class SecondTool {
    /** What may stand in a shell word without quoting; the command line passes through {@code script -c}. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._/+-]+");

    private static final String PROMPT = "PIN: ";
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final String tool;

    SecondTool(String tool) {
        this.tool = tool;
    }

    record Listing(String command, List<ListedKey> keys) {
        Listing {
            keys = List.copyOf(keys);
        }
    }

    Listing list(Path module, String tokenLabel, Path pinFile) throws CeremonyException {
        List<String> words =
                List.of(tool, "--module", module.toString(), "--token-label", tokenLabel, "--login", "--list-objects");
        for (String word : words) {
            if (!PLAIN.matcher(word).matches()) {
                throw new CeremonyException("the second tool cannot be given the word '" + word + "'");
            }
        }
        String command = String.join(" ", words);
        String output = run(command, pinFile);
        return new Listing(command, parse(output));
    }

    private static String run(String command, Path pinFile) throws CeremonyException {
        try (Terminal terminal = Terminal.run(command)) {
            if (!terminal.answer(PROMPT, pinFile, TIMEOUT)) {
                throw new CeremonyException("the second tool failed or took longer than " + TIMEOUT + ": " + command
                        + "\n" + terminal.output());
            }
            return terminal.output();
        } catch (IOException e) {
            throw new CeremonyException("the second tool cannot be run: " + command + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CeremonyException("interrupted while the second tool ran", e);
        }
    }

    /** Objects start at the margin, their members are indented. */
    static List<ListedKey> parse(String output) {
        List<ListedKey> keys = new ArrayList<>();
        String objectClass = "";
        String label = "";
        String id = "";
        for (String line : output.lines().toList()) {
            String member = line.strip();
            if (line.startsWith("Private Key Object") || line.startsWith("Secret Key Object")) {
                objectClass = line.startsWith("Private") ? "private" : "secret";
                label = "";
                id = "";
            } else if (line.contains(" Object;")) {
                objectClass = "";
            } else if (member.startsWith("label:")) {
                label = value(member);
            } else if (member.startsWith("ID:")) {
                id = value(member);
            } else if (member.startsWith("Access:") && !objectClass.isEmpty()) {
                keys.add(new ListedKey(
                        objectClass, label, id, List.of(value(member).split(", "))));
                objectClass = "";
            }
        }
        return keys;
    }

    private static String value(String member) {
        return member.substring(member.indexOf(':') + 1).strip();
    }
}
