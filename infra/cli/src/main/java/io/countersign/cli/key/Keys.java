package io.countersign.cli.key;

import io.countersign.cli.CliException;
import io.countersign.cli.Terminal;
import io.countersign.orders.ApproverKey;
import java.nio.file.Path;
import java.util.Optional;

/** Opens the key that a person named: a file, or a card by its PKCS#11 URI. */
public final class Keys {
    private final Terminal terminal;

    public Keys(Terminal terminal) {
        this.terminal = terminal;
    }

    public OpenKey open(String named) throws CliException {
        boolean card = named.regionMatches(true, 0, CardUri.SCHEME, 0, CardUri.SCHEME.length());
        return card ? card(CardUri.parse(named)) : new OpenKey(KeyFile.read(Path.of(named)), () -> {});
    }

    private OpenKey card(CardUri uri) throws CliException {
        Pin pin = Pin.of(uri, terminal);
        try {
            Card card = Card.open(uri, pin);
            ApproverKey key =
                    new ApproverKey(new CardProvider.Handle(), card.publicKey(), Optional.of(new CardProvider(card)));
            return new OpenKey(key, () -> {
                pin.close();
                card.close();
            });
        } catch (CliException e) {
            pin.close();
            throw e;
        }
    }
}
