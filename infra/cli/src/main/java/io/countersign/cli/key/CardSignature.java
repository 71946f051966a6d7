package io.countersign.cli.key;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.InvalidParameterException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.util.Arrays;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.xipki.pkcs11.wrapper.PKCS11Exception;

/** ECDSA whose last step is done by the card; each signature is verified here before anybody sees it. */
final class CardSignature extends SignatureSpi {
    private final Card card;
    private final String digest;
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();

    CardSignature(Card card, String digest) {
        this.card = card;
        this.digest = digest;
    }

    @Override
    protected void engineInitSign(PrivateKey privateKey) {
        message.reset();
    }

    @Override
    protected void engineUpdate(byte octet) {
        message.write(octet);
    }

    @Override
    protected void engineUpdate(byte[] octets, int offset, int length) {
        message.write(octets, offset, length);
    }

    @Override
    protected byte[] engineSign() {
        try {
            byte[] raw = card.sign(MessageDigest.getInstance(digest).digest(message.toByteArray()));
            int half = raw.length / 2;
            byte[] der = StandardDSAEncoding.INSTANCE.encode(
                    card.publicKey().publicKey().getParams().getOrder(),
                    new BigInteger(1, Arrays.copyOfRange(raw, 0, half)),
                    new BigInteger(1, Arrays.copyOfRange(raw, half, raw.length)));
            Signature check = Signature.getInstance(digest.replace("-", "") + "withECDSA");
            check.initVerify(card.publicKey().publicKey());
            check.update(message.toByteArray());
            if (!check.verify(der)) {
                throw new CardFailedException(
                        "the card signed with another key than the one it shows",
                        "nothing was sent; have the card's objects set right before you use it");
            }
            return der;
        } catch (PKCS11Exception e) {
            throw new CardFailedException(
                    "the card did not sign: " + e.getErrorName(), "nothing was sent; check the card and try again", e);
        } catch (GeneralSecurityException | IOException e) {
            throw new CardFailedException(
                    "the card's signature is not readable: " + e.getMessage(),
                    "nothing was sent; check that module-path names this card's own module",
                    e);
        }
    }

    @Override
    protected void engineInitVerify(PublicKey publicKey) throws InvalidKeyException {
        throw new InvalidKeyException("this provider only signs");
    }

    @Override
    protected boolean engineVerify(byte[] signature) throws SignatureException {
        throw new SignatureException("this provider only signs");
    }

    @Deprecated
    @Override
    protected void engineSetParameter(String name, Object value) {
        throw new InvalidParameterException("no parameters");
    }

    @Deprecated
    @Override
    protected Object engineGetParameter(String name) {
        throw new InvalidParameterException("no parameters");
    }
}
