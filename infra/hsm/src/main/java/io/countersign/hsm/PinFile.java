package io.countersign.hsm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** A PIN read from its file for one use and wiped afterwards. */
final class PinFile implements AutoCloseable {
    private final char[] pin;

    private PinFile(char[] pin) {
        this.pin = pin;
    }

    static PinFile read(Path file) throws HsmUnavailableException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new HsmUnavailableException("PIN file cannot be read: " + file, e);
        }
        int length = bytes.length;
        // Editors and `echo` end the file with a newline that is not part of the PIN.
        while (length > 0 && (bytes[length - 1] == '\n' || bytes[length - 1] == '\r')) {
            length--;
        }
        CharBuffer chars = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes, 0, length));
        Arrays.fill(bytes, (byte) 0);
        char[] pin = new char[chars.remaining()];
        chars.get(pin);
        Arrays.fill(chars.array(), '\0');
        if (pin.length == 0) {
            throw new HsmUnavailableException("PIN file is empty: " + file);
        }
        return new PinFile(pin);
    }

    /** The live array, not a copy; wiped by {@link #close}. */
    char[] chars() {
        return pin;
    }

    @Override
    public void close() {
        Arrays.fill(pin, '\0');
    }
}
