package io.countersign.cli.key;

import io.countersign.orders.JwsAlgorithm;
import java.security.PrivateKey;
import java.security.Provider;

/** One card as a security provider, never registered: it signs with that card's key and does nothing else. */
final class CardProvider extends Provider {
    private static final long serialVersionUID = 1L;

    CardProvider(Card card) {
        super("countersign-card", "1", "one key on a card");
        boolean small = card.publicKey().algorithm() == JwsAlgorithm.ES256;
        String digest = small ? "SHA-256" : "SHA-384";
        putService(
                new Service(
                        this,
                        "Signature",
                        small ? "SHA256withECDSA" : "SHA384withECDSA",
                        CardSignature.class.getName(),
                        null,
                        null) {
                    @Override
                    public Object newInstance(Object parameter) {
                        return new CardSignature(card, digest);
                    }

                    @Override
                    public boolean supportsParameter(Object parameter) {
                        return parameter instanceof Handle;
                    }
                });
    }

    /** Stands for the key, which never leaves the card. */
    static final class Handle implements PrivateKey {
        private static final long serialVersionUID = 1L;

        @Override
        public String getAlgorithm() {
            return "EC";
        }

        @Override
        public String getFormat() {
            return null;
        }

        @Override
        public byte[] getEncoded() {
            return null;
        }
    }
}
