package io.countersign.cli.key;

import io.countersign.cli.CliException;
import io.countersign.cli.Terminal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** A PIN for one login, wiped afterwards. */
final class Pin implements AutoCloseable {
    private final char[] digits;

    private Pin(char[] digits) {
        this.digits = digits;
    }

    static Pin of(CardUri card, Terminal terminal) throws CliException {
        Pin pin = new Pin(
                card.pinSource().isPresent()
                        ? read(card.pinSource().get())
                        : terminal.pins().ask("PIN of token " + card.token() + ": "));
        if (pin.digits.length == 0) {
            throw CliException.failed("no PIN was given", "type it, or name a file with pin-source=file:/path");
        }
        return pin;
    }

    private static char[] read(Path file) throws CliException {
        PrivateFile.require(file, "the PIN file");
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw CliException.failed("the PIN file " + file + " cannot be read", "correct pin-source in the URI", e);
        }
        int length = bytes.length;
        // Editors and `echo` end the file with a newline that is not part of the PIN.
        while (length > 0 && (bytes[length - 1] == '\n' || bytes[length - 1] == '\r')) {
            length--;
        }
        CharBuffer chars = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes, 0, length));
        Arrays.fill(bytes, (byte) 0);
        char[] digits = new char[chars.remaining()];
        chars.get(digits);
        Arrays.fill(chars.array(), '\0');
        return digits;
    }

    /** The live array, not a copy; wiped by {@link #close}. */
    char[] digits() {
        return digits;
    }

    @Override
    public void close() {
        Arrays.fill(digits, '\0');
    }
}
