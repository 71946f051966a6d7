package io.countersign.cli.trust;

import io.countersign.cli.CliException;
import io.countersign.orders.RosterEntry;
import io.countersign.orders.TrustDraft;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/** People and robots that come and go. */
public final class RosterEdit {
    private final TrustDraft draft;

    public RosterEdit(TrustDraft draft) {
        this.draft = draft;
    }

    /**
     * Lists one more key.
     *
     * @param publicKey PEM file
     */
    public void add(
            String person, String kind, Path publicKey, List<String> roles, List<String> clusters, Instant until)
            throws CliException {
        Set<RosterEntry.Role> held = new HashSet<>();
        for (String role : roles) {
            held.add(word("role", RosterEntry.Role.class, role));
        }
        RosterEntry entry = new RosterEntry(
                person,
                word("kind", RosterEntry.Kind.class, kind),
                PublicKeyFile.read(publicKey),
                held,
                Set.copyOf(clusters),
                until);
        draft.roster(before -> {
            before.add(entry);
            return before;
        });
    }

    /**
     * Strikes a person or a key off.
     *
     * @param gone a person with all keys, or the kid of one key
     */
    public void remove(String gone) throws CliException {
        AtomicBoolean found = new AtomicBoolean();
        draft.roster(before -> {
            found.set(before.removeIf(
                    entry -> entry.person().equals(gone) || entry.key().kid().equals(gone)));
            return before;
        });
        TrustChanges.requireFound(found.get(), "person or key", gone);
    }

    private static <E extends Enum<E>> E word(String what, Class<E> type, String text) throws CliException {
        for (E value : type.getEnumConstants()) {
            if (value.name().toLowerCase(Locale.ROOT).equals(text)) {
                return value;
            }
        }
        throw CliException.usage(
                "there is no " + what + " '" + text + "'",
                "one of " + Arrays.toString(type.getEnumConstants()).toLowerCase(Locale.ROOT));
    }
}
