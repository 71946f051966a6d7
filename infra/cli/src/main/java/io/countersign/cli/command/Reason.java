package io.countersign.cli.command;

import io.countersign.contracts.RevocationReason;
import picocli.CommandLine.ITypeConverter;

/** Reasons by the names that RFC 5280 gives them. */
final class Reason implements ITypeConverter<RevocationReason> {
    @Override
    public RevocationReason convert(String text) {
        return RevocationReason.parse(text);
    }
}
