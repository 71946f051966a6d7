package io.countersign.runtime.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** A secret named by its file. Only the path is ever kept, printed or compared; the content is read when it is needed. */
public record SecretFile(Path path) {
    /** A PIN or password is short; a larger file is a mistake in the configuration. */
    private static final long MAX_OCTETS = 64 * 1024;

    /** The content without one trailing line feed, as an array that the caller wipes after use. */
    public byte[] read() throws IOException {
        if (Files.size(path) > MAX_OCTETS) {
            throw new IOException("the secret file " + path + " is larger than " + MAX_OCTETS + " octets");
        }
        byte[] content = Files.readAllBytes(path);
        int length = content.length;
        if (length > 0 && content[length - 1] == '\n') {
            length--;
        }
        byte[] secret = Arrays.copyOf(content, length);
        Arrays.fill(content, (byte) 0);
        return secret;
    }
}
