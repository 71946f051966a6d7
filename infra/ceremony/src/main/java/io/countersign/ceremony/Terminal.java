package io.countersign.ceremony;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * A command on a terminal of its own, given by {@code script} (util-linux), that asks for a secret.
 *
 * <p>Echo is off from the start, so that the output never holds the secret. Whoever asks prints the prompt first and then
 * sets the terminal, which throws away what was typed in between. There is no sign of that moment, so the secret is typed
 * some time after the prompt, and again while the command stays silent. The command reads one line only: a wrong secret
 * is never tried twice.
 */
final class Terminal implements AutoCloseable {
    private static final Duration STEP = Duration.ofMillis(250);

    /** Steps of silence before the secret is typed again. */
    private static final int PATIENCE = 8;

    private final Process process;
    /** Written by the reading thread; guarded by itself. */
    private final StringBuilder output = new StringBuilder();

    private final Thread reader;

    private Terminal(Process process) {
        this.process = process;
        this.reader = new Thread(this::read, "second-tool-output");
        reader.setDaemon(true);
        reader.start();
    }

    /** @param command for the shell; the caller has made sure that it holds nothing to be quoted */
    static Terminal run(String command) throws IOException {
        return new Terminal(
                new ProcessBuilder("script", "-q", "-e", "-f", "-c", "stty -echo && exec " + command, "/dev/null")
                        .redirectErrorStream(true)
                        .start());
    }

    /** Answers the prompt with the first line of the file; whether the command then ended well in time. */
    boolean answer(String prompt, Path secretFile, Duration timeout) throws IOException, InterruptedException {
        int silent = 0;
        int length = 0;
        boolean typed = false;
        for (long steps = timeout.dividedBy(STEP); steps > 0; steps--) {
            if (process.waitFor(STEP.toMillis(), TimeUnit.MILLISECONDS)) {
                reader.join(timeout.toMillis());
                return process.exitValue() == 0;
            }
            String text = output();
            silent = text.length() == length ? silent + 1 : 0;
            length = text.length();
            boolean asked = text.contains(prompt) && silent > 0;
            if (asked && (!typed || silent % PATIENCE == 0)) {
                type(secretFile);
                typed = true;
            }
        }
        return false;
    }

    String output() {
        synchronized (output) {
            return output.toString();
        }
    }

    private void type(Path secretFile) throws IOException {
        byte[] bytes = Files.readAllBytes(secretFile);
        int end = 0;
        while (end < bytes.length && bytes[end] != '\n' && bytes[end] != '\r') {
            end++;
        }
        OutputStream keyboard = process.getOutputStream();
        keyboard.write(bytes, 0, end);
        keyboard.write('\n');
        keyboard.flush();
        Arrays.fill(bytes, (byte) 0);
    }

    private void read() {
        char[] buffer = new char[4096];
        try (InputStream stream = process.getInputStream();
                Reader text = new InputStreamReader(stream, StandardCharsets.UTF_8)) {
            for (int n = text.read(buffer); n >= 0; n = text.read(buffer)) {
                append(new String(buffer, 0, n));
            }
        } catch (IOException e) {
            append("\n(output lost: " + e.getMessage() + ")");
        }
    }

    private void append(String text) {
        synchronized (output) {
            output.append(text);
        }
    }

    /** Ends the command with everything it started. */
    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
