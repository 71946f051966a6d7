package io.countersign.cli.command;

import io.countersign.cli.CliException;
import io.countersign.cli.Terminal;
import io.countersign.cli.key.Keys;
import io.countersign.cli.key.OpenKey;
import picocli.CommandLine.Option;

/** {@code --key}, the same wherever something is signed. */
final class KeyOption {
    @Option(
            names = "--key",
            required = true,
            paramLabel = "KEY",
            description = "Your key: a PKCS#8 PEM file, or a card: "
                    + "'pkcs11:token=LABEL;object=LABEL?module-path=/path/of/module.so'. The PIN is asked for, or read "
                    + "from the file in &pin-source=file:/path.")
    private String key;

    OpenKey open(Terminal terminal) throws CliException {
        return new Keys(terminal).open(key);
    }
}
